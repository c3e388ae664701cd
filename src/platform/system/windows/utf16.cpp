// SPDX-License-Identifier: Apache-2.0
#include "platform/system/windows/utf16.hpp"

#include <windows.h>

namespace latchkey::windows {
namespace {

constexpr std::size_t kLongestPlain = 240;  // a folder may have 248 characters, a file 260

}  // namespace

std::wstring wide(std::string_view utf8) {
  const auto size = static_cast<int>(utf8.size());
  std::wstring text(static_cast<std::size_t>(MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, nullptr, 0)),
                    L'\0');
  MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, text.data(), static_cast<int>(text.size()));
  return text;
}

std::string narrow(std::wstring_view text) {
  const auto size = static_cast<int>(text.size());
  std::string utf8(static_cast<std::size_t>(
                       WideCharToMultiByte(CP_UTF8, 0, text.data(), size, nullptr, 0, nullptr, nullptr)),
                   '\0');
  WideCharToMultiByte(CP_UTF8, 0, text.data(), size, utf8.data(), static_cast<int>(utf8.size()), nullptr,
                      nullptr);
  return utf8;
}

std::wstring wide_path(const std::string& path) {
  auto text = wide(path);
  if (text.empty()) return text;
  const DWORD room = GetFullPathNameW(text.c_str(), 0, nullptr, nullptr);
  std::wstring full(room, L'\0');
  full.resize(GetFullPathNameW(text.c_str(), room, full.data(), nullptr));
  if (full.size() < kLongestPlain) return full.empty() ? text : full;
  if (full.starts_with(L"\\\\?\\") || full.starts_with(L"\\\\.\\")) return full;
  if (full.starts_with(L"\\\\")) return L"\\\\?\\UNC" + full.substr(1);
  return L"\\\\?\\" + full;
}

}  // namespace latchkey::windows
