// SPDX-License-Identifier: Apache-2.0
#include "unit/support/suite.hpp"

#include <algorithm>
#include <cstdlib>

namespace latchkey::test {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path << " is missing";
  return {std::istreambuf_iterator<char>(in), {}};
}

Suite::Suite(std::string name, std::map<std::string, std::string> sided)
    : name_(std::move(name)), sided_(std::move(sided)) {
  const char* suites = std::getenv("LATCHKEY_SUITES");  // NOLINT(concurrency-mt-unsafe): it is never set
  if (suites != nullptr && fs::exists(fs::path(suites) / name_)) {
    path_ = fs::path(suites) / name_;
  } else {
    std::cout << "not run: the suite " << name_ << " (needs LATCHKEY_SUITES)" << std::endl;
  }
}

Json Suite::json() const {
  return Json::parse(slurp(path_));
}

void Suite::judge(const std::string& id, const std::string& ours, const std::string& theirs) {
  const auto listed = sided_.find(id);
  if (listed == sided_.end()) {
    EXPECT_EQ(ours, theirs) << name_ << ": " << id;
    passed_ += ours == theirs ? 1 : 0;
    return;
  }
  met_.push_back(id);
  EXPECT_EQ(ours, listed->second) << name_ << ": " << id << ": not what botocore does";
  EXPECT_NE(ours, theirs) << name_ << ": " << id << " is listed as botocore's side and is the suite's, too";
  const std::string page = slurp(fs::path(LATCHKEY_VECTORS) / "../../docs/conformance.md");
  EXPECT_NE(page.find('`' + id + '`'), std::string::npos) << id << " is not in docs/conformance.md";
}

void Suite::report(const std::string& left_out_because) {
  std::cout << "suite: " << name_ << ": " << passed_ << " passed, " << met_.size()
            << " with botocore against it";
  if (left_out_ > 0) std::cout << ", " << left_out_ << " left out (" << left_out_because << ')';
  std::cout << std::endl;
  EXPECT_GT(passed_, 0) << name_;
  EXPECT_EQ(left_out_ > 0, !left_out_because.empty()) << name_;
  for (const auto& [id, outcome] : sided_) {
    EXPECT_EQ(std::count(met_.begin(), met_.end(), id), 1) << name_ << " has no case " << id;
  }
}

}  // namespace latchkey::test
