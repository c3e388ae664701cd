// SPDX-License-Identifier: Apache-2.0
#include "platform/files/ownership.hpp"

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

// Tests with files of other users are in tests/cli/test_owners.py.
TEST(Ownership, AcceptsFilesOfThisUser) {
  const TemporaryFolder home;
  const auto aws = files::join(home.path(), ".aws");
  const auto state = files::join(aws, "latchkey");
  const ownership::Place place{home.path(), aws};
  EXPECT_TRUE(ownership::check_state(place, state)) << "nothing exists";
  home.write(".aws/latchkey/sessions/a", "text");
  const auto flaws = ownership::check_state(place, state);
  ASSERT_TRUE(flaws) << flaws.error().message;
  EXPECT_TRUE(flaws->empty());
  EXPECT_FALSE(ownership::flaw_of_shared_folder(place, files::join(state, "sessions")));
  EXPECT_FALSE(ownership::flaw_of_shared_folder(place, files::join(state, "none")));
  const auto file = files::join(files::join(state, "sessions"), "a");
  EXPECT_FALSE(ownership::flaw_of_config_file(file));
  EXPECT_TRUE(ownership::is_private_file(file));
  EXPECT_FALSE(ownership::is_private_file(state)) << "a folder";
  EXPECT_EQ(ownership::read(place, file, 4), "text");
  EXPECT_FALSE(ownership::read(place, file, 3)) << "larger than the limit";
  EXPECT_EQ(ownership::read(place, file + "none", 4), std::nullopt);
}

}  // namespace
}  // namespace latchkey::test
