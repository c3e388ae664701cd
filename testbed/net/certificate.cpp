// SPDX-License-Identifier: Apache-2.0
#include "net/certificate.hpp"

#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace testbed {
namespace {

constexpr long kDay = 86400;
constexpr int kScalarBytes = 32;
constexpr int kMostSignatures = 64;

void check(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL cannot make a certificate");
}

void set_random_serial(X509* certificate) {
  BIGNUM* number = BN_new();
  const bool ok = number != nullptr && BN_rand(number, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
                  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  check(ok);
}

void set_subject(X509* certificate, const std::string& common_name) {
  X509_NAME* name = X509_get_subject_name(certificate);
  check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                                   0) == 1);
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  const bool ok = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  check(ok);
}

// Valid by the machine's clock, which clients use.
OpensslPtr<X509> blank(EVP_PKEY* key, const std::string& common_name) {
  OpensslPtr<X509> certificate(X509_new());
  check(certificate != nullptr);
  check(X509_set_version(certificate.get(), 2) == 1);
  set_random_serial(certificate.get());
  check(X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay) != nullptr);
  check(X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 30 * kDay) != nullptr);
  check(X509_set_pubkey(certificate.get(), key) == 1);
  set_subject(certificate.get(), common_name);
  return certificate;
}

bool has_full_signature(const X509* certificate) {
  const ASN1_BIT_STRING* bits = nullptr;
  X509_get0_signature(&bits, nullptr, certificate);
  const unsigned char* data = ASN1_STRING_get0_data(bits);
  const OpensslPtr<ECDSA_SIG> signature(d2i_ECDSA_SIG(nullptr, &data, ASN1_STRING_length(bits)));
  check(signature != nullptr);
  return BN_num_bytes(ECDSA_SIG_get0_r(signature.get())) == kScalarBytes &&
         BN_num_bytes(ECDSA_SIG_get0_s(signature.get())) == kScalarBytes;
}

// Signs again until r and s both have 32 bytes: wine misreads shorter ones. About one signature in 128 is
// shorter.
void sign(X509* certificate, EVP_PKEY* key) {
  for (int count = 0; count < kMostSignatures; ++count) {
    check(X509_sign(certificate, key, EVP_sha256()) > 0);
    if (has_full_signature(certificate)) return;
  }
  check(false);
}

}  // namespace

OpensslPtr<EVP_PKEY> new_p256_key() {
  OpensslPtr<EVP_PKEY> key(EVP_EC_gen("P-256"));
  check(key != nullptr);
  return key;
}

OpensslPtr<X509> new_ca_certificate(EVP_PKEY* key) {
  auto ca = blank(key, "latchkey-testbed CA, for tests only");
  check(X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get())) == 1);
  add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  sign(ca.get(), key);
  return ca;
}

OpensslPtr<X509> new_leaf_certificate(EVP_PKEY* leaf_key, X509* ca, EVP_PKEY* ca_key,
                                      const std::string& common_name,
                                      const std::string& subject_alternative_name) {
  // A common name has at most 64 characters; clients check only the alternative names.
  auto leaf = blank(leaf_key, common_name.size() <= 64 ? common_name : "latchkey-testbed");
  check(X509_set_issuer_name(leaf.get(), X509_get_subject_name(ca)) == 1);
  add_extension(leaf.get(), ca, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf.get(), ca, NID_key_usage, "critical,digitalSignature");
  add_extension(leaf.get(), ca, NID_ext_key_usage, "serverAuth");
  add_extension(leaf.get(), ca, NID_subject_alt_name, subject_alternative_name);
  add_extension(leaf.get(), ca, NID_subject_key_identifier, "hash");
  add_extension(leaf.get(), ca, NID_authority_key_identifier, "keyid:always");
  sign(leaf.get(), ca_key);
  return leaf;
}

std::string certificate_pem(X509* certificate) {
  BIO* memory = BIO_new(BIO_s_mem());
  check(memory != nullptr);
  char* data = nullptr;
  std::string out;
  if (PEM_write_bio_X509(memory, certificate) == 1) {
    const long size = BIO_get_mem_data(memory, &data);
    out.assign(data, static_cast<std::size_t>(size));
  }
  BIO_free(memory);
  check(!out.empty());
  return out;
}

}  // namespace testbed
