// SPDX-License-Identifier: Apache-2.0
// Not on Windows: modes, links, full file systems, /proc and the user database.
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <dirent.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/files/files.hpp"
#include "platform/files/ownership.hpp"

namespace latchkey {
namespace {

/// A fresh folder, removed with all that is in it.
class Folder {
 public:
  Folder() {
    std::array<char, 32> name{"/tmp/latchkey-test-XXXXXX"};
    path_ = mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  static void remove_all(const std::string& folder) {
    for (const auto& name : entries(folder)) {
      const auto path = folder + "/" + name;
      if (unlink(path.c_str()) != 0) remove_all(path);
    }
    rmdir(folder.c_str());
  }

 public:
  static std::vector<std::string> entries(const std::string& folder) {
    std::vector<std::string> names;
    DIR* listing = opendir(folder.c_str());
    if (listing == nullptr) return names;
    while (const auto* entry = readdir(listing)) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
    }
    closedir(listing);
    return names;
  }

 private:
  std::string path_;
};

std::string must_read(const std::string& path) {
  const auto data = files::read(path);
  return data && *data ? (*data)->reveal() : "(nothing)";
}

/// Runs `body` in a child, since limits cannot be raised again, and returns its exit status.
template <typename Body>
int in_child(const Body& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

TEST(Files, ReadFromFileSystemsWithoutSizes) {
  EXPECT_NE(must_read("/proc/self/status").find("Pid:"), std::string::npos);
}

TEST(Files, AreAbsentIfTheyAreDevicesOrPipes) {
  const Folder folder;
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  ASSERT_EQ(symlink("loop", (folder / "loop").c_str()), 0);
  ASSERT_EQ(symlink("nowhere", (folder / "dangling").c_str()), 0);
  ASSERT_TRUE(files::write_private(folder / "f", "x"));
  for (const auto& path : {folder / "none", folder / "pipe", folder / "loop", folder / "dangling",
                           folder / "f/g", folder.path(), std::string("/dev/null"), std::string()}) {
    const auto data = files::read(path);
    ASSERT_TRUE(data) << path << data.error().message;
    EXPECT_FALSE(*data) << path;
    EXPECT_FALSE(files::is_file(path)) << path;
  }
  EXPECT_TRUE(files::is_file(folder / "f"));
}

TEST(DanglingLinks, AreReportedWithTheirTargets) {
  const Folder folder;
  ASSERT_EQ(symlink("nowhere", (folder / "dangling").c_str()), 0);
  ASSERT_EQ(symlink("dangling", (folder / "to").c_str()), 0);
  ASSERT_TRUE(files::write_private(folder / "f", "x"));
  ASSERT_EQ(symlink("f", (folder / "good").c_str()), 0);
  const auto link = files::dangling_link(folder / "dangling");
  ASSERT_TRUE(link);
  EXPECT_EQ(link->path, folder / "dangling");
  EXPECT_EQ(link->target, "nowhere");
  EXPECT_EQ(link->text(), (folder / "dangling") + " is a symbolic link to nowhere, which is not there");
  EXPECT_EQ(files::dangling_link(folder / "to").value().target, "dangling");
  const auto above = files::dangling_link(folder / "dangling/aws/config");
  ASSERT_TRUE(above);
  EXPECT_EQ(above->path, folder / "dangling");
  EXPECT_FALSE(files::dangling_link(folder / "good"));
  EXPECT_FALSE(files::dangling_link(folder / "good/config"));
}

TEST(Files, LinkTargetIsAbsolute) {
  const Folder folder;
  ASSERT_EQ(symlink((folder / "none").c_str(), (folder / "absolute").c_str()), 0);
  ASSERT_EQ(symlink("none", (folder / "relative").c_str()), 0);
  EXPECT_EQ(files::link_target(folder / "absolute"), folder / "none");
  for (const auto* name : {"relative", "none", "."})
    EXPECT_EQ(files::link_target(folder / name), std::nullopt);
}

TEST(Files, TemporaryFoldersPreferTheSession) {
  const auto own = "latchkey-" + std::to_string(geteuid());
  EXPECT_EQ(files::temporary_folders(Environment()), std::vector<std::string>{"/tmp/" + own});
  EXPECT_EQ(
      files::temporary_folders(Environment({{"XDG_RUNTIME_DIR", "/run/user/1"}, {"TMPDIR", "/var/tmp/"}})),
      (std::vector<std::string>{"/run/user/1/latchkey", "/var/tmp/" + own}));
  EXPECT_EQ(files::temporary_folders(Environment({{"XDG_RUNTIME_DIR", "here"}, {"TMPDIR", "here"}})),
            std::vector<std::string>{"/tmp/" + own});
}

TEST(Ownership, CreatesAPrivateFolderOrRejectsAnExistingOne) {
  const Folder folder;
  EXPECT_TRUE(ownership::make_private_folder(folder / "new"));
  EXPECT_TRUE(ownership::is_private_folder(folder / "new"));
  EXPECT_TRUE(ownership::make_private_folder(folder / "new")) << "again";
  EXPECT_FALSE(ownership::make_private_folder(folder / "no/folder"));
  ASSERT_EQ(symlink("new", (folder / "link").c_str()), 0);
  EXPECT_FALSE(ownership::make_private_folder(folder / "link"));
  chmod((folder / "new").c_str(), 0777);
  EXPECT_FALSE(ownership::make_private_folder(folder / "new"));
}

TEST(Files, UnreadableFilesAreErrors) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "f", "x"));
  chmod((folder / "f").c_str(), 0);
  chmod(folder.path().c_str(), 0755);
  EXPECT_EQ(in_child([&] {
              if (geteuid() == 0 && setuid(65534) != 0) return 9;
              const auto data = files::read(folder / "f");
              return !data && data.error().message == "cannot read " + (folder / "f") + ": permission denied"
                         ? 0
                         : 1;
            }),
            0);
}

