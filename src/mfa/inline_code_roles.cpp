// SPDX-License-Identifier: Apache-2.0
#include "mfa/inline_code_roles.hpp"

#include "aws/sts/sts.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey {
namespace {

constexpr std::string_view kKind = "code-in-call";
constexpr std::chrono::hours kRemembered{30 * 24};  // policies change

std::string folder_of(const Host& host) {
  return StateDirectory(host.env).folder(StateDirectory::Folder::roles);
}

std::string path_of(const Host& host, const std::string& endpoint, const std::string& key) {
  return files::join(folder_of(host), StateDirectory::hashed_name({endpoint, key}));
}

}  // namespace

bool requires_inline_code(const Host& host, const std::string& endpoint, const std::string& key) {
  const auto content = StateDirectory(host.env).read_sealed(path_of(host, endpoint, key), kKind);
  const auto since =
      content ? parse_timestamp(content->view().substr(0, content->view().find('\n'))) : std::nullopt;
  if (!since) return false;
  const auto age = host.now() - since->at;
  return age >= -kClockSkew && age < kRemembered;
}

Result<void> remember_code_in_call(const Host& host, const std::string& endpoint, const std::string& key) {
  return files::write_private(path_of(host, endpoint, key),
                              with_checksum(kKind, isoformat({host.now()}) + '\n'));
}

Result<bool> forget_code_in_call(const Host& host, const std::string& endpoint, const std::string& key) {
  CHECK(files::remove(files::join(folder_of(host), key)));  // of an earlier version, for any endpoint
  return files::remove(path_of(host, endpoint, key));
}

Result<void> forget_all_codes_in_call(const Host& host) {
  const auto folder = folder_of(host);
  for (const auto& name : files::names_in(folder)) CHECK(files::remove(files::join(folder, name)));
  return {};
}

bool has_codes_in_call(const Host& host) {
  return !files::names_in(folder_of(host)).empty();
}

}  // namespace latchkey
