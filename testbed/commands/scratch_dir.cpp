// SPDX-License-Identifier: Apache-2.0
#include "commands/scratch_dir.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace testbed {

ScratchDir::ScratchDir(const std::string& given) : path_(given), temporary_(given.empty()) {
  if (temporary_) {
    path_ = (std::filesystem::temp_directory_path() / "latchkey-testbed.XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
    return;
  }
  if (::mkdir(path_.c_str(), 0700) != 0 && errno != EEXIST) {
    throw std::system_error(errno, std::generic_category(), path_);
  }
  path_ = std::filesystem::absolute(path_).lexically_normal().string();
  if (path_.size() > 1 && path_.back() == '/') path_.pop_back();
}

ScratchDir::~ScratchDir() {
  std::error_code ignored;
  if (temporary_) std::filesystem::remove_all(path_, ignored);
}

void write_whole_file(const std::string& path, std::string_view data) {
  const std::string draft = path + "." + std::to_string(::getpid()) + ".tmp";
  std::FILE* file = std::fopen(draft.c_str(), "wb");
  if (file == nullptr) throw std::system_error(errno, std::generic_category(), draft);
  const bool written = std::fwrite(data.data(), 1, data.size(), file) == data.size();
  if (std::fclose(file) != 0 || !written || std::rename(draft.c_str(), path.c_str()) != 0) {
    const int error = errno;
    std::remove(draft.c_str());
    throw std::system_error(error, std::generic_category(), path);
  }
}

}  // namespace testbed
