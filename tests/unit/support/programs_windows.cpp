// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "platform/process/process_info.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/programs.hpp"

namespace latchkey::test {
namespace {

/// The path of stand_in_windows.cpp's program, next to this test.
std::string stand_in() {
  return files::join(files::folder_of(own_program().value_or("")), "latchkey-stand-in.exe");
}

}  // namespace

Words program_that(const Steps& steps) {
  Words words = {stand_in()};
  words.insert(words.end(), steps.begin(), steps.end());
  words.emplace_back("--");
  return words;
}

std::string make_program(const std::string& folder, const std::string& name, const Steps& steps) {
  const auto path = files::join(folder, name);
  std::error_code failed;
  std::filesystem::copy_file(stand_in(), path + ".exe", std::filesystem::copy_options::overwrite_existing,
                             failed);
  EXPECT_FALSE(failed) << path << ": " << failed.message();
  std::ofstream text(path + ".steps", std::ios::binary);
  for (const auto& step : steps) text << step << '\n';
  return path + ".exe";
}

std::string command_of_script(const std::string& folder, const std::string& name, const std::string& script) {
  const std::string start = "cat <<'EOF'\n";
  const auto end = script.find("\nEOF\n");
  if (script.rfind(start, 0) != 0 || end == std::string::npos) return {};
  const auto text = script.substr(start.size(), end - start.size());
  return with_slashes(make_program(folder, name.substr(0, name.find('.')), {"say " + text}));
}

std::string search_path(const std::string& folder) {
  return folder.empty() ? files::folder_of(stand_in()) : folder;
}

Environment plain_environment() {
  auto environment = Environment::of_this_process();  // SystemRoot and its like
  environment.set("PATH", search_path());
  return environment;
}

}  // namespace latchkey::test
