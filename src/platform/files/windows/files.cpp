// SPDX-License-Identifier: Apache-2.0
#include "platform/files/files.hpp"

#include <algorithm>

#include <windows.h>

#include "platform/files/windows/open_file.hpp"
#include "platform/system/windows/handle.hpp"
#include "platform/system/windows/system_library.hpp"
#include "platform/system/windows/utf16.hpp"
#include "platform/system/windows/win32_error.hpp"

// The read functions of files.hpp.
namespace latchkey::files {
namespace {

tl::unexpected<Error> cannot_read(const std::string& path, const std::string& why, std::string hint = {}) {
  return fail(Cause::read_failed, "cannot read " + path + ": " + why, std::move(hint));
}

bool is_separator(char c) {
  return c == '\\' || c == '/';
}

bool is_drive(std::string_view path) {
  return path.size() == 2 && path[1] == ':';
}

/// The attributes of `path`, following links. nullopt: it does not exist.
std::optional<DWORD> attributes_of(const std::string& path) {
  const auto text = windows::wide_path(path);
  if (text.empty() || text.starts_with(L"\\\\.\\")) return std::nullopt;  // a device: "NUL", "CON"
  const DWORD attributes = GetFileAttributesW(text.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) return std::nullopt;
  if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0) return attributes;
  const windows::Handle end = windows::open_to_look(text);
  BY_HANDLE_FILE_INFORMATION info{};
  if (!end || GetFileInformationByHandle(end.get(), &info) == 0) return std::nullopt;
  return info.dwFileAttributes;
}

/// The file's bytes, or why they cannot be read.
Result<SecretText> read_all(HANDLE file, const std::string& path, std::size_t limit) {
  LARGE_INTEGER size{};
  if (GetFileSizeEx(file, &size) == 0) return cannot_read(path, windows::error_text(GetLastError()));
  // One byte more than its size, so that the end is found without growing.
  constexpr std::size_t kStep = 4096;
  auto data = SecretText::of_size(std::min(static_cast<std::size_t>(size.QuadPart), limit) + 1);
  std::size_t used = 0;
  for (;;) {
    DWORD got = 0;
    const auto room = static_cast<DWORD>(std::min<std::size_t>(data.size() - used, 1U << 30U));
    if (ReadFile(file, data.data() + used, room, &got, nullptr) == 0)
      return cannot_read(path, windows::error_text(GetLastError()));
    if (got == 0) break;
    used += got;
    if (used > limit)
      return cannot_read(path, "it is larger than " + std::to_string(limit) + " bytes", "check what it is");
    if (used == data.size()) data.resize(std::min(used + kStep, limit + 1));
  }
  data.resize(used);
  return data;
}

}  // namespace

