// SPDX-License-Identifier: Apache-2.0
#include "platform/files/files.hpp"

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

class Folder {
 public:
  std::string operator/(const std::string& name) const { return files::join(path(), name); }
  const std::string& path() const { return folder_.path(); }

 private:
  test::TemporaryFolder folder_;
};

std::string must_read(const std::string& path) {
  const auto data = files::read(path);
  return data && *data ? (*data)->reveal() : "(nothing)";
}

TEST(Files, ReadBackWrittenContent) {
  const Folder folder;
  const std::string data("a\0b\n\xFF", 5);
  ASSERT_TRUE(files::write_private(folder / "f", data));
  EXPECT_EQ(must_read(folder / "f"), data);
  ASSERT_TRUE(files::write_private(folder / "empty", ""));
  EXPECT_EQ(must_read(folder / "empty"), "");
}

TEST(Files, DoNotReplaceAFolder) {
  const Folder folder;
  ASSERT_TRUE(files::make_folder(folder / "d"));
  const auto done = files::write_private(folder / "d", "x");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "cannot write " + (folder / "d") + ": is a directory");
  EXPECT_EQ(done.error().hint, "move that folder away, then try again");
  EXPECT_EQ(files::names_in(folder.path()).size(), 1U);  // no temporary file
}

TEST(Files, CannotBeWrittenBelowAFile) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "f", "x"));
  const auto done = files::write_private(folder / "f/g", "x");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::io);
  EXPECT_EQ(must_read(folder / "f"), "x");
}

TEST(Files, CheckPermissionsChangesNothing) {
  const Folder folder;
  EXPECT_TRUE(files::check_permissions(folder.path()));
  EXPECT_TRUE(files::check_permissions(folder / "not/there"));
  EXPECT_TRUE(files::names_in(folder.path()).empty());
  ASSERT_TRUE(files::write_private(folder / "f", "x"));
  for (const auto* below : {"f", "f/g"}) {
    const auto checked = files::check_permissions(folder / below);
    ASSERT_FALSE(checked) << below;
    EXPECT_EQ(checked.error().cause, Cause::write_failed);
    EXPECT_FALSE(checked.error().hint.empty());
  }
}

TEST(Files, AreReplacedAtomically) {
  const Folder folder;
  const auto path = folder / "f";
  ASSERT_TRUE(files::write_private(path, std::string(6000, 'a')));
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::vector<std::string> bad;
  const auto note = [&](const std::string& what) {
    const std::lock_guard lock(mutex);
    bad.push_back(what);
  };
  std::vector<std::thread> threads;
  for (const char letter : {'b', 'c', 'd'}) {
    threads.emplace_back([&, letter] {
      for (int i = 0; i < 60; ++i) {
        const auto written =
            files::write_private(path, std::string(3000U + 100U * static_cast<unsigned>(i), letter));
        if (!written) note(written.error().message);
      }
    });
  }
  std::thread reader([&] {
    while (!stop) {
      const auto data = files::read(path);
      if (!data) {
        note(data.error().message);
      } else if (!*data || (*data)->size() < 3000) {
        note(!*data ? "nothing there" : "too short");
      } else if ((*data)->view().find_first_not_of((*data)->view()[0]) != std::string::npos) {
        note("torn");
      }
    }
  });
  for (auto& thread : threads) thread.join();
  stop = true;
  reader.join();
  EXPECT_EQ(bad, std::vector<std::string>());
  EXPECT_EQ(files::names_in(folder.path()).size(), 1U);
}

TEST(Files, AreRemovedOnce) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "f", "x"));
  EXPECT_EQ(files::remove(folder / "f"), true);
  EXPECT_EQ(files::remove(folder / "f"), false);
  EXPECT_EQ(files::remove(folder / "none/f"), false);
  ASSERT_TRUE(files::make_folder(folder / "d"));
  const auto removed = files::remove(folder / "d");
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().message, "cannot remove " + (folder / "d") + ": is a directory");
}

TEST(Files, ReplaceDoesNotCreateAFile) {
  const Folder folder;
  EXPECT_FALSE(files::replace(folder / "none", "x"));
  EXPECT_TRUE(files::names_in(folder.path()).empty());
}

TEST(Files, AreReadUpToTheLimit) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "f", std::string(100, 'x')));
  EXPECT_EQ((*files::read(folder / "f", 100))->size(), 100U);
  const auto data = files::read(folder / "f", 99);
  ASSERT_FALSE(data);
  EXPECT_EQ(data.error().kind, ErrorKind::io);
  EXPECT_EQ(data.error().message, "cannot read " + (folder / "f") + ": it is larger than 99 bytes");
}