TEST(Files, AreWrittenPrivatelyInPrivateFolders) {
  const Folder folder;
  chmod(folder.path().c_str(), 0755);
  const auto before = umask(0);
  ASSERT_TRUE(files::write_private(folder / "a/b/c/f", "x"));
  umask(0777);
  ASSERT_TRUE(files::write_private(folder / "g", "x"));
  umask(before);
  EXPECT_EQ(files::mode(folder / "a/b/c/f"), 0600U);
  EXPECT_EQ(files::mode(folder / "g"), 0600U);
  for (const char* made : {"a", "a/b", "a/b/c"}) EXPECT_EQ(files::mode(folder / made), 0700U);
  EXPECT_EQ(files::mode(folder.path()), 0755U);
  EXPECT_EQ(files::mode(folder / "none"), std::nullopt);
}

TEST(Files, AreReplacedWithTheirModeAndNoLeftovers) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "f", "old"));
  chmod((folder / "f").c_str(), 0644);
  ASSERT_TRUE(files::write_private(folder / "f", "new"));
  EXPECT_EQ(must_read(folder / "f"), "new");
  EXPECT_EQ(files::mode(folder / "f"), 0600U);
  EXPECT_EQ(Folder::entries(folder.path()).size(), 1U);
}

TEST(Files, ReplaceALinkInsteadOfItsTarget) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "real", "old"));
  ASSERT_EQ(symlink("real", (folder / "link").c_str()), 0);
  ASSERT_TRUE(files::write_private(folder / "link", "new"));
  EXPECT_EQ(must_read(folder / "real"), "old");
  struct stat status {};
  ASSERT_EQ(lstat((folder / "link").c_str(), &status), 0);
  EXPECT_TRUE(S_ISREG(status.st_mode));
}

TEST(Files, InTheCurrentFolderNeedNoSeparator) {
  const Folder folder;
  EXPECT_EQ(
      in_child([&] { return chdir(folder.path().c_str()) == 0 && files::write_private("f", "x") ? 0 : 1; }),
      0);
  EXPECT_EQ(must_read(folder / "f"), "x");
}

