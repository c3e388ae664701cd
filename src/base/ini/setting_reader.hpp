// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/ini/setting_list.hpp"

namespace latchkey::ini {

struct NestedProblem {
  std::uint32_t line = 0;  ///< of the key; 0: there is no problem
  std::string key;
};

/// Reads the lines of a section into a list.
class SettingReader {
 public:
  enum class Start { setting, repeated, other };

  /// `list` must outlive the reading.
  explicit SettingReader(SettingList& list) : list_(&list) {}

  /// Takes a blank line, a comment, or a line that continues a setting, and returns an empty text. Returns
  /// the stripped text of any other line.
  std::string_view continue_with(std::string_view line);
  /// Takes the first line of a setting, as continue_with() returned it.
  Start start(std::string_view text, std::uint32_t number);
  /// Ends the last setting. If its value starts with a line end, it is nested.
  void end();
  /// Ends the last setting and goes on with another section.
  void open(SettingList& list) {
    end();
    list_ = &list;
  }

  /// The key of the last setting, in lower case.
  std::string_view key() const { return key_; }
  /// About how many bytes the lists take, all together.
  std::size_t memory() const { return memory_; }
  /// The first one since the last call.
  NestedProblem take_problem() { return std::exchange(problem_, {}); }

 private:
  void join(std::string_view text);

  SettingList* list_;
  std::size_t last_indent_ = 0;
  std::size_t blank_lines_ = 0;  // since the last line of the setting
  std::size_t memory_ = 0;
  bool is_open_ = false;    // the last setting may be continued
  bool is_joined_ = false;  // joined_ is its value
  SecretText joined_;       // the lines of a value that has several
  std::string_view key_;
  NestedProblem problem_;
};

/// Takes the first line from the front of `text`, without its end.
std::string_view next_line(std::string_view& text);

/// Reads the lines of a section that parse() has checked. `number`: of the first line.
void read_settings(SettingList& list, std::string_view text, std::uint32_t number);

}  // namespace latchkey::ini