TEST(Files, AreAbsentIfNotRegular) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "f", "x"));
  for (const auto& path : {folder / "none", folder / "f/g", folder.path(), std::string()}) {
    const auto data = files::read(path);
    ASSERT_TRUE(data) << path << data.error().message;
    EXPECT_FALSE(*data) << path;
    EXPECT_FALSE(files::is_file(path)) << path;
  }
  EXPECT_TRUE(files::is_file(folder / "f"));
  EXPECT_TRUE(files::is_there(folder.path()));
  EXPECT_FALSE(files::is_there(folder / "none"));
}

TEST(DanglingLinks, AreDistinguishedFromPlainAndMissingFiles) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "f", "x"));
  for (const auto& path :
       {folder / "f", folder / "none", folder / "none/config", folder.path(), std::string()})
    EXPECT_FALSE(files::dangling_link(path)) << path;
}

TEST(Files, MayHaveAnyName) {
  const Folder folder;
  const std::string name = "\xC3\xA9t\xC3\xA9 \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x94\x91";
  ASSERT_TRUE(files::write_private(folder / name, "x"));
  EXPECT_EQ(must_read(folder / name), "x");
  EXPECT_EQ(files::names_in(folder.path()), std::vector<std::string>{name});
}

TEST(Files, MayBeDeeplyNested) {
  const Folder folder;
  std::string path = folder.path();
  for (int i = 0; i < 8; ++i) path = files::join(path, std::string(50, 'd'));
  const auto file = files::join(path, "f");
  const auto written = files::write_private(file, "x");
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(must_read(file), "x");
  EXPECT_TRUE(files::is_file(file));
  EXPECT_EQ(files::names_in(path), std::vector<std::string>{"f"});
  const auto replaced = files::replace(file, "y");
  ASSERT_TRUE(replaced) << replaced.error().message;
  EXPECT_EQ(must_read(file), "y");
  EXPECT_EQ(files::remove(file), true);
}

TEST(Files, AreReplacedInPlace) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "f", "before"));
  ASSERT_TRUE(files::replace(folder / "f", "after"));
  EXPECT_EQ(must_read(folder / "f"), "after");
  EXPECT_EQ(files::names_in(folder.path()).size(), 1U);
}

TEST(Files, CreateMissingFolders) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "a/b/c/f", "x"));
  ASSERT_TRUE(files::Reservation::reserve(folder / "d/e", 100000));
  EXPECT_EQ(files::mode(folder / "a/b/c/f"), test::mode_here(0600));
  for (const char* made : {"a", "a/b", "a/b/c", "d/e"})
    EXPECT_EQ(files::mode(folder / made), test::mode_here(0700));
  EXPECT_TRUE(files::names_in(folder / "d/e").empty());
}

TEST(Files, ReservationLeavesNoFile) {
  const Folder folder;
  {
    auto reservation = files::Reservation::reserve(folder / "a", 5000);
    ASSERT_TRUE(reservation);
    const auto moved = *std::move(reservation);
    ASSERT_TRUE(files::write_private(folder / "a/f", "x"));
  }
  EXPECT_EQ(files::names_in(folder / "a"), std::vector<std::string>{"f"});
}

TEST(Files, HaveAnAbsolutePathAndAFolder) {
  const Folder folder;
  EXPECT_EQ(files::absolute(folder / "a"), folder / "a");
  EXPECT_NE(files::absolute("a"), "a");
  EXPECT_EQ(files::folder_of(folder / "a"), folder.path());
  EXPECT_EQ(files::folder_of("a"), ".");
  EXPECT_TRUE(files::home_of(""));
}

}  // namespace
}  // namespace latchkey

namespace latchkey::access_fix {
namespace {

TEST(PermissionHint, ReportsTheObstacle) {
  EXPECT_NE(for_reading("/nosuch/.aws/config", "/nosuch").find("/nosuch/.aws"), std::string::npos);
  EXPECT_NE(for_running("/opt/helper").find("/opt/helper"), std::string::npos);
}

TEST(PermissionHint, FitsOnOneLine) {
  for (const auto& fix : {for_reading("/nosuch/config", "/nosuch"), for_running("/opt/helper")}) {
    EXPECT_EQ(fix.find('\n'), std::string::npos);
    EXPECT_NE(fix.back(), '.');
  }
}

}  // namespace
}  // namespace latchkey::access_fix
