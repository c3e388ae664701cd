// SPDX-License-Identifier: Apache-2.0
#include "base/secret/secret_json.hpp"

#include <nlohmann/json.hpp>

#include "base/secret/wipe.hpp"

namespace latchkey {
namespace {

template <class Json>
void wipe_all(Json& json) {
  if (auto* text = json.template get_ptr<std::string*>()) wipe(*text);
  if (!json.is_structured()) return;
  for (auto& member : json) wipe_all(member);
}

}  // namespace

void wipe_texts(nlohmann::json& json) {
  wipe_all(json);
}

void wipe_texts(nlohmann::ordered_json& json) {
  wipe_all(json);
}

}  // namespace latchkey
