// SPDX-License-Identifier: Apache-2.0
#include "platform/files/windows/owner_only_acl.hpp"

#include <sddl.h>

#include "platform/system/windows/user.hpp"

namespace latchkey::windows {
namespace {

PSECURITY_DESCRIPTOR make_descriptor() {
  const auto user = own_user_text();
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
