// SPDX-License-Identifier: Apache-2.0
#include "platform/files/permission_hint.hpp"

#include "base/text.hpp"
#include "platform/files/files.hpp"

namespace latchkey::access_fix {

std::string for_reading(const std::string& path) {
  const bool is_seen = files::mode(path).has_value();
  return is_seen ? "chmod u+r " + text::shell_quoted(path)
                 : "chmod u+rx " + text::shell_quoted(files::folder_of(path));
}

std::string for_running(const std::string& path) {
  return "name a program that may be run, or make this one so: chmod +x " + text::shell_quoted(path);
}

}  // namespace latchkey::access_fix
