// SPDX-License-Identifier: Apache-2.0
#include "aws/config/shown_error.hpp"

#include "aws/config/paths.hpp"
#include "base/text.hpp"
#include "platform/files/path_text.hpp"

namespace latchkey {

std::string short_path(const std::string& path, const std::string& home) {
  const auto start = path_text::with_slashes(home) + '/';
  const auto shown = path_text::with_slashes(path);
  const bool is_inside = !home.empty() && shown.compare(0, start.size(), start) == 0;
  return text::printable(is_inside ? '~' + shown.substr(home.size()) : path);
}

std::string shown_origin(const Origin& origin, const std::string& home) {
  if (origin.kind == Origin::Kind::none) return {};
  if (origin.kind != Origin::Kind::file) return origin.name;
  return short_path(origin.name, home) + (origin.line != 0 ? ':' + std::to_string(origin.line) : "");
}

std::string message_with_origin(const Error& error, const Environment& env) {
  const auto where = shown_origin(error.origin, paths::home(env));
  return where.empty() ? error.message : where + ": " + error.message;
}

std::string one_line(const Error& error, const Environment& env) {
  return message_with_origin(error, env) + (error.hint.empty() ? "" : "; " + error.hint);
}

}  // namespace latchkey
