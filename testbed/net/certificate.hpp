// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "net/openssl_ptr.hpp"

namespace testbed {

// All throw std::runtime_error when OpenSSL fails.
OpensslPtr<EVP_PKEY> new_p256_key();

/// A root certificate.
OpensslPtr<X509> new_ca_certificate(EVP_PKEY* key);

/// `subject_alternative_name` in OpenSSL's format: "DNS:localhost,IP:127.0.0.1".
OpensslPtr<X509> new_leaf_certificate(EVP_PKEY* leaf_key, X509* ca, EVP_PKEY* ca_key,
                                      const std::string& common_name,
                                      const std::string& subject_alternative_name);

std::string certificate_pem(X509* certificate);

}  // namespace testbed
