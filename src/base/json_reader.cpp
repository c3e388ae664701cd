// SPDX-License-Identifier: Apache-2.0
#include "base/json_reader.hpp"

#include <nlohmann/json.hpp>

namespace latchkey {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostValues = 4096;

/// Counts brackets and separators outside of strings, without checking anything else.
bool is_bounded(std::string_view text) {
  std::size_t depth = 0;
  std::size_t values = 1;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (c == '[' || c == '{' || c == ',') ++values;
    if (depth > kDeepest || values > kMostValues) return false;
  }
  return true;
}

template <typename Json>
BasicSecretJson<Json> read(std::string_view text) {
  if (!is_bounded(text)) return BasicSecretJson<Json>(Json(Json::value_t::discarded));
  return BasicSecretJson<Json>(Json::parse(text, nullptr, false));
}

}  // namespace

SecretJson read_json(std::string_view text) {
  return read<nlohmann::json>(text);
}

OrderedSecretJson read_ordered_json(std::string_view text) {
  return read<nlohmann::ordered_json>(text);
}

std::string text_in(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace latchkey
