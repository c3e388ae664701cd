// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/process.hpp"

#include <gtest/gtest.h>

namespace latchkey::cli {
namespace {

TEST(ProcessFastPath, TakesTheLinesThatConfigFilesHold) {
  EXPECT_EQ(parse_process_line({"process"}).value().profile, std::nullopt);
  EXPECT_EQ(parse_process_line({"process", "-p", "ops"}).value().profile, "ops");
  EXPECT_EQ(parse_process_line({"process", "--profile", "ops"}).value().profile, "ops");
}

TEST(ProcessFastPath, LeavesAllOtherLinesToTheParser) {
  const std::vector<std::vector<std::string>> lines = {
      {},
      {"login"},
      {"process", "-p"},
      {"process", "-p", ""},
      {"process", "-p", "--help"},
      {"process", "--profile=ops"},
      {"process", "-p", "ops", "--debug"},
      {"-p", "ops", "process"},
  };
  for (const auto& words : lines) EXPECT_FALSE(parse_process_line(words)) << testing::PrintToString(words);
}

}  // namespace
}  // namespace latchkey::cli
