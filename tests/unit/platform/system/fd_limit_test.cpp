// SPDX-License-Identifier: Apache-2.0
#include "platform/system/fd_limit.hpp"

#include <cstdio>
#include <vector>

#include <gtest/gtest.h>

#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

TEST(FdLimit, IsTheNumberOfFilesThatMayBeOpen) {
  const int most = most_open_files();
  ASSERT_GE(most, 64);
  // The C library of Windows has a lower limit than the system.
  const std::size_t enough = most < 200 ? static_cast<std::size_t>(most) / 2 : 100;
  const TemporaryFolder folder;
  folder.write("a", "x");
  std::vector<std::FILE*> files;
  while (files.size() < enough) {
    files.push_back(std::fopen((folder.path() + "/a").c_str(), "rb"));
    EXPECT_NE(files.back(), nullptr) << files.size();
  }
  for (auto* file : files) std::fclose(file);
}

}  // namespace
}  // namespace latchkey::test
