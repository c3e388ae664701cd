// SPDX-License-Identifier: Apache-2.0
#include "aws/request/signer.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "platform/crypto/hash.hpp"

namespace latchkey {
namespace {

/// A header's value without leading and trailing blanks, with inner runs of blanks as one.
SecretText squeeze(std::string_view value) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  SecretText result;
  for (const char c : value) {
    if (!is_blank(c)) {
      result += c;
    } else if (!result.empty() && result.view().back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.view().back() == ' ') result.resize(result.size() - 1);
  return result;
}

std::string normalize(std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= path.size();) {
    const auto end = std::min(path.find('/', start), path.size());
    const auto part = path.substr(start, end - start);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    start = end + 1;
  }
  std::string result;
  for (const auto part : parts) {
    result += '/';
    result += part;
  }
  const bool folder = path.size() > 1 && (path.back() == '/' || path.substr(path.size() - 2) == "/.");
  if (result.empty() || (folder && !parts.empty())) result += '/';
  return result;
}

std::string canonical_path(const SigningRequest& request) {
  std::string path = request.path.empty() ? "/" : request.path;
  if (request.normalize_path) path = normalize(path);
  return request.encode_path ? percent_encode(path, true) : path;
}

/// Encodes characters that a URL cannot contain, and keeps existing escapes.
std::string encode_rest(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool printable = c > 0x20 && c < 0x7F;
    result += printable ? std::string(1, c) : percent_encode({&c, 1});
  }
  return result;
}

/// The parameters as sent, sorted by name and then value.
std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    parameters.emplace_back(encode_rest(part.substr(0, equals)),
                            equals < part.size() ? encode_rest(part.substr(equals + 1)) : "");
  }
  std::sort(parameters.begin(), parameters.end());
  std::string result;
  for (const auto& [name, value] : parameters) {
    if (!result.empty()) result += '&';
    result += name + '=' + value;
  }
  return result;
}

}  // namespace

std::string percent_encode(std::string_view text, bool keep_slash) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~' || (keep_slash && c == '/');
    if (plain) {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += '%';
      result += kHex[byte >> 4U];
      result += kHex[byte & 0xFU];
    }
  }
  return result;
}

Signature sign(const SigningRequest& request, const SigningScope& scope, const std::string& access_key_id,
               const Secret& secret_access_key) {
  std::map<std::string, SecretText> headers;
  for (const auto& [name, value] : request.headers) {
    const auto [known, is_new] = headers.try_emplace(text::ascii_lower(name), squeeze(value));
    if (!is_new) known->second.append(",").append(squeeze(value));
  }
  Signature result;
  SecretText header_lines;
  for (const auto& [name, value] : headers) {
    header_lines.append(name).append(":").append(value).append("\n");
    if (!result.signed_headers.empty()) result.signed_headers += ';';
    result.signed_headers += name;
  }
  result.canonical_request =
      request.method + '\n' + canonical_path(request) + '\n' + canonical_query(request.query) + '\n';
  result.canonical_request.append(header_lines)
      .append("\n" + result.signed_headers + '\n' + request.payload_hash);

  const std::string date = scope.time.substr(0, 8);
  const std::string scope_text = date + '/' + scope.region + '/' + scope.service + "/aws4_request";
  result.string_to_sign =
      "AWS4-HMAC-SHA256\n" + scope.time + '\n' + scope_text + '\n' + sha256_hex(result.canonical_request);

  SecretText key = "AWS4";
  key += secret_access_key.reveal();
  for (const std::string& part : {date, scope.region, scope.service, std::string("aws4_request")})
    key = hmac_sha256(key, part);
  result.hex = to_hex(hmac_sha256(key, result.string_to_sign));
  result.authorization = "AWS4-HMAC-SHA256 Credential=" + access_key_id + '/' + scope_text +
                         ", SignedHeaders=" + result.signed_headers + ", Signature=" + result.hex;
  return result;
}

}  // namespace latchkey
