// SPDX-License-Identifier: Apache-2.0
#include "platform/system/environment.hpp"

#include <algorithm>
#include <string_view>

#include <windows.h>

#include "platform/system/windows/utf16.hpp"

namespace latchkey {

Environment Environment::of_this_process() {
  Environment copy;
  wchar_t* const block = GetEnvironmentStringsW();
  if (block == nullptr) return copy;
  for (std::wstring_view line(block); !line.empty();
       line = std::wstring_view(line.data() + line.size() + 1)) {
    const auto equals = line.find(L'=');
    // "=C:=C:\folder" is not a variable, but cmd.exe's current folder of a drive.
    if (equals == std::wstring_view::npos || equals == 0) continue;
    copy.variables_.emplace(windows::narrow(line.substr(0, equals)),
                            windows::narrow(line.substr(equals + 1)));
  }
  FreeEnvironmentStringsW(block);
  return copy;
}

// As the system compares them, but ignores case only for ASCII letters, which is sufficient in practice.
bool Environment::NameLess::operator()(std::string_view a, std::string_view b) const {
  const auto upper = [](char c) {
    return static_cast<unsigned char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  };
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [&](char x, char y) { return upper(x) < upper(y); });
}

}  // namespace latchkey
