// SPDX-License-Identifier: Apache-2.0
#include "platform/system/posix/errno.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>

#include <sys/stat.h>

namespace latchkey::posix {
namespace {

// strerror_r() has two variants; the overloads support both.
[[maybe_unused]] const char* words(int status, const char* buffer) {
  return status == 0 ? buffer : "";
}
[[maybe_unused]] const char* words(const char* text, const char*) {
  return text;
}

/// The folder, or the nearest one above it that exists.
std::string existing(std::string folder) {
  struct stat status {};
  while (stat(folder.c_str(), &status) != 0) {
    const auto slash = folder.find_last_not_of('/') == std::string::npos ? 0 : folder.rfind('/');
    if (slash == std::string::npos || slash == 0) return slash == 0 ? "/" : folder;
    folder.resize(slash);
  }
  return folder;
}

}  // namespace

std::string error_text(int code) {
  std::array<char, 256> buffer{};
  std::string text = words(strerror_r(code, buffer.data(), buffer.size()), buffer.data());
  if (text.empty()) return "error " + std::to_string(code);
  // Changes only a plain first word: "RFS specific error" is kept.
  if (text.size() < 2 || std::isupper(static_cast<unsigned char>(text[1])) == 0) {
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  return text;
}

std::string write_hint(int code, const std::string& folder) {
  switch (code) {
    case ENOSPC:
      return "free some space, then try again";
    case EDQUOT:
      return "free some of your disk quota, then try again";
    case EFBIG:
      return "raise the limit on file sizes (ulimit -f), then try again";
    case EACCES:
    case EPERM:
      return "make sure that " + existing(folder) + " is yours and that you may write there";
    case EROFS:
      return "make the file system of " + existing(folder) + " writable";
    case ENOTDIR:
    case EEXIST:
      return "a file is where a folder should be; move it away, then try again";
    case EISDIR:
      return "move that folder away, then try again";
    case EMFILE:
    case ENFILE:
      return "close some programs or raise the limit on open files (ulimit -n), then try again";
    default:
      return {};
  }
}

}  // namespace latchkey::posix
