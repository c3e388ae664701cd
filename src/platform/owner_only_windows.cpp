// SPDX-License-Identifier: Apache-2.0
#include "platform/owner_only_windows.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <sddl.h>

#include "platform/handle_windows.hpp"

namespace latchkey::windows {
namespace {

/// The user's security identifier as text; empty: unknown.
std::wstring own_user() {
  HANDLE opened = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened) == 0) return {};
  const Handle token(opened);
  DWORD size = 0;
  GetTokenInformation(token.get(), TokenUser, nullptr, 0, &size);
  std::vector<std::max_align_t> room(size / sizeof(std::max_align_t) + 1);
  if (GetTokenInformation(token.get(), TokenUser, room.data(), size, &size) == 0) return {};
  wchar_t* text = nullptr;
  if (ConvertSidToStringSidW(reinterpret_cast<TOKEN_USER*>(room.data())->User.Sid, &text) == 0) return {};
  std::wstring user = text;
  LocalFree(text);
  return user;
}

PSECURITY_DESCRIPTOR make_descriptor() {
  const auto user = own_user();
  if (user.empty()) return nullptr;
  // The owner, and a list (protected: nothing from above) with one entry: everything for this user, also
  // below.
  const auto text = L"O:" + user + L"D:P(A;OICI;FA;;;" + user + L")";
  PSECURITY_DESCRIPTOR made = nullptr;
  return ConvertStringSecurityDescriptorToSecurityDescriptorW(text.c_str(), SDDL_REVISION_1, &made,
                                                              nullptr) != 0
             ? made
             : nullptr;
}

}  // namespace

SECURITY_ATTRIBUTES* owner_only() {
  static SECURITY_ATTRIBUTES attributes{sizeof attributes, make_descriptor(), FALSE};
  return attributes.lpSecurityDescriptor != nullptr ? &attributes : nullptr;
}

}  // namespace latchkey::windows
