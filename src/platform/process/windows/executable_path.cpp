// SPDX-License-Identifier: Apache-2.0
#include "platform/process/executable_path.hpp"

#include <windows.h>

#include "platform/files/files.hpp"
#include "platform/files/windows/open_file.hpp"
#include "platform/process/windows/find_executable.hpp"
#include "platform/system/windows/utf16.hpp"

namespace latchkey {
namespace {

bool is_one_file(const std::string& a, const std::string& b) {
  const auto look = [](const std::string& path, BY_HANDLE_FILE_INFORMATION& info) {
    const auto file = windows::open_to_look(windows::wide_path(path));
    return file && GetFileInformationByHandle(file.get(), &info) != 0;
  };
  BY_HANDLE_FILE_INFORMATION first{};
  BY_HANDLE_FILE_INFORMATION second{};
  return look(a, first) && look(b, second) && first.dwVolumeSerialNumber == second.dwVolumeSerialNumber &&
         first.nFileIndexHigh == second.nFileIndexHigh && first.nFileIndexLow == second.nFileIndexLow;
}

}  // namespace

std::optional<std::string> own_program() {
  constexpr std::size_t kLongestPath = 32'768;
  std::wstring path(kLongestPath, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  auto text = windows::narrow(path);
  return !text.empty() && files::is_file(text) ? std::optional(std::move(text)) : std::nullopt;
}

bool finds_own_program(const std::string& name, const Environment& environment) {
  const auto own = own_program();
  const auto found = windows::find_program(name, environment);
  const bool has_drive = found && found->size() > 2 && ((*found)[1] == ':' || (*found)[1] == '\\');
  return own && has_drive && is_one_file(*own, *found);  // a relative one depends on the folder
}

}  // namespace latchkey
