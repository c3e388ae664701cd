// SPDX-License-Identifier: Apache-2.0
#include "mfa/role_memory.hpp"

#include "aws/paths.hpp"
#include "base/timestamp.hpp"
#include "mfa/sealed_text.hpp"
#include "platform/files.hpp"

namespace latchkey {
namespace {

constexpr std::string_view kKind = "code-in-call";
constexpr std::size_t kLargestFile = 1U << 16U;
constexpr std::chrono::hours kRemembered{30 * 24};  // policies change

std::string path_of(const Host& host, const std::string& key) {
  return files::join(files::join(paths::state_folder(host.env), "roles"), key);
}

}  // namespace

bool needs_code_in_call(const Host& host, const std::string& key) {
  const auto text = ownership::read(paths::place(host.env), path_of(host, key), kLargestFile);
  const auto content = text && *text ? unseal(kKind, **text) : std::nullopt;
  const auto since = content ? parse_timestamp(content->substr(0, content->find('\n'))) : std::nullopt;
  return since && host.now() - since->at < kRemembered;
}

Result<void> remember_code_in_call(const Host& host, const std::string& key) {
  return files::write_private(path_of(host, key), seal(kKind, isoformat({host.now()}) + '\n'));
}

Result<bool> forget_code_in_call(const Host& host, const std::string& key) {
  return files::remove(path_of(host, key));
}

}  // namespace latchkey
