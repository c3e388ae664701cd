// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <vector>

#include <windows.h>

#include "platform/files/files.hpp"
#include "platform/files/temporary_files.hpp"
#include "platform/files/windows/open_file.hpp"
#include "platform/system/windows/user.hpp"
#include "platform/system/windows/utf16.hpp"
#include "platform/system/windows/win32_error.hpp"

// The write functions of files.hpp.
namespace latchkey::files {
namespace {

bool is_read_only(const std::string& path) {
  const DWORD attributes = GetFileAttributesW(windows::wide_path(path).c_str());
  constexpr DWORD kBoth = FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_DIRECTORY;  // has no effect on a folder
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & kBoth) == FILE_ATTRIBUTE_READONLY;
}

tl::unexpected<Error> cannot(const char* verb, const std::string& path, DWORD why,
                             const std::string& folder) {
  if (why == ERROR_ACCESS_DENIED && is_read_only(path)) why = ERROR_FILE_READ_ONLY;
  return fail(Cause::write_failed,
              std::string("cannot ") + verb + " " + path + ": " + windows::error_text(why),
              windows::write_hint(why, folder));
}

bool is_folder(const std::wstring& path) {
  const DWORD attributes = GetFileAttributesW(path.c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

DWORD make_one_folder(const std::wstring& path) {
  return CreateDirectoryW(path.c_str(), windows::owner_only()) != 0 ? ERROR_SUCCESS : GetLastError();
}

/// Creates `folder` and missing parents. Returns ERROR_SUCCESS or an error code.
DWORD make_folders(const std::string& folder) {
  const auto path = windows::wide_path(folder);
  DWORD why = make_one_folder(path);
  if (why == ERROR_SUCCESS) return why;
  if (why == ERROR_PATH_NOT_FOUND) {
    const auto above = folder_of(folder);
    if (above == folder || above == ".") return why;
    why = make_folders(above);
    if (why == ERROR_SUCCESS) why = make_one_folder(path);
    if (why == ERROR_SUCCESS) return why;
  }
  // Another process may have created it; a read-only or forbidden place may already contain it.
  return is_folder(path) ? ERROR_SUCCESS : why;
}

// FILE_RENAME_INFO with flags instead of its BOOLEAN, and its number, which mingw-w64's headers hide.
struct RenameInfo {
  DWORD flags;
  HANDLE folder;
  DWORD name_size;  // in bytes
  wchar_t name[1];
};
constexpr auto kRenameInfo = static_cast<FILE_INFO_BY_HANDLE_CLASS>(22);  // FileRenameInfoEx

/// Replaces `to` by `from` in one step, also while `to` is being read. Windows before 1607, FAT, and some
/// network drives do not support this.
bool rename_as_posix_does(HANDLE from, const std::wstring& to) {
  constexpr DWORD kReplaceAsPosixDoes = 0x1 | 0x2;
  const std::size_t bytes = to.size() * sizeof(wchar_t);
  std::vector<std::max_align_t> room((sizeof(RenameInfo) + bytes) / sizeof(std::max_align_t) + 1);
  auto* const info = reinterpret_cast<RenameInfo*>(room.data());
  info->flags = kReplaceAsPosixDoes;
  info->name_size = static_cast<DWORD>(bytes);
  std::copy(to.begin(), to.end(), static_cast<wchar_t*>(info->name));
  return SetFileInformationByHandle(from, kRenameInfo, info,
                                    static_cast<DWORD>(sizeof(RenameInfo) + bytes)) != 0;
}

/// A new file next to the one to replace, removed unless it was renamed into place.
class Temporary {
 public:
  Temporary() = default;
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    file_.close();
    if (!path_.empty()) DeleteFileW(path_.c_str());
  }

  DWORD create(const std::string& folder) {
    const DWORD why = try_create(folder);
    if (why != ERROR_PATH_NOT_FOUND) return why;
    const DWORD unmade = make_folders(folder);  // only now, because it usually exists
    return unmade != ERROR_SUCCESS ? unmade : try_create(folder);
  }

  DWORD write(std::string_view data) const {
    while (!data.empty()) {
      DWORD written = 0;
      const auto part = static_cast<DWORD>(std::min<std::size_t>(data.size(), 1U << 30U));
      if (WriteFile(file_.get(), data.data(), part, &written, nullptr) == 0) return GetLastError();
      data.remove_prefix(written);
    }
    return ERROR_SUCCESS;
  }

  /// Syncs the data to the disk.
  DWORD sync() const { return FlushFileBuffers(file_.get()) != 0 ? ERROR_SUCCESS : GetLastError(); }

  /// Lets the system remove it with its handle, also after a kill; if that is not supported, the destructor
  /// removes it.
  void remove_with_handle() const {
    FILE_DISPOSITION_INFO info{TRUE};
    SetFileInformationByHandle(file_.get(), FileDispositionInfo, &info, sizeof info);
  }

  DWORD put_in_place(const std::wstring& target) {
    if (is_folder(target)) return windows::kIsFolder;
    if (rename_as_posix_does(file_.get(), target)) return forget();
    file_.close();
    constexpr DWORD kFlags = MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH;
    return insist([&] { return MoveFileExW(path_.c_str(), target.c_str(), kFlags); });
  }

  /// Copies the access list and the attributes of the old file. ReplaceFileW() would do this, but it moves
  /// the old file away first, and a crash in between would leave no file.
  DWORD copy_attributes_of(const std::wstring& target, DWORD attributes) const {
    DWORD size = 0;
    GetFileSecurityW(target.c_str(), DACL_SECURITY_INFORMATION, nullptr, 0, &size);
    std::vector<std::max_align_t> room(size / sizeof(std::max_align_t) + 1);
    const bool done =
        GetFileSecurityW(target.c_str(), DACL_SECURITY_INFORMATION, room.data(), size, &size) != 0 &&
        SetFileSecurityW(path_.c_str(), DACL_SECURITY_INFORMATION, room.data()) != 0 &&
        SetFileAttributesW(path_.c_str(), attributes) != 0;
    return done ? ERROR_SUCCESS : GetLastError();
  }

 private:
  DWORD try_create(const std::string& folder) {
    constexpr DWORD kAccess = GENERIC_WRITE | DELETE;  // the second is for renaming
    for (int attempt = 0; attempt < 100; ++attempt) {
      auto path = windows::wide_path(join(folder, temporaries::new_name()));
      file_ = windows::Handle(CreateFileW(path.c_str(), kAccess, 0, windows::owner_only(), CREATE_NEW,
                                          FILE_ATTRIBUTE_NORMAL, nullptr));
      if (file_) {
        path_ = std::move(path);
        return ERROR_SUCCESS;
      }
      if (const DWORD why = GetLastError(); why != ERROR_FILE_EXISTS) return why;
    }
    return ERROR_FILE_EXISTS;
  }

  // About five seconds, because the data may have cost a code. Retries often, because a program that reads
  // the file repeatedly leaves only short gaps.
  static constexpr int kMostTries = 1250;
  static constexpr int kLongestPause = 4;

  template <typename Step>
  DWORD insist(const Step& step) {
    windows::RetryBackoff backoff(kMostTries, kLongestPause);
    for (;;) {
      if (step() != 0) return forget();
      const DWORD why = GetLastError();
      if (!windows::is_in_use(why) || !backoff.lasts()) return why;
    }
  }

  DWORD forget() {
    file_.close();
    path_.clear();
    return ERROR_SUCCESS;
  }

  windows::Handle file_;
  std::wstring path_;
};

/// The file itself where `path` is a link; empty: there is none.
std::wstring real_path(const std::string& path) {
  auto text = windows::wide_path(path);
  const DWORD attributes = GetFileAttributesW(text.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) return {};
  if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0) return text;
  const auto file = windows::open_to_look(text);
  std::wstring real(file ? GetFinalPathNameByHandleW(file.get(), nullptr, 0, 0) : 0, L'\0');
  if (real.empty()) return real;
  real.resize(GetFinalPathNameByHandleW(file.get(), real.data(), static_cast<DWORD>(real.size()), 0));
  return real;
}

}  // namespace

