// SPDX-License-Identifier: Apache-2.0
#include "platform/process/detached.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>

#include <io.h>
#include <windows.h>

#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/windows/open_file.hpp"
#include "platform/process/subprocess.hpp"
#include "platform/process/windows/find_executable.hpp"
#include "platform/process/windows/spawn.hpp"
#include "platform/system/deadline.hpp"
#include "platform/system/windows/system_library.hpp"
#include "platform/system/windows/user.hpp"
#include "platform/system/windows/utf16.hpp"
#include "platform/system/windows/win32_error.hpp"

namespace latchkey {
namespace {

constexpr LONGLONG kLongestLog = 1 << 20;
constexpr std::size_t kLongestOutput = 8U << 10U;
constexpr DWORD kPollInterval = 10;  // milliseconds

/// Best effort.
void make_owner_only(const std::wstring& path) {
  const auto* const owner = windows::owner_only();
  const auto file = windows::open_file(path, WRITE_DAC, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT);
  if (owner == nullptr || !file) return;
  SetKernelObjectSecurity(file.get(), DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                          owner->lpSecurityDescriptor);
}

Result<windows::Handle> open_log(const std::string& path) {
  CHECK(files::make_folder(files::folder_of(path)));
  const auto text = windows::wide_path(path);
  WIN32_FILE_ATTRIBUTE_DATA old{};
  const bool is_old = GetFileAttributesExW(text.c_str(), GetFileExInfoStandard, &old) != 0;
  const bool is_long = is_old && (old.nFileSizeHigh > 0 || LONGLONG{old.nFileSizeLow} > kLongestLog);
  // Without FILE_WRITE_DATA every write goes to the end.
  auto file = windows::open_file(text, FILE_APPEND_DATA | SYNCHRONIZE, OPEN_ALWAYS,
                                 FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT);
  const DWORD why = GetLastError();
  if (file && is_old) make_owner_only(text);
  if (file && is_long) windows::open_file(text, GENERIC_WRITE, TRUNCATE_EXISTING).close();
  if (!file) {
    return fail(Cause::write_failed, "cannot write " + path + ": " + windows::error_text(why),
                windows::write_hint(why, files::folder_of(path)));
  }
  return file;
}

/// The root of the system's drive, so that no other drive is kept in use.
std::wstring root_folder() {
  std::wstring folder(MAX_PATH, L'\0');
  folder.resize(GetWindowsDirectoryW(folder.data(), static_cast<UINT>(folder.size())));
  return folder.substr(0, 3);
}

/// The first existing program of BROWSER's list. nullopt: there is none; the desktop's browser is used if the
/// variable is not set.
std::optional<std::string> named_browser(const std::string& list, const Environment& environment) {
  for (std::size_t start = 0; start <= list.size();) {
    const auto end = std::min(list.find(';', start), list.size());
    auto name = list.substr(start, end - start);
    if (!name.empty() && !look_for_program(name, environment)) return name;
    start = end + 1;
  }
  return std::nullopt;
}

bool start(const std::string& name, const std::string& url, const Environment& environment) {
  const auto path = windows::find_program(name, environment);
  if (!path) return false;
  windows::Spawn spawn;
  spawn.leave();
  for (const int stream : {0, 1, 2}) spawn.connect_to_nothing(stream);
  return spawn.start(*path, {name, url}, environment).has_value();
}

bool open_by_desktop(const std::string& url) {
  using Execute = INT_PTR(WINAPI*)(HWND, LPCWSTR, LPCWSTR, LPCWSTR, LPCWSTR, INT);
  constexpr INT_PTR kFirstSuccess = 33;  // of ShellExecute's return values
  constexpr int kShow = 1;
  const auto execute = windows::system_function<Execute>(L"shell32.dll", "ShellExecuteW");
  if (execute == nullptr) return false;
  return execute(nullptr, L"open", windows::wide(url).c_str(), nullptr, nullptr, kShow) >= kFirstSuccess;
}

}  // namespace

struct BackgroundProcess::Process {
  windows::Handle process;
  windows::Handle output;
  SecretText text;
};

Result<BackgroundProcess> BackgroundProcess::start(const std::string& path,
                                                   const std::vector<std::string>& arguments,
                                                   const Environment& environment, const std::string& log) {
  TRY(const auto file, open_log(log));
  windows::Pipe pipe;
  if (const DWORD why = windows::open_pipe(pipe); why != ERROR_SUCCESS)
    return fail(Cause::process_not_started, "cannot start " + path + ": " + windows::error_text(why));
  windows::Spawn spawn;
  spawn.leave();
  spawn.work_in(root_folder());
  spawn.connect_to_nothing(0);
  spawn.connect(pipe.writer, 1);
  spawn.connect(file, 2);
  auto child = spawn.start(path, arguments, environment);
  if (!child) return fail(Cause::process_not_started, "cannot start " + child.error().detail);
  return BackgroundProcess(std::make_unique<Process>(Process{*std::move(child), std::move(pipe.reader), {}}));
}

std::optional<std::string> BackgroundProcess::output(std::chrono::milliseconds time) {
  const Deadline deadline(time);
  for (;;) {  // it is not possible to wait for an anonymous pipe
    windows::take_available(process_->output, process_->text, kLongestOutput);
    if (!process_->output) return std::string(process_->text.view());
    if (deadline.over()) return std::nullopt;
    Sleep(kPollInterval);
  }
}

bool BackgroundProcess::has_ended() const {
  return windows::exits_within(process_->process, std::chrono::milliseconds{0});
}

long BackgroundProcess::id() const {
  return static_cast<long>(GetProcessId(process_->process.get()));
}

BackgroundProcess::BackgroundProcess(std::unique_ptr<Process> process) : process_(std::move(process)) {}
BackgroundProcess::BackgroundProcess(BackgroundProcess&&) noexcept = default;
BackgroundProcess& BackgroundProcess::operator=(BackgroundProcess&&) noexcept = default;
BackgroundProcess::~BackgroundProcess() = default;

void report_to_starter(const std::string& report) {
  std::fwrite(report.data(), 1, report.size(), stdout);
  std::fflush(stdout);
  _dup2(_fileno(stderr), _fileno(stdout));
}

bool has_browser(const Environment& environment) {
  const auto* named = environment.find_filled("BROWSER");
  return named == nullptr || named_browser(*named, environment).has_value();
}

bool open_browser(const std::string& url, const Environment& environment) {
  const auto* named = environment.find_filled("BROWSER");
  if (named == nullptr) return open_by_desktop(url);
  const auto name = named_browser(*named, environment);
  return name && start(*name, url, environment);
}

}  // namespace latchkey
