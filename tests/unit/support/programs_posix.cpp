// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <gtest/gtest.h>

#include "unit/support/machine.hpp"
#include "unit/support/programs.hpp"

namespace latchkey::test {
namespace {

std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
  return word + '\'';
}

std::string line_of(const std::string& step) {
  const auto blank = step.find(' ');
  const auto verb = step.substr(0, blank);
  const auto rest = blank == std::string::npos ? std::string() : step.substr(blank + 1);
  if (verb == "say") return "printf '%s\\n' " + quoted(rest);
  if (verb == "complain") return "printf '%s\\n' " + quoted(rest) + " >&2";
  if (verb == "write") return "printf %s " + quoted(rest);
  if (verb == "arguments") return "printf '%s\\n' \"$@\"";
  if (verb == "tell") return "printf '%s\\n' \"$@\" >" + quoted(rest);
  if (verb == "variable") return "printf '%s\\n' \"${" + rest + "-(not set)}\"";
  if (verb == "fill") return "head -c " + rest + " /dev/zero";
  if (verb == "fill-errors") return "head -c " + rest + " /dev/zero >&2";
  if (verb == "hear") return "read -r line; echo \"you said $line\"";
  if (verb == "copy") return "cat";
  if (verb == "pin")
    return "echo OK; while read -r line; do [ \"$line\" = GETPIN ] && echo 'D " + rest + "'; echo OK; done";
  if (verb == "endless") return "exec yes";
  if (verb == "sleep") return "exec sleep 60";  // so that ending sh leaves no child
  if (verb == "status") return "exit " + rest;
  ADD_FAILURE() << "no such step: " << step;
  return {};
}

std::string script_of(const Steps& steps) {
  std::string script;
  for (const auto& step : steps) script += line_of(step) + '\n';
  return script + "exit 0\n";
}

}  // namespace

Words program_that(const Steps& steps) {
  return {"sh", "-c", script_of(steps), "program"};
}

std::string make_program(const std::string& folder, const std::string& name, const Steps& steps) {
  auto path = folder + '/' + name;
  std::ofstream(path) << "#!/bin/sh\n" << script_of(steps);
  set_mode(path, 0700);
  return path;
}

std::string command_of_script(const std::string& folder, const std::string& name,
                              const std::string& /*script*/) {
  return "/bin/sh " + folder + '/' + name;
}

std::string search_path(const std::string& folder) {
  return (folder.empty() ? "/usr/local/bin" : folder) + ":/usr/bin:/bin";
}

Environment plain_environment() {
  return Environment({{"PATH", search_path()}, {"LANG", "C"}});
}

}  // namespace latchkey::test
