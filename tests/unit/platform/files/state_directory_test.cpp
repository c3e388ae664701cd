// SPDX-License-Identifier: Apache-2.0
#include "platform/files/state_directory.hpp"

#include <set>

#include <gtest/gtest.h>

#include "platform/crypto/hash.hpp"
#include "platform/files/files.hpp"
#include "platform/files/path_text.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using Folder = StateDirectory::Folder;

TEST(StateDirectory, IsBelowTheHomeFolder) {
  const auto slashes = [](const std::string& path) { return path_text::with_slashes(path); };
  const auto state = StateDirectory::below("/home/ada");
  EXPECT_EQ(slashes(state.path()), "/home/ada/.aws/latchkey");
  EXPECT_EQ(slashes(state.file(Folder::serve, "token")), "/home/ada/.aws/latchkey/serve/token");
  EXPECT_EQ(slashes(state.lock("keep")), "/home/ada/.aws/latchkey/locks/keep.lock");
  EXPECT_EQ(slashes(state.log("keep")), "/home/ada/.aws/latchkey/keep.log");
  for (const auto* root : {"", "/"})
    EXPECT_EQ(slashes(StateDirectory::below(root).path()), "/.aws/latchkey") << root;
}

TEST(StateDirectory, HasAFolderForEachKindOfFile) {
  const auto state = StateDirectory::below("/home/ada");
  std::set<std::string> paths{state.folder(Folder::overlays)};
  for (const auto folder : StateDirectory::kReplacedIn) paths.insert(state.folder(folder));
  EXPECT_EQ(paths.size(), StateDirectory::kReplacedIn.size() + 1);
  EXPECT_EQ(path_text::name_of(state.folder(Folder::sessions)), "sessions");
  EXPECT_EQ(path_text::name_of(state.folder(Folder::serve)), "serve");
  EXPECT_EQ(path_text::name_of(state.folder(Folder::overlays)), "overlays");
}

TEST(StateDirectory, HashesTheLinesOfAName) {
  EXPECT_EQ(StateDirectory::hashed_name({"aws", "device"}), sha256_hex("aws\ndevice").substr(0, 40));
  EXPECT_EQ(StateDirectory::hashed_name({"", "x"}), sha256_hex("\nx").substr(0, 40));
  EXPECT_EQ(StateDirectory::hashed_name({"x", "x", "x"}), sha256_hex("x\nx\nx").substr(0, 40));
}

TEST(StateDirectory, ReadsOnlyChecksummedFilesOfItsKind) {
  const TemporaryFolder home;
  const auto state = StateDirectory::below(home.path());
  const auto path = state.file(Folder::codes, "x");
  EXPECT_EQ(state.read_checksummed(path, "spent-codes"), std::nullopt);
  ASSERT_TRUE(files::write_private(path, with_checksum("spent-codes", "[]\n")));
  EXPECT_EQ(state.read_checksummed(path, "spent-codes"), "[]\n");
  EXPECT_EQ(state.read_checksummed(path, "mfa-session"), std::nullopt);
  ASSERT_TRUE(files::write_private(path, with_checksum("spent-codes", "[]\n").append("x")));
  EXPECT_EQ(state.read_checksummed(path, "spent-codes"), std::nullopt);
}

}  // namespace
}  // namespace latchkey::test
