// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "net/openssl_ptr.hpp"

namespace testbed {

/// A CA in memory that issues a certificate for every requested host name. Thread-safe.
class TlsAuthority {
 public:
  TlsAuthority();

  std::string ca_pem() const;

  /// Makes the handshake as a server, with a certificate for the requested name (SNI), else for `fallback`.
  /// nullptr: the handshake failed.
  OpensslPtr<SSL> accept(int socket, const std::string& fallback);

 private:
  struct Asked;
  static int choose_certificate(SSL* session, void* asked);
  X509* leaf_for(const std::string& name);

  OpensslPtr<EVP_PKEY> ca_key_;
  OpensslPtr<X509> ca_;
  OpensslPtr<EVP_PKEY> leaf_key_;
  OpensslPtr<SSL_CTX> context_;
  std::mutex mutex_;
  std::map<std::string, OpensslPtr<X509>>
      leaves_;  // guarded by mutex_; never removed, so pointers stay valid
};

}  // namespace testbed
