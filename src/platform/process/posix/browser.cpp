// SPDX-License-Identifier: Apache-2.0
#include "platform/process/browser.hpp"

#include <algorithm>
#include <optional>

#include <unistd.h>

#include "platform/process/posix/find_executable.hpp"
#include "platform/process/posix/spawn.hpp"
#include "platform/process/process.hpp"

namespace latchkey {
namespace {

/// The program, or nullopt. Without a display xdg-open would look for a browser in this very terminal.
std::optional<std::string> browser(const Environment& environment) {
  if (const auto* named = environment.find_filled("BROWSER")) {
    // A list is allowed, as in Python; the first that is there counts.
    for (std::size_t start = 0; start <= named->size();) {
      const auto end = std::min(named->find(':', start), named->size());
      const auto name = named->substr(start, end - start);
      if (!name.empty() && !look_for_program(name, environment)) return name;
      start = end + 1;
    }
    return std::nullopt;
  }
#ifdef __APPLE__
  return "open";
#else
  const bool has_display =
      environment.find_filled("DISPLAY") != nullptr || environment.find_filled("WAYLAND_DISPLAY") != nullptr;
  for (const auto* name : {"xdg-open", "wslview"}) {
    const bool needs_display = std::string_view(name) == "xdg-open";
    if ((has_display || !needs_display) && !look_for_program(name, environment)) return name;
  }
  return std::nullopt;
#endif
}

}  // namespace

bool has_browser(const Environment& environment) {
  return browser(environment).has_value();
}

bool open_browser(const std::string& url, const Environment& environment) {
  const auto name = browser(environment);
  if (!name) return false;
  const auto path = posix::find_program(*name, environment);
  if (!path) return false;
  posix::Spawn spawn;
  spawn.lead_session();
  spawn.obey_signals();
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) spawn.connect_to_nothing(stream);
  spawn.keep_only_standard_streams();
  pid_t child = -1;
  return spawn.start(child, *path, {*name, url}, environment.to_strings()) == 0;
}

}  // namespace latchkey
