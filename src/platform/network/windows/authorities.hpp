// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <windows.h>
// After it.
#include <wincrypt.h>

namespace latchkey::windows {

/// The certificate authorities of a bundle, the only ones that count where one is named (AWS_CA_BUNDLE).
/// Without a bundle there are none, and the system judges.
class Authorities {
 public:
  Authorities() = default;
  Authorities(const Authorities&) = delete;
  Authorities& operator=(const Authorities&) = delete;
  ~Authorities();

  explicit operator bool() const { return engine_ != nullptr; }

  /// `path`: a PEM file, or a folder of them. Returns why it cannot be used; empty: it can.
  std::string load(const std::string& path);

  /// Whether the server's certificate is by one of them, for this host and valid now. Frees the certificate.
  bool trust(PCCERT_CONTEXT certificate, const std::string& host) const;

 private:
  HCERTSTORE store_ = nullptr;
  HCERTCHAINENGINE engine_ = nullptr;
};

}  // namespace latchkey::windows
