// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "net/certificate.hpp"

namespace testbed {
namespace {

using Bytes = std::vector<unsigned char>;

constexpr std::size_t kScalarBytes = 32;

Bytes signature_of(const X509* certificate) {
  const ASN1_BIT_STRING* bits = nullptr;
  X509_get0_signature(&bits, nullptr, certificate);
  const unsigned char* data = ASN1_STRING_get0_data(bits);
  return {data, data + ASN1_STRING_length(bits)};
}

// Sizes of the two integers in the DER of an ECDSA signature, without leading zero bytes.
std::vector<std::size_t> scalar_sizes(const Bytes& der) {
  std::vector<std::size_t> sizes;
  std::size_t at = 2;  // after the tag and the length of the sequence
  while (at + 2 < der.size()) {
    const std::size_t length = der[at + 1];
    sizes.push_back(der[at + 2] == 0 ? length - 1 : length);
    at += 2 + length;
  }
  return sizes;
}

// Without the rule, 1 in 128 certificates has a shorter number.
TEST(Certificate, SignatureHasTwoNumbersOf32Bytes) {
  constexpr int kCount = 1000;
  const std::vector<std::size_t> full{kScalarBytes, kScalarBytes};
  const auto key = new_p256_key();
  const auto ca = new_ca_certificate(key.get());
  EXPECT_EQ(scalar_sizes(signature_of(ca.get())), full);
  for (int count = 0; count < kCount; ++count) {
    const auto again = new_ca_certificate(key.get());
    const auto leaf = new_leaf_certificate(key.get(), ca.get(), key.get(), "localhost", "DNS:localhost");
    ASSERT_EQ(scalar_sizes(signature_of(again.get())), full);
    ASSERT_EQ(scalar_sizes(signature_of(leaf.get())), full);
  }
}

}  // namespace
}  // namespace testbed