TEST(Files, AreUnchangedOnAFullDisk) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "f", "old"));
  EXPECT_EQ(in_child([&] {
              std::signal(SIGXFSZ, SIG_IGN);
              const rlimit limit{1000, 1000};
              setrlimit(RLIMIT_FSIZE, &limit);
              const auto done = files::write_private(folder / "f", std::string(5000, 'n'));
              if (done || done.error().message != "cannot write " + (folder / "f") + ": file too large")
                return 1;
              const auto reservation = files::Reservation::reserve(folder.path(), 5000);
              if (reservation ||
                  reservation.error().message != "cannot write in " + folder.path() + ": file too large")
                return 2;
              return files::Reservation::reserve(folder.path(), 1000) ? 0 : 3;
            }),
            0);
  EXPECT_EQ(must_read(folder / "f"), "old");
  EXPECT_EQ(Folder::entries(folder.path()), std::vector<std::string>{"f"});
}

TEST(Files, ReportWhereAndWhyTheyCannotBeWritten) {
  if (access("/dev/full", W_OK) != 0) {
    std::cout << "not run: a write to a full device (needs /dev/full)" << std::endl;
    return;
  }
  const Folder folder;
  chmod(folder.path().c_str(), 0755);
  EXPECT_EQ(in_child([&] {
              if (geteuid() == 0 && setuid(65534) != 0) return 9;
              const auto done = files::write_private(folder / "f", "x");
              if (done || done.error().message != "cannot write " + (folder / "f") + ": permission denied")
                return 1;
              return done.error().hint.find(folder.path()) != std::string::npos ? 0 : 2;
            }),
            geteuid() == 0 ? 0 : 1);
}

TEST(Files, ReservationMakesTheFolderAndLeavesItEmpty) {
  const Folder folder;
  ASSERT_TRUE(files::Reservation::reserve(folder / "a/b", 100000));
  EXPECT_EQ(files::mode(folder / "a/b"), 0700U);
  EXPECT_TRUE(Folder::entries(folder / "a/b").empty());
  EXPECT_FALSE(files::Reservation::reserve("/proc/none/here", 1));
}

TEST(Files, ReservationHasNoName) {
  const Folder folder;
  const auto reservation = files::Reservation::reserve(folder.path(), 5000);
  ASSERT_TRUE(reservation);
  EXPECT_TRUE(Folder::entries(folder.path()).empty()) << "a kill leaves nothing";
}

TEST(Files, AreJoinedWithOneSeparator) {
  EXPECT_EQ(files::join("/home/ada", ".aws"), "/home/ada/.aws");
  EXPECT_EQ(files::join("/home/ada/", ".aws"), "/home/ada/.aws");
  EXPECT_EQ(files::join("/", "x"), "/x");
  EXPECT_EQ(files::join("", "x"), "x");
}

TEST(Files, HomesComeFromTheUserDatabase) {
  EXPECT_EQ(files::home_of("root"), "/root");
  EXPECT_TRUE(files::home_of(""));
  EXPECT_EQ(files::home_of("no-such-user-here"), std::nullopt);
}

TEST(Files, ReplaceKeepsLinksAndModes) {
  const Folder folder;
  ASSERT_TRUE(files::write_private(folder / "real", "before"));
  chmod((folder / "real").c_str(), 0644);
  ASSERT_EQ(symlink("real", (folder / "link").c_str()), 0);
  ASSERT_TRUE(files::replace(folder / "link", "after"));
  EXPECT_EQ(must_read(folder / "real"), "after");
  EXPECT_EQ(files::mode(folder / "real"), 0644U);
  struct stat status {};
  ASSERT_EQ(lstat((folder / "link").c_str(), &status), 0);
  EXPECT_TRUE(S_ISLNK(status.st_mode));
  EXPECT_EQ(Folder::entries(folder.path()).size(), 2U);
}

TEST(Files, AbsoluteStartsInTheCurrentFolder) {
  EXPECT_EQ(files::absolute("/a/../b"), "/a/../b");
  const auto path = files::absolute("a/b");
  EXPECT_EQ(path.front(), '/');
  EXPECT_EQ(path.substr(path.size() - 4), "/a/b");
}

}  // namespace
}  // namespace latchkey
