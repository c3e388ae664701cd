// SPDX-License-Identifier: Apache-2.0
#include "platform/process/browser.hpp"

#include <algorithm>
#include <optional>

#include "platform/process/process.hpp"
#include "platform/process/windows/find_executable.hpp"
#include "platform/process/windows/spawn.hpp"
#include "platform/system/windows/system_library.hpp"
#include "platform/system/windows/utf16.hpp"

namespace latchkey {
namespace {

/// The first program of BROWSER's list that is there. nullopt: there is none, so it is the desktop's turn if
/// the variable is not set.
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
  constexpr INT_PTR kFirstSuccess = 33;  // of ShellExecute's answers
  constexpr int kShow = 1;
  const auto execute = windows::system_function<Execute>(L"shell32.dll", "ShellExecuteW");
  if (execute == nullptr) return false;
  return execute(nullptr, L"open", windows::wide(url).c_str(), nullptr, nullptr, kShow) >= kFirstSuccess;
}

}  // namespace

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
