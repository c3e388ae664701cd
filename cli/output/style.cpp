// SPDX-License-Identifier: Apache-2.0
#include "cli/output/style.hpp"

#include <algorithm>

#include "platform/terminal/terminal.hpp"

namespace latchkey::cli {
namespace {

ColourMode colours = ColourMode::never;
const Environment* environment = nullptr;

/// SGR parameters: the sixteen colours that every terminal theme defines for dark and for light backgrounds.
const char* parameters_of(Style style) {
  switch (style) {
    case Style::heading:
      return "1";
    case Style::good:
      return "32";
    case Style::warning:
      return "33";
    case Style::bad:
      return "31";
    case Style::next:
      return "1;36";
    case Style::faint:
      return "2";
    case Style::plain:
      break;
  }
  return nullptr;
}

bool is_on(const char* name) {
  const auto* value = environment->find_filled(name);
  return value != nullptr && *value != "0";
}

bool has_colours(bool (*is_terminal)()) {
  if (colours != ColourMode::automatic) return colours == ColourMode::always;
  if (environment->find_filled("NO_COLOR") != nullptr) return false;
  if (is_on("CLICOLOR_FORCE") || is_on("FORCE_COLOR")) return true;
  const auto* type = environment->find("TERM");
  return (type == nullptr || *type != "dumb") && is_terminal();
}

}  // namespace

std::optional<ColourMode> colour_mode(std::string_view name) {
  const auto* const found = std::find(std::begin(kColourModes), std::end(kColourModes), name);
  if (found == std::end(kColourModes)) return std::nullopt;
  return static_cast<ColourMode>(found - std::begin(kColourModes));
}

void set_up_colours(ColourMode mode, const Environment& env) {
  colours = mode;
  environment = &env;
}

bool output_has_colours() {
  return has_colours(terminal::output_shows_colours);
}

bool error_has_colours() {
  return has_colours(terminal::error_shows_colours);
}

std::string painted(std::string_view text, Style style, bool has_colours) {
  const char* const parameters = has_colours && !text.empty() ? parameters_of(style) : nullptr;
  if (parameters == nullptr) return std::string(text);
  return std::string("\x1b[") + parameters + 'm' + std::string(text) + "\x1b[0m";
}

std::size_t page_width() {
  const auto screen = screen_size();
  return screen ? std::min(screen->columns, kPageWidth) : kPageWidth;
}

std::string time_bar(std::chrono::seconds left, std::chrono::seconds whole) {
  const auto cells = static_cast<std::chrono::seconds::rep>(kBarWidth);
  const auto most = std::max<std::chrono::seconds::rep>(whole.count(), 1);
  // Rounded up: an empty bar means that nothing is left.
  const auto filled = std::clamp((left.count() * cells + most - 1) / most, decltype(cells){0}, cells);
  return '[' + std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(cells - filled), '.') + ']';
}

}  // namespace latchkey::cli
