// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace testbed {

/// The folder for the testbed's files: a given one, which is kept, or a temporary one, which is removed.
class ScratchDir {
 public:
  explicit ScratchDir(const std::string& given);  ///< empty: temporary. Throws std::system_error.
  ScratchDir(const ScratchDir&) = delete;
  ScratchDir& operator=(const ScratchDir&) = delete;
  ~ScratchDir();

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool temporary_;
};

/// Replaces the file atomically. Throws std::system_error.
void write_whole_file(const std::string& path, std::string_view data);

}  // namespace testbed
