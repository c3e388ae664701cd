// SPDX-License-Identifier: Apache-2.0
#include "mfa/checksummed_file.hpp"

#include "platform/crypto/hash.hpp"

namespace latchkey {
namespace {

std::string header_of(std::string_view kind, std::string_view content) {
  return "latchkey " + std::string(kind) + " 1 " + sha256_hex(content) + '\n';
}

}  // namespace

std::string with_checksum(std::string_view kind, std::string_view content) {
  return header_of(kind, content).append(content);
}

std::optional<std::string> without_checksum(std::string_view kind, std::string_view text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto content = text.substr(end + 1);
  if (text.substr(0, end + 1) != header_of(kind, content)) return std::nullopt;
  return std::string(content);
}

}  // namespace latchkey
