// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "unit/support/vectors.hpp"

namespace latchkey::test {

/// A public test suite of another SDK, read from the folder LATCHKEY_SUITES, because the suites are not part
/// of this repository. If a suite and botocore disagree, latchkey follows botocore. Such cases are listed
/// with botocore's outcome; docs/conformance.md gives the reasons.
class Suite {
 public:
  /// `name`: a file or folder of LATCHKEY_SUITES. `sided`: by case, the outcome of botocore and latchkey. If
  /// the suite is missing, prints a line, and `operator bool` is false.
  explicit Suite(std::string name, std::map<std::string, std::string> sided = {});

  explicit operator bool() const { return !path_.empty(); }
  const std::filesystem::path& path() const { return path_; }
  Json json() const;  ///< of a file

  /// Compares an outcome with the suite's, or with botocore's if the case is listed.
  void judge(const std::string& id, const std::string& ours, const std::string& theirs);
  void leave_out() { ++left_out_; }  ///< a case about settings that only a program can make in its code
  /// Prints the line of counts. Fails if a listed case did not occur.
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
