// SPDX-License-Identifier: Apache-2.0
#include "jwt/key.hpp"

#include <array>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/encoding.hpp"
#include "base/hash.hpp"

namespace testbed {
namespace {

constexpr std::size_t kHalf = 32;  // bytes of a coordinate of P-256, and of r and s

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void check(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL cannot make a key or a signature");
}

// Converts r and s of a JSON Web Signature to DER for OpenSSL. Empty: not a P-256 signature.
std::string to_der(std::string_view pair) {
  if (pair.size() != 2 * kHalf) return "";
  const OpensslPtr<ECDSA_SIG> signature(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(bytes_of(pair), kHalf, nullptr);
  BIGNUM* s = BN_bin2bn(bytes_of(pair.substr(kHalf)), kHalf, nullptr);
  check(signature != nullptr && ECDSA_SIG_set0(signature.get(), r, s) == 1);
  unsigned char* data = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &data);
  check(size > 0);
  std::string out(data, data + size);
  OPENSSL_free(data);
  return out;
}

std::string from_der(std::string_view der) {
  const unsigned char* data = bytes_of(der);
  const OpensslPtr<ECDSA_SIG> signature(d2i_ECDSA_SIG(nullptr, &data, static_cast<long>(der.size())));
  std::array<unsigned char, 2 * kHalf> out{};
  check(signature != nullptr && BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out.data(), kHalf) > 0 &&
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out.data() + kHalf, kHalf) > 0);
  return std::string(out.begin(), out.end());
}

OpensslPtr<EVP_PKEY> p256_key(std::string point) {
  std::array<char, 11> group{"prime256v1"};
  const std::array<OSSL_PARAM, 3> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  const OpensslPtr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  check(context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  // Fails for a point that is not on the curve.
  EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, const_cast<OSSL_PARAM*>(parameters.data()));
  return OpensslPtr<EVP_PKEY>(key);
}

std::optional<std::string> coordinate(const nlohmann::json& jwk, const char* name) {
  const auto found = jwk.find(name);
  if (found == jwk.end() || !found->is_string()) return std::nullopt;
  auto bytes = base64url_decode(found->get_ref<const std::string&>());
  return bytes && bytes->size() == kHalf ? bytes : std::nullopt;
}

bool is_text(const nlohmann::json& jwk, const char* name, const char* value) {
  const auto found = jwk.find(name);
  return found != jwk.end() && *found == value;
}

}  // namespace

Key Key::generate(std::string_view algorithm) {
  OpensslPtr<EVP_PKEY> key(algorithm == "RS256" ? EVP_RSA_gen(2048U) : EVP_EC_gen("P-256"));
  check(key != nullptr);
  return Key(std::move(key), true);
}

std::optional<Key> Key::from_pem(std::string_view pem) {
  const OpensslPtr<BIO> memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  check(memory != nullptr);
  OpensslPtr<EVP_PKEY> key(PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr));
  if (key == nullptr) return std::nullopt;
  const bool is_p256 = EVP_PKEY_is_a(key.get(), "EC") == 1 && EVP_PKEY_get_bits(key.get()) == 256;
  if (!is_p256 && EVP_PKEY_is_a(key.get(), "RSA") != 1) return std::nullopt;
  return Key(std::move(key), false);
}

std::optional<Key> Key::from_jwk(const nlohmann::json& jwk) {
  if (!jwk.is_object() || !is_text(jwk, "kty", "EC") || !is_text(jwk, "crv", "P-256")) return std::nullopt;
  const auto x = coordinate(jwk, "x");
  const auto y = coordinate(jwk, "y");
  if (!x || !y) return std::nullopt;
  auto key = p256_key("\x04" + *x + *y);
  if (key == nullptr) return std::nullopt;
  return Key(std::move(key), false);
}

std::string Key::algorithm() const {
  return EVP_PKEY_is_a(key_.get(), "EC") == 1 ? "ES256" : "RS256";
}

bool Key::verifies(std::string_view data, std::string_view signature) const {
  const bool is_ec = algorithm() == "ES256";
  const std::string wanted = is_ec ? to_der(signature) : std::string(signature);
  const OpensslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
  check(context != nullptr &&
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
  return EVP_DigestVerify(context.get(), bytes_of(wanted), wanted.size(), bytes_of(data), data.size()) == 1;
}

std::string Key::sign(std::string_view data) const {
  check(can_sign_);
  const OpensslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
  std::size_t size = 0;
  check(context != nullptr &&
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
        EVP_DigestSign(context.get(), nullptr, &size, bytes_of(data), data.size()) == 1);
  std::string out(size, '\0');
  check(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes_of(data),
                       data.size()) == 1);
  out.resize(size);
  return algorithm() == "ES256" ? from_der(out) : out;
}

std::string jwk_thumbprint(const nlohmann::json& jwk) {
  // Only the required members, sorted by name, without blanks; nlohmann sorts by name.
  const nlohmann::json needed{
      {"crv", jwk.at("crv")}, {"kty", jwk.at("kty")}, {"x", jwk.at("x")}, {"y", jwk.at("y")}};
  return base64url(sha256(needed.dump()));
}

}  // namespace testbed
