// SPDX-License-Identifier: Apache-2.0
#include "platform/files/permission_hint.hpp"

namespace latchkey::access_fix {

std::string for_reading(const std::string& path) {
  return "give your user the right to read " + path + ", icacls shows who has it";
}

// What a file is, is in the file: no right would make this one a program.
std::string for_running(const std::string& path) {
  return "name a program that may be run in the place of " + path;
}

}  // namespace latchkey::access_fix