std::string without_links(const std::string& path) {
  const auto real = real_path(path);
  return real.empty() ? path : windows::narrow(real);
}

std::optional<std::string> link_target(const std::string& path) {
  const DWORD attributes = GetFileAttributesW(windows::wide_path(path).c_str());
  const bool is_link =
      attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
  if (!is_link) return std::nullopt;
  auto target = without_links(path);
  return target != path ? std::optional(std::move(target)) : std::nullopt;
}

Result<void> make_folder(const std::string& folder) {
  if (const DWORD why = make_folders(folder); why != ERROR_SUCCESS)
    return cannot("make", folder, why, folder_of(folder));
  return {};
}

Result<void> write_private(const std::string& path, std::string_view data) {
  const auto folder = folder_of(path);
  Temporary temporary;
  DWORD why = temporary.create(folder);
  if (why == ERROR_SUCCESS) why = temporary.write(data);
  if (why == ERROR_SUCCESS) why = temporary.sync();
  if (why == ERROR_SUCCESS) why = temporary.put_in_place(windows::wide_path(path));
  if (why != ERROR_SUCCESS) return cannot("write", path, why, folder);
  return {};
}

Result<void> replace(const std::string& path, std::string_view data) {
  const auto target = real_path(path);
  if (target.empty()) return cannot("write", path, GetLastError(), folder_of(path));
  const auto folder = folder_of(windows::narrow(target));
  const DWORD attributes = GetFileAttributesW(target.c_str());
  DWORD why = (attributes & FILE_ATTRIBUTE_READONLY) != 0    ? ERROR_ACCESS_DENIED
              : (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? windows::kIsFolder
                                                             : ERROR_SUCCESS;
  // A read-only file is not replaced, although the folder would allow it.
  if (why == ERROR_SUCCESS && !windows::open_file(target, GENERIC_WRITE, OPEN_EXISTING)) why = GetLastError();
  Temporary temporary;
  if (why == ERROR_SUCCESS) why = temporary.create(folder);
  if (why == ERROR_SUCCESS) why = temporary.write(data);
  if (why == ERROR_SUCCESS) why = temporary.sync();
  if (why == ERROR_SUCCESS) why = temporary.copy_attributes_of(target, attributes);
  if (why == ERROR_SUCCESS) why = temporary.put_in_place(target);
  if (why != ERROR_SUCCESS) return cannot("write", path, why, folder);
  return {};
}

struct Reservation::File {
  Temporary temporary;  // removed with it
};

Reservation::Reservation(std::unique_ptr<File> file) : file_(std::move(file)) {}
Reservation::Reservation(Reservation&& other) noexcept = default;
Reservation& Reservation::operator=(Reservation&& other) noexcept = default;
Reservation::~Reservation() = default;

Result<Reservation> Reservation::reserve(const std::string& folder, std::size_t size) {
  auto file = std::make_unique<File>();
  auto& temporary = file->temporary;
  DWORD why = temporary.create(folder.empty() ? "." : folder);
  if (why == ERROR_SUCCESS) why = temporaries::fill(temporary, size);
  if (why == ERROR_SUCCESS) why = temporary.sync();  // a network drive may find out only now that it is full
  if (why != ERROR_SUCCESS) return cannot("write in", folder, why, folder);
  temporary.remove_with_handle();
  return Reservation(std::move(file));
}

/// Access lists are not looked at.
Result<void> check_permissions(const std::string& folder) {
  if (!is_folder(windows::wide_path(existing_part(folder))))
    return cannot("write in", folder, ERROR_DIRECTORY, folder);
  return {};
}

Result<bool> remove(const std::string& path) {
  const auto text = windows::wide_path(path);
  windows::RetryBackoff backoff;
  for (;;) {
    if (DeleteFileW(text.c_str()) != 0) return true;
    const DWORD why = GetLastError();
    if (windows::is_not_found(why)) return false;
    if (is_folder(text)) return fail(Cause::remove_failed, "cannot remove " + path + ": is a directory");
    const DWORD attributes = GetFileAttributesW(text.c_str());
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_READONLY) != 0) {
      SetFileAttributesW(text.c_str(), attributes & ~static_cast<DWORD>(FILE_ATTRIBUTE_READONLY));
    } else if (!windows::is_in_use(why) || !backoff.lasts()) {
      return fail(Cause::remove_failed, "cannot remove " + path + ": " + windows::error_text(why));
    }
  }
}

}  // namespace latchkey::files
