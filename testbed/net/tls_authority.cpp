// SPDX-License-Identifier: Apache-2.0
#include "net/tls_authority.hpp"

#include <exception>
#include <stdexcept>

#include "net/certificate.hpp"
#include "net/http_message.hpp"

namespace testbed {
namespace {

constexpr std::size_t kMostLeaves = 10000;
constexpr const char* kLocalhost = "localhost";

bool is_host_name(const std::string& name) {
  return !name.empty() && name.size() <= 253 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == std::string::npos;
}

}  // namespace

TlsAuthority::TlsAuthority()
    : ca_key_(new_p256_key()),
      ca_(new_ca_certificate(ca_key_.get())),
      leaf_key_(new_p256_key()),
      context_(SSL_CTX_new(TLS_server_method())) {
  if (!context_) throw std::runtime_error("OpenSSL has no TLS");
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
  // Every connection makes a full handshake, because resumption would transfer one host's session to another.
  SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context_.get(), SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context_.get(), 0);
}

std::string TlsAuthority::ca_pem() const {
  return certificate_pem(ca_.get());
}

X509* TlsAuthority::leaf_for(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = leaves_.find(name);
  if (found != leaves_.end()) return found->second.get();
  if (!is_host_name(name) || leaves_.size() >= kMostLeaves) return nullptr;
  const std::string names = name == kLocalhost ? "DNS:localhost,IP:127.0.0.1" : "DNS:" + name;
  auto leaf = new_leaf_certificate(leaf_key_.get(), ca_.get(), ca_key_.get(), name, names);
  return leaves_.emplace(name, std::move(leaf)).first->second.get();
}

struct TlsAuthority::Asked {
  TlsAuthority* authority;
  const std::string* fallback;
};

int TlsAuthority::choose_certificate(SSL* session, void* asked) {
  const auto* from = static_cast<const Asked*>(asked);
  const char* sni = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
  try {
    X509* leaf = from->authority->leaf_for(lower_case(sni != nullptr ? sni : *from->fallback));
    return leaf != nullptr && SSL_use_certificate(session, leaf) == 1 &&
                   SSL_use_PrivateKey(session, from->authority->leaf_key_.get()) == 1
               ? 1
               : 0;
  } catch (const std::exception&) {
    return 0;  // an exception must not pass through OpenSSL
  }
}

OpensslPtr<SSL> TlsAuthority::accept(int socket, const std::string& fallback) {
  OpensslPtr<SSL> session(SSL_new(context_.get()));
  if (!session || SSL_set_fd(session.get(), socket) != 1) return nullptr;
  Asked asked{this, &fallback};
  SSL_set_cert_cb(session.get(), choose_certificate, &asked);
  const bool ok = SSL_accept(session.get()) == 1;
  SSL_set_cert_cb(session.get(), nullptr, nullptr);
  return ok ? std::move(session) : nullptr;
}

}  // namespace testbed
