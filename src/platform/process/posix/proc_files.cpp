// SPDX-License-Identifier: Apache-2.0
#include "platform/process/posix/proc_files.hpp"

#include <algorithm>
#include <charconv>

namespace latchkey::posix {
namespace {

/// The whole of `text` as a number that is not negative.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end || number < Number{}) return std::nullopt;
  return number;
}

}  // namespace

std::vector<std::string> status_fields(std::string_view stat) {
  constexpr std::string_view kNameEnd = ") ";
  std::vector<std::string> fields;
  const auto name_end = stat.rfind(kNameEnd);
  if (name_end == std::string_view::npos) return fields;
  for (auto at = name_end + kNameEnd.size(); at < stat.size();) {
    const auto end = std::min(stat.find(' ', at), stat.size());
    fields.emplace_back(stat.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

pid_t parent_in(std::string_view stat) {
  constexpr std::size_t kParent = 1;
  const auto fields = status_fields(stat);
  return fields.size() > kParent ? number_in<pid_t>(fields[kParent]).value_or(0) : 0;
}

std::vector<std::string> command_line_words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find('\0'), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::optional<uid_t> connection_user(std::string_view line, std::string_view local, std::string_view remote) {
  constexpr std::size_t kLocal = 1;
  constexpr std::size_t kRemote = 2;
  constexpr std::size_t kUser = 7;
  std::size_t field = 0;
  for (std::size_t at = line.find_first_not_of(' '); at < line.size(); ++field) {
    const auto end = std::min(line.find(' ', at), line.size());
    const auto word = line.substr(at, end - at);
    if ((field == kLocal && word != local) || (field == kRemote && word != remote)) return std::nullopt;
    if (field == kUser) return number_in<uid_t>(word);
    at = std::min(line.find_first_not_of(' ', end), line.size());
  }
  return std::nullopt;
}

}  // namespace latchkey::posix
