// SPDX-License-Identifier: Apache-2.0
#include "platform/process/ended_folders.hpp"

#include <algorithm>

namespace latchkey {

bool is_successor(std::string_view name) {
  const std::string_view suffix = kSuccessor;
  return name.size() > suffix.size() && name.substr(name.size() - suffix.size()) == suffix;
}

bool has_ended(const std::vector<std::string>& names) {
  return !names.empty() && std::none_of(names.begin(), names.end(), is_successor);
}

std::vector<std::string> outdated(std::vector<EndedFolder> ended) {
  constexpr std::chrono::hours kKept{7 * 24};
  constexpr std::size_t kMost = 1000;
  std::sort(ended.begin(), ended.end(), [](const auto& a, const auto& b) { return a.age < b.age; });
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < ended.size(); ++i) {
    if (i >= kMost || ended[i].age >= kKept) paths.push_back(std::move(ended[i].path));
  }
  return paths;
}

}  // namespace latchkey
