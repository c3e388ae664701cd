// SPDX-License-Identifier: Apache-2.0
#include "mfa/inline_code_roles.hpp"

#include "aws/sts/sts.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey {
namespace {

constexpr std::string_view kCodeInCall = "code-in-call";
constexpr std::string_view kSessionRejected = "session-rejected";
constexpr std::chrono::hours kRemembered{30 * 24};  // policies can change

std::string folder_of(const Host& host) {
  return StateDirectory(host.env).folder(StateDirectory::Folder::roles);
}

std::string path_of(const Host& host, const std::string& endpoint, const std::string& key) {
  return files::join(folder_of(host), StateDirectory::hashed_name({endpoint, key}));
}

/// Whether the role's file is of that kind and not outdated.
bool is_noted(const Host& host, const std::string& endpoint, const std::string& key, std::string_view kind) {
  const auto content = StateDirectory(host.env).read_checksummed(path_of(host, endpoint, key), kind);
  const auto since =
      content ? parse_timestamp(content->view().substr(0, content->view().find('\n'))) : std::nullopt;
  if (!since) return false;
  const auto age = host.now() - since->at;
  return age >= -kClockSkew && age < kRemembered;
}

Result<void> note(const Host& host, const std::string& endpoint, const std::string& key,
                  std::string_view kind) {
  return files::write_private(path_of(host, endpoint, key),
                              with_checksum(kind, isoformat({host.now()}) + '\n'));
}

}  // namespace

bool requires_inline_code(const Host& host, const std::string& endpoint, const std::string& key) {
  return is_noted(host, endpoint, key, kCodeInCall);
}

bool rejects_session(const Host& host, const std::string& endpoint, const std::string& key) {
  return requires_inline_code(host, endpoint, key) || is_noted(host, endpoint, key, kSessionRejected);
}

Result<void> remember_code_in_call(const Host& host, const std::string& endpoint, const std::string& key) {
  return note(host, endpoint, key, kCodeInCall);
}

Result<void> remember_session_rejection(const Host& host, const std::string& endpoint,
                                        const std::string& key) {
  return note(host, endpoint, key, kSessionRejected);
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
