// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <windows.h>

#include "platform/files/files.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

TEST(FilesOfWindows, AreJoinedWithOneSeparator) {
  EXPECT_EQ(files::join("C:\\Users\\ada", ".aws"), "C:\\Users\\ada\\.aws");
  EXPECT_EQ(files::join("C:\\", "x"), "C:\\x");
  EXPECT_EQ(files::join("C:/Users/", "x"), "C:/Users/x");
  EXPECT_EQ(files::join("", "x"), "x");
}

TEST(FilesOfWindows, HaveAParentFolder) {
  EXPECT_EQ(files::folder_of("C:\\a\\b"), "C:\\a");
  EXPECT_EQ(files::folder_of("C:\\a"), "C:\\");
  EXPECT_EQ(files::folder_of("C:/a/b"), "C:/a");
  EXPECT_EQ(files::folder_of("a\\b"), "a");
  EXPECT_EQ(files::folder_of("C:a"), "C:.");
  EXPECT_EQ(files::folder_of("\\a"), "\\");
}

TEST(FilesOfWindows, AreNotDevices) {
  for (const char* device : {"NUL", "CON", "C:\\nul", "\\\\.\\pipe\\none"}) {
    EXPECT_FALSE(files::is_file(device)) << device;
    const auto data = files::read(device);
    ASSERT_TRUE(data) << device;
    EXPECT_FALSE(*data) << device;
  }
}

TEST(FilesOfWindows, AreReplacedAfterReadersCloseThem) {
  const test::TemporaryFolder folder;
  const auto path = files::join(folder.path(), "f");
  ASSERT_TRUE(files::write_private(path, "old"));
  // As Python opens a file: others may read and write, but not replace it.
  const HANDLE reader = CreateFileA(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                    OPEN_EXISTING, 0, nullptr);
  ASSERT_NE(reader, INVALID_HANDLE_VALUE);
  std::thread later([reader] {
    Sleep(200);
    CloseHandle(reader);
  });
  const auto written = files::write_private(path, "new");
  later.join();
  EXPECT_TRUE(written) << written.error().message;
  EXPECT_EQ(folder.read("f"), "new");
  EXPECT_EQ(files::names_in(folder.path()).size(), 1U);
}

TEST(FilesOfWindows, WriteProtectedFilesAreRemovedButNotReplaced) {
  const test::TemporaryFolder folder;
  const auto path = files::join(folder.path(), "f");
  ASSERT_TRUE(files::write_private(path, "old"));
  SetFileAttributesA(path.c_str(), FILE_ATTRIBUTE_READONLY);
  const auto refused = files::replace(path, "new");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "cannot write " + path + ": it is read-only");
  EXPECT_EQ(refused.error().hint, "take its attribute away (attrib -r), then try again");
  EXPECT_EQ(folder.read("f"), "old");
  EXPECT_EQ(files::remove(path), true);
}

}  // namespace
}  // namespace latchkey
