// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <nlohmann/json_fwd.hpp>

namespace latchkey {

/// Overwrites every string in a document, at any depth. For BasicSecretJson.
void wipe_texts(nlohmann::json& json);
void wipe_texts(nlohmann::ordered_json& json);

/// A JSON document that may contain secrets. It overwrites all its strings when it is destroyed or assigned
/// to, but not the names of members. It does not overwrite a string that is replaced in place or erased, so
/// build a document once and then only write or read it.
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
