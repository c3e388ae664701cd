// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// ES256 by OpenSSL, which latchkey itself does not use.
namespace latchkey::test {

/// The key of RFC 6979, appendix A.2.5: public, so not a secret. In SEC 1 form, as AWS CLI writes it.
constexpr const char* kRfcKey =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49\n"
    "AwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8\n"
    "maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n"
    "-----END EC PRIVATE KEY-----\n";

/// Whether `signature` (r and s, 32 bytes each) is of `message`, by the key with these coordinates.
bool es256_holds(const std::string& x, const std::string& y, const std::string& message,
                 const std::string& signature);

std::string base64url_decoded(std::string text);

}  // namespace latchkey::test
