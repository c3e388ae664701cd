// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <nlohmann/json_fwd.hpp>

namespace latchkey {

/// Overwrites every text in a document, at any depth, so that the document holds no secret any more. For
/// BasicSecretJson.
void wipe_texts(nlohmann::json& json);
void wipe_texts(nlohmann::ordered_json& json);

/// A JSON document that may hold secrets. It overwrites every text in it when it is destroyed or assigned to.
/// Names of members are not overwritten. A text that is assigned a new value in place, or erased, is not
/// overwritten either: build a document once and then write or read it.
template <class Json>
class BasicSecretJson {
 public:
  BasicSecretJson() = default;
  explicit BasicSecretJson(Json json) : json_(std::move(json)) {}
  BasicSecretJson(const BasicSecretJson&) = default;
  BasicSecretJson(BasicSecretJson&& other) noexcept : json_(std::exchange(other.json_, Json())) {}
  BasicSecretJson& operator=(BasicSecretJson other) noexcept {
    std::swap(json_, other.json_);
    return *this;
  }
  ~BasicSecretJson() { wipe_texts(json_); }

  Json& operator*() { return json_; }
  const Json& operator*() const { return json_; }
  Json* operator->() { return &json_; }
  const Json* operator->() const { return &json_; }

 private:
  Json json_;
};

using SecretJson = BasicSecretJson<nlohmann::json>;
/// The members of objects keep their order.
using OrderedSecretJson = BasicSecretJson<nlohmann::ordered_json>;

}  // namespace latchkey
