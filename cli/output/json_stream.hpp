// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include <latchkey/error.hpp>

namespace latchkey::cli {

/// Prints one JSON value piece by piece, for arrays that do not fit into memory as a whole. The output is the
/// same as that of print_json(). Errors: as print().
class JsonStream {
 public:
  explicit JsonStream(bool on_one_line = false) : on_one_line_(on_one_line) {}

  /// Begins an array ('[') or an object ('{'): the whole value or an element of an array.
  void open(char bracket);
  /// Begins the value of a member.
  void open(std::string_view name, char bracket);
  /// Adds an element to the open array.
  Result<void> add(const nlohmann::ordered_json& value);
  /// Adds a member to the open object.
  Result<void> add(std::string_view name, const nlohmann::ordered_json& value);
  /// Ends the innermost open array or object.
  void close();
  /// Ends the line. Call last.
  Result<void> finish();

 private:
  struct Level {
    char end;
    bool is_empty;
  };

  void begin_item();
  void begin_member(std::string_view name);
  void begin_line();
  Result<void> append(const nlohmann::ordered_json& value);

  bool on_one_line_;
  std::string text_;
  std::vector<Level> levels_;
};

}  // namespace latchkey::cli
