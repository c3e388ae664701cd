// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/system/environment.hpp"

// How latchkey's screens look: colours, symbols and widths. Whatever prints for people takes them from here.
namespace latchkey::cli {

/// What a piece of text is to its reader.
enum class Style : std::uint8_t {
  plain,
  heading,  ///< of a table or a paragraph
  good,     ///< works without a prompt
  warning,  ///< needs a prompt soon, or deserves a look
  bad,      ///< expired or broken
  next,     ///< what to type next
  faint     ///< for who searches for it
};

/// --color.
enum class ColourMode : std::uint8_t { automatic, always, never };
/// nullopt: not one of kColourModes.
std::optional<ColourMode> colour_mode(std::string_view name);
constexpr const char* kColourModes[] = {"auto", "always", "never"};

/// Chooses whether colours are used. Until it is called there are none. `env` outlives all output.
void set_up_colours(ColourMode mode, const Environment& env);

/// Whether text on standard output or standard error is coloured. In this order: --color; NO_COLOR, not
/// empty: no; CLICOLOR_FORCE or FORCE_COLOR, neither empty nor 0: yes; TERM=dumb: no; else if it is a
/// terminal.
bool output_has_colours();
bool error_has_colours();

/// `text` in the colour and weight of `style`; as it is unless `has_colours`. The text must be printable.
std::string painted(std::string_view text, Style style, bool has_colours);

// Widths, in columns.
/// Of help and of paragraphs: that of the terminal, and at most 80.
std::size_t page_width();
constexpr std::size_t kPageWidth = 80;
constexpr std::size_t kHelpLines = 23;         // of --help: a terminal's 24 without the prompt below
constexpr std::size_t kTableGap = 2;           // between the columns of a table
constexpr std::size_t kLeastColumn = 8;        // of a column that is narrowed
constexpr std::string_view kCut = "...";       // in place of what is left out
constexpr std::size_t kMostOverviewRows = 15;  // profiles that latchkey without arguments shows
constexpr std::size_t kBarWidth = 10;          // of remaining time

/// "[######....]": how much of `whole` is left.
std::string time_bar(std::chrono::seconds left, std::chrono::seconds whole);

}  // namespace latchkey::cli
