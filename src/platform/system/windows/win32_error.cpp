// SPDX-License-Identifier: Apache-2.0
#include "platform/system/windows/win32_error.hpp"

#include <cctype>

#include "platform/system/windows/utf16.hpp"

namespace latchkey::windows {
namespace {

const char* own_words(DWORD code) {
  switch (code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
      return "no such file or directory";
    case ERROR_ACCESS_DENIED:
      return "permission denied";
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
      return "another program has it open";
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
      return "no space left on device";
    case ERROR_FILE_READ_ONLY:
      return "it is read-only";
    case ERROR_WRITE_PROTECT:
      return "read-only file system";
    case ERROR_DIRECTORY:
      return "not a directory";
    case kIsFolder:
      return "is a directory";
    case ERROR_ALREADY_EXISTS:
    case ERROR_FILE_EXISTS:
      return "file exists";
    case ERROR_BAD_EXE_FORMAT:
      return "it is not a program for this machine";
    default:
      return nullptr;
  }
}

/// The folder, or the nearest one above it that exists.
std::string existing(std::string folder) {
  while (GetFileAttributesW(wide(folder).c_str()) == INVALID_FILE_ATTRIBUTES) {
    const auto end = folder.find_last_of("\\/");
    if (end == std::string::npos || end == 0) break;
    folder.resize(end);
  }
  return folder;
}

}  // namespace

std::string error_text(DWORD code) {
  if (const auto* words = own_words(code)) return words;
  std::wstring buffer(512, L'\0');
  constexpr DWORD kFlags =
      FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK;
  buffer.resize(
      FormatMessageW(kFlags, nullptr, code, 0, buffer.data(), static_cast<DWORD>(buffer.size()), nullptr));
  auto text = narrow(buffer);
  while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
  if (text.empty()) return "error " + std::to_string(code);
  if (text.size() < 2 || std::isupper(static_cast<unsigned char>(text[1])) == 0)
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

std::string write_hint(DWORD code, const std::string& folder) {
  switch (code) {
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
      return "free some space, then try again";
    case kDiskQuotaExceeded:
      return "free some of your disk quota, then try again";
    case ERROR_ACCESS_DENIED:
      return "make sure that " + existing(folder) + " is yours and that you may write there";
    case ERROR_FILE_READ_ONLY:
      return "take its attribute away (attrib -r), then try again";
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
      return "end the program that has it open, then try again";
    case ERROR_WRITE_PROTECT:
      return "make the file system of " + existing(folder) + " writable";
    case ERROR_DIRECTORY:
    case ERROR_ALREADY_EXISTS:
    case ERROR_FILE_EXISTS:
      return "a file is where a folder should be; move it away, then try again";
    case kIsFolder:
      return "move that folder away, then try again";
    case ERROR_TOO_MANY_OPEN_FILES:
      return "close some programs, then try again";
    default:
      return {};
  }
}

bool is_not_found(DWORD code) {
  switch (code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_DIRECTORY:
    case ERROR_INVALID_DRIVE:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_CANT_RESOLVE_FILENAME:
    case ERROR_NOT_READY:
      return true;
    default:
      return false;
  }
}

bool is_in_use(DWORD code) {
  // A file that was removed while a process reads it returns ACCESS_DENIED until it is closed.
  return code == ERROR_SHARING_VIOLATION || code == ERROR_LOCK_VIOLATION || code == ERROR_ACCESS_DENIED ||
         code == ERROR_DELETE_PENDING || code == ERROR_USER_MAPPED_FILE;
}

}  // namespace latchkey::windows
