// SPDX-License-Identifier: Apache-2.0
// Any bytes as JSON that is written again as Python writes it, and as base64.
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/python_json.hpp"
#include "fuzz/support.hpp"

namespace {

using namespace latchkey;
using fuzz::need;
using Json = nlohmann::ordered_json;

/// The readers reject deeper values.
constexpr std::size_t kDeepest = 200;

bool is_deep(std::string_view text) {
  return static_cast<std::size_t>(
             std::count_if(text.begin(), text.end(), [](char c) { return c == '[' || c == '{'; })) > kDeepest;
}

void try_json(std::string_view text) {
  if (is_deep(text)) return;
  const Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) return;
  for (auto* const write :
       {python_json, python_json_sorted, python_json_compact_sorted, python_json_indented}) {
    const auto written = write(value);
    for (const char c : written.view()) need(c == '\n' || (c >= ' ' && c <= '~'));
    const Json again = Json::parse(written.view(), nullptr, false);
    need(!again.is_discarded() && write(again) == written);
  }
  need(Json::parse(python_json(value).reveal()) == value);
}

void try_base64(std::string_view text) {
  std::string padded = base64url(text);
  need(padded.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
       std::string::npos);
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  need(base64_bytes(padded) == text && base64_bytes(padded + "==") == text);
  need(base64_bytes(text).size() <= text.size() / 4 * 3 + 2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = latchkey::fuzz::text_of(data, size);
  try_json(text);
  try_base64(text);
  return 0;
}
