// SPDX-License-Identifier: Apache-2.0
#include "platform/system/windows/user.hpp"

#include <cstddef>
#include <vector>

#include <sddl.h>

#include "platform/system/windows/handle.hpp"

namespace latchkey::windows {
namespace {

/// A buffer for structures with pointers into themselves.
class Room {
 public:
  explicit Room(DWORD bytes) : room_(bytes / sizeof(std::max_align_t) + 1) {}
  void* get() { return room_.data(); }

 private:
  std::vector<std::max_align_t> room_;
};

/// The user of a process; none if the query is not allowed.
class User {
 public:
  explicit User(HANDLE process) {
    HANDLE opened = nullptr;
    if (OpenProcessToken(process, TOKEN_QUERY, &opened) == 0) return;
    const Handle token(opened);
    DWORD size = 0;
    GetTokenInformation(token.get(), TokenUser, nullptr, 0, &size);
    room_ = Room(size);
    if (GetTokenInformation(token.get(), TokenUser, room_.get(), size, &size) == 0) return;
    id_ = static_cast<TOKEN_USER*>(room_.get())->User.Sid;
  }
  User(const User&) = delete;
  User& operator=(const User&) = delete;

  PSID id() const { return id_; }

 private:
  Room room_{0};
  PSID id_ = nullptr;
};

bool is_own(PSID other) {
  const User own(GetCurrentProcess());
  return own.id() != nullptr && other != nullptr && EqualSid(own.id(), other) != 0;
}

PSECURITY_DESCRIPTOR make_descriptor() {
  const auto user = own_user_text();
  if (user.empty()) return nullptr;
  // The owner, and a protected list (not inherited) with one entry: full access for this user, inherited by
  // children.
  const auto text = L"O:" + user + L"D:P(A;OICI;FA;;;" + user + L")";
  PSECURITY_DESCRIPTOR made = nullptr;
  return ConvertStringSecurityDescriptorToSecurityDescriptorW(text.c_str(), SDDL_REVISION_1, &made,
                                                              nullptr) != 0
             ? made
             : nullptr;
}

}  // namespace

std::wstring own_user_text() {
  const User own(GetCurrentProcess());
  wchar_t* text = nullptr;
  if (own.id() == nullptr || ConvertSidToStringSidW(own.id(), &text) == 0) return {};
  std::wstring user = text;
  LocalFree(text);
  return user;
}

bool runs_as_own_user(HANDLE process) {
  return is_own(User(process).id());
}

bool is_owned_by_own_user(HANDLE object) {
  DWORD size = 0;
  GetKernelObjectSecurity(object, OWNER_SECURITY_INFORMATION, nullptr, 0, &size);
  Room room(size);
  PSID owner = nullptr;
  BOOL is_default = FALSE;
  return size > 0 &&
         GetKernelObjectSecurity(object, OWNER_SECURITY_INFORMATION, room.get(), size, &size) != 0 &&
         GetSecurityDescriptorOwner(room.get(), &owner, &is_default) != 0 && is_own(owner);
}

SECURITY_ATTRIBUTES* owner_only() {
  static SECURITY_ATTRIBUTES attributes{sizeof attributes, make_descriptor(), FALSE};
  return attributes.lpSecurityDescriptor != nullptr ? &attributes : nullptr;
}

}  // namespace latchkey::windows