bool is_file(const std::string& path) {
  const auto attributes = attributes_of(path);
  return attributes && (*attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

bool is_there(const std::string& path) {
  return attributes_of(path).has_value();
}

std::optional<DanglingLink> dangling_link(const std::string& /*path*/) {
  return std::nullopt;
}

Result<std::optional<SecretText>> read(const std::string& path, std::size_t limit) {
  const auto text = windows::wide_path(path);
  if (text.empty() || text.starts_with(L"\\\\.\\")) return std::nullopt;
  const auto file = windows::open_file(text, GENERIC_READ, OPEN_EXISTING);
  if (!file) {
    const DWORD why = GetLastError();
    if (windows::is_not_found(why) || !is_file(path)) return std::nullopt;
    return cannot_read(path, windows::error_text(why),
                       why == ERROR_ACCESS_DENIED ? "make sure that you may read it" : "");
  }
  if (GetFileType(file.get()) != FILE_TYPE_DISK) return std::nullopt;
  auto data = read_all(file.get(), path, limit);
  if (!data) return tl::unexpected(std::move(data).error());
  return std::move(*data);
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  if (folder.empty()) return names;
  WIN32_FIND_DATAW entry{};
  const auto pattern = windows::wide_path(join(folder, "*"));
  const HANDLE listing =
      FindFirstFileExW(pattern.c_str(), FindExInfoBasic, &entry, FindExSearchNameMatch, nullptr, 0);
  if (listing == INVALID_HANDLE_VALUE) return names;
  do {
    auto name = windows::narrow(static_cast<const wchar_t*>(entry.cFileName));
    if (name != "." && name != "..") names.push_back(std::move(name));
  } while (FindNextFileW(listing, &entry) != 0);
  FindClose(listing);
  std::sort(names.begin(), names.end());
  return names;
}

long long change_stamp(const std::string& path) {
  WIN32_FILE_ATTRIBUTE_DATA data{};
  const auto text = windows::wide_path(path);
  if (GetFileAttributesExW(text.c_str(), GetFileExInfoStandard, &data) == 0) return 0;
  const auto& changed = data.ftLastWriteTime;
  return static_cast<long long>((static_cast<unsigned long long>(changed.dwHighDateTime) << 32U) |
                                changed.dwLowDateTime);
}

std::optional<std::chrono::seconds> unchanged_for(const std::string& path) {
  using Ticks = std::chrono::duration<long long, std::ratio<1, 10'000'000>>;
  const DWORD attributes = GetFileAttributesW(windows::wide_path(path).c_str());
  constexpr DWORD kOther = FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT;
  if (attributes == INVALID_FILE_ATTRIBUTES || (attributes & kOther) != 0) return std::nullopt;
  FILETIME now{};
  GetSystemTimeAsFileTime(&now);
  const auto ticks = static_cast<long long>((static_cast<unsigned long long>(now.dwHighDateTime) << 32U) |
                                            now.dwLowDateTime);
  return std::chrono::duration_cast<std::chrono::seconds>(Ticks(ticks - change_stamp(path)));
}

std::vector<std::string> temporary_folders(const Environment& env) {
  const auto* temporary = env.find_filled("TEMP");
  if (temporary == nullptr) return {};
  return {join(*temporary, "latchkey")};
}

std::string absolute(const std::string& path) {
  const bool is_absolute = (path.size() >= 3 && path[1] == ':' && is_separator(path[2])) ||
                           (path.size() >= 2 && is_separator(path[0]) && is_separator(path[1]));
  if (is_absolute || path.empty()) return path;
  const auto text = windows::wide(path);
  std::wstring full(GetFullPathNameW(text.c_str(), 0, nullptr, nullptr), L'\0');
  full.resize(GetFullPathNameW(text.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr));
  return full.empty() ? path : windows::narrow(full);
}

std::optional<unsigned> mode(const std::string& /*path*/) {
  return std::nullopt;
}

std::string join(std::string_view folder, std::string_view name) {
  std::string path;
  path.reserve(folder.size() + 1 + name.size());
  path.append(folder);
  if (!path.empty() && !is_separator(path.back()) && !is_drive(path)) path.push_back('\\');
  return path.append(name);
}

std::string folder_of(const std::string& path) {
  const auto slash = path.find_last_of("\\/");
  if (slash == std::string::npos) return path.size() > 2 && path[1] == ':' ? path.substr(0, 2) + '.' : ".";
  const bool root = slash == 0 || (slash == 2 && path[1] == ':');
  return path.substr(0, root ? slash + 1 : slash);
}

// As os.path.expanduser() on Windows, which does not use a user database: another user's folder is next to
// that of this user, if that folder has this user's name (ntpath.py).
std::optional<std::string> home_of(const std::string& user) {
  using FolderOf = BOOL(WINAPI*)(HANDLE, LPWSTR, LPDWORD);
  const auto folder_of_user = windows::system_function<FolderOf>(L"userenv.dll", "GetUserProfileDirectoryW");
  HANDLE opened = nullptr;
  if (folder_of_user == nullptr || OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened) == 0)
    return std::nullopt;
  const windows::Handle token(opened);
  DWORD size = 0;
  folder_of_user(token.get(), nullptr, &size);
  std::wstring buffer(size, L'\0');
  if (size == 0 || folder_of_user(token.get(), buffer.data(), &size) == 0) return std::nullopt;
  const auto own = windows::narrow(buffer.c_str());
  if (user.empty()) return own;
  const auto beside = join(folder_of(own), user);
  return is_there(beside) ? std::optional(beside) : std::nullopt;
}

}  // namespace latchkey::files

namespace latchkey::access_fix {

std::string for_reading(const std::string& path, const std::string& /*home*/) {
  return "give your user the right to read " + path + ", icacls shows who has it";
}

// The content of a file determines whether it is a program, not its permissions.
std::string for_running(const std::string& path) {
  return "name a program that may be run in the place of " + path;
}

}  // namespace latchkey::access_fix
