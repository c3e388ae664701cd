// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "cli/output/style.hpp"

namespace latchkey::cli {

/// Paragraphs of page_width() columns, as far as their words allow it, in colour if standard output has
/// colours. Control characters are made visible, so that the text can be written by print_raw().
class Page {
 public:
  /// A heading, with an empty line above all but the first.
  void section(const std::string& title, Style style = Style::heading);
  /// A line. What does not fit continues in the next one, further in.
  void line(std::size_t indent, const std::string& words, Style style = Style::plain);
  /// Like line(), but the next lines begin at the same column.
  void paragraph(std::size_t indent, const std::string& words);
  /// An empty line and a line that is not wrapped, however long, so that it can be copied. The first word is
  /// a label: "next: ...".
  void last(const std::string& words);

  std::string take();

 private:
  void wrap(std::size_t indent, std::size_t further, const std::string& words, Style style);

  std::string text_;
  bool has_colours_ = output_has_colours();
  std::size_t width_ = page_width();
};

}  // namespace latchkey::cli
