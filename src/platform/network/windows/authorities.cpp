// SPDX-License-Identifier: Apache-2.0
#include "platform/network/windows/authorities.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "base/base64.hpp"
#include "platform/files/files.hpp"
#include "platform/system/windows/system_library.hpp"
#include "platform/system/windows/utf16.hpp"

namespace latchkey::windows {
namespace {

/// The functions of crypt32.dll, which is loaded with the first bundle.
struct Crypt {
  decltype(&CertOpenStore) open_store = get<decltype(&CertOpenStore)>("CertOpenStore");
  decltype(&CertCloseStore) close_store = get<decltype(&CertCloseStore)>("CertCloseStore");
  decltype(&CertAddEncodedCertificateToStore) add =
      get<decltype(&CertAddEncodedCertificateToStore)>("CertAddEncodedCertificateToStore");
  decltype(&CertCreateCertificateChainEngine) create_engine =
      get<decltype(&CertCreateCertificateChainEngine)>("CertCreateCertificateChainEngine");
  decltype(&CertFreeCertificateChainEngine) free_engine =
      get<decltype(&CertFreeCertificateChainEngine)>("CertFreeCertificateChainEngine");
  decltype(&CertGetCertificateChain) get_chain =
      get<decltype(&CertGetCertificateChain)>("CertGetCertificateChain");
  decltype(&CertVerifyCertificateChainPolicy) verify =
      get<decltype(&CertVerifyCertificateChainPolicy)>("CertVerifyCertificateChainPolicy");
  decltype(&CertFreeCertificateChain) free_chain =
      get<decltype(&CertFreeCertificateChain)>("CertFreeCertificateChain");
  decltype(&CertFreeCertificateContext) free_certificate =
      get<decltype(&CertFreeCertificateContext)>("CertFreeCertificateContext");

  bool is_complete() const {
    return open_store != nullptr && close_store != nullptr && add != nullptr && create_engine != nullptr &&
           free_engine != nullptr && get_chain != nullptr && verify != nullptr && free_chain != nullptr &&
           free_certificate != nullptr;
  }

 private:
  template <typename Function>
  static Function get(const char* name) {
    return system_function<Function>(L"crypt32.dll", name);
  }
};

const Crypt& crypt() {
  static const Crypt functions;
  return functions;
}

/// Adds the certificates of a PEM text. Returns their number.
int add_certificates(HCERTSTORE store, std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
  int count = 0;
  for (auto start = pem.find(kBegin); start != std::string_view::npos; start = pem.find(kBegin, start)) {
    start += kBegin.size();
    const auto end = std::min(pem.find(kEnd, start), pem.size());
    const auto der = base64_bytes(std::string(pem.substr(start, end - start)));
    const auto* const bytes = reinterpret_cast<const BYTE*>(der.data());
    if (crypt().add(store, X509_ASN_ENCODING, bytes, static_cast<DWORD>(der.size()),
                    CERT_STORE_ADD_USE_EXISTING, nullptr) != 0)
      ++count;
  }
  return count;
}

}  // namespace

Authorities::~Authorities() {
  if (engine_ != nullptr) crypt().free_engine(engine_);
  if (store_ != nullptr) crypt().close_store(store_, 0);
}

std::string Authorities::load(const std::string& path) {
  if (!crypt().is_complete()) return "crypt32.dll is not there";
  store_ = crypt().open_store(CERT_STORE_PROV_MEMORY, 0, 0, 0, nullptr);
  if (store_ == nullptr) return "out of memory";
  std::vector<std::string> all = {path};
  if (!files::is_file(path)) {
    all.clear();
    for (const auto& name : files::names_in(path)) all.push_back(files::join(path, name));
  }
  if (all.empty()) return files::is_there(path) ? "it contains no certificate" : "no such file or directory";
  int count = 0;
  for (const auto& file : all) {
    const auto text = files::read(file);
    if (!text) return text.error().message;
    if (*text) count += add_certificates(store_, **text);
  }
  if (count == 0) return "it contains no certificate";
  CERT_CHAIN_ENGINE_CONFIG config{};
  // The structure of Windows 7: later members are not needed, and wine does not support them.
  config.cbSize = offsetof(CERT_CHAIN_ENGINE_CONFIG, dwExclusiveFlags);
  config.hExclusiveRoot = store_;
  return crypt().create_engine(&config, &engine_) != 0 ? std::string() : "Windows cannot use it";
}

bool Authorities::trust(PCCERT_CONTEXT certificate, const std::string& host) const {
  CERT_CHAIN_PARA request{};
  request.cbSize = sizeof request;
  PCCERT_CHAIN_CONTEXT chain = nullptr;
  // With the certificates that the server has sent.
  const bool built = crypt().get_chain(engine_, certificate, nullptr, certificate->hCertStore, &request, 0,
                                       nullptr, &chain) != 0;
  auto name = wide(host);
  SSL_EXTRA_CERT_CHAIN_POLICY_PARA server{};
  server.cbSize = sizeof server;
  server.dwAuthType = AUTHTYPE_SERVER;
  server.pwszServerName = name.data();
  CERT_CHAIN_POLICY_PARA policy{};
  policy.cbSize = sizeof policy;
  policy.pvExtraPolicyPara = &server;
  CERT_CHAIN_POLICY_STATUS status{};
  status.cbSize = sizeof status;
  // The policy decides about names and uses; wine's does not check whether the chain ends at an authority.
  const bool good = built && chain->TrustStatus.dwErrorStatus == CERT_TRUST_NO_ERROR &&
                    crypt().verify(CERT_CHAIN_POLICY_SSL, chain, &policy, &status) != 0 &&
                    status.dwError == 0;
  if (chain != nullptr) crypt().free_chain(chain);
  crypt().free_certificate(certificate);
  return good;
}

}  // namespace latchkey::windows
