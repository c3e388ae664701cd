// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>

#include <windows.h>

namespace latchkey::windows {

/// Loads a function of one of Windows's own libraries on demand, because most runs need none. nullptr: it
/// does not exist. `Function` is the type of a pointer to it.
template <typename Function>
Function system_function(const wchar_t* library, const char* name) {
  Function function = nullptr;
  const HMODULE loaded = LoadLibraryExW(library, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  const FARPROC found = loaded != nullptr ? GetProcAddress(loaded, name) : nullptr;
  static_assert(sizeof found == sizeof function);
  std::memcpy(&function, &found, sizeof function);  // no cast does this without a warning
  return function;
}

}  // namespace latchkey::windows
