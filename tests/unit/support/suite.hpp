// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "unit/support/vectors.hpp"

namespace latchkey::test {

/// One of the public suites that other SDKs are tested with, read from where LATCHKEY_SUITES points to: they
/// are not ours to keep. Where a suite and botocore disagree we side with botocore. Such a case is listed
/// with what botocore does; its reason is in docs/conformance.md.
class Suite {
 public:
  /// `name`: a file or folder of LATCHKEY_SUITES. `sided`: by case, the outcome that is botocore's and ours.
  /// Where the suite is not there, a line says so, and `operator bool` is false.
  explicit Suite(std::string name, std::map<std::string, std::string> sided = {});

  explicit operator bool() const { return !path_.empty(); }
  const std::filesystem::path& path() const { return path_; }
  Json json() const;  ///< of a file

  /// Compares an outcome with the suite's, or with botocore's where that is listed.
  void judge(const std::string& id, const std::string& ours, const std::string& theirs);
  void leave_out() { ++left_out_; }  ///< a case about what only a program can say in its code
  /// The line of counts. Fails if a listed case was not met.
  void report(const std::string& left_out_because = "");

 private:
  std::string name_;
  std::filesystem::path path_;
  std::map<std::string, std::string> sided_;
  std::vector<std::string> met_;
  int passed_ = 0, left_out_ = 0;
};

/// The whole text of a file.
std::string slurp(const std::filesystem::path& path);

}  // namespace latchkey::test
