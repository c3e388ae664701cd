// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <windows.h>
// Must follow windows.h.
#include <wincrypt.h>

namespace latchkey::windows {

/// The certificate authorities of a bundle (AWS_CA_BUNDLE). If a bundle is set, only its authorities are
/// trusted; otherwise the system verifies certificates.
class Authorities {
 public:
  Authorities() = default;
  Authorities(const Authorities&) = delete;
  Authorities& operator=(const Authorities&) = delete;
  ~Authorities();

  explicit operator bool() const { return engine_ != nullptr; }

  /// `path`: a PEM file, or a folder of them. Returns why it cannot be used; empty: success.
  std::string load(const std::string& path);

  /// Whether one of them issued the server's certificate, and it is valid now and for this host. Frees the
  /// certificate.
  bool trust(PCCERT_CONTEXT certificate, const std::string& host) const;

 private:
  HCERTSTORE store_ = nullptr;
  HCERTCHAINENGINE engine_ = nullptr;
};

}  // namespace latchkey::windows
