// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <forward_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ini/ini.hpp"
#include "base/ini/name_index.hpp"
#include "base/secret/secret_text.hpp"

namespace latchkey::ini {

/// Up to this number of keys are compared one by one. A NameIndex finds more.
constexpr std::size_t kFew = 16;
constexpr std::size_t kIndexEntry = 16;  // bytes that a NameIndex takes for one name, at most
constexpr std::size_t kAllocation = 24;  // bytes that an allocation takes beside its content, about

/// The settings of one section, and what they refer to outside of the text of the file.
class SettingList {
  auto key_at() const {
    return [this](std::uint32_t position) -> std::string_view { return settings_[position].key; };
  }

 public:
  const std::vector<Setting>& settings() const { return settings_; }
  std::vector<Setting>& settings() { return settings_; }

  const Setting* find(std::string_view key) const {
    if (index_ != nullptr) {
      const auto found = index_->find(key, key_at());
      return found ? &settings_[*found] : nullptr;
    }
    const auto found =
        std::find_if(settings_.begin(), settings_.end(), [&](const Setting& s) { return s.key == key; });
    return found == settings_.end() ? nullptr : &*found;
  }

  /// Returns false, and adds nothing, if there is a setting with this key.
  bool add(const Setting& setting) {
    if (settings_.size() < kFew) {
      if (find(setting.key) != nullptr) return false;
      settings_.push_back(setting);
      return true;
    }
    if (index_ == nullptr) make_index();
    settings_.push_back(setting);
    const bool is_new = !index_->add(static_cast<std::uint32_t>(settings_.size() - 1), key_at());
    if (!is_new) settings_.pop_back();
    return is_new;
  }

  /// Keys may repeat. find() then returns the first one.
  void replace(std::vector<Setting> settings) {
    settings_ = std::move(settings);
    index_.reset();
    if (settings_.size() > kFew) make_index();
  }

  std::string_view keep(SecretText text) { return texts_.emplace_front(std::move(text)).view(); }
  const Nested* keep(Nested nested) { return &nested_.emplace_front(std::move(nested)); }

  void clear() {
    settings_.clear();
    index_.reset();
    texts_.clear();
    nested_.clear();
  }

 private:
  void make_index() {
    index_ = std::make_unique<NameIndex>();
    for (std::uint32_t i = 0; i < settings_.size(); ++i) index_->add(i, key_at());
  }

  std::vector<Setting> settings_;
  std::unique_ptr<NameIndex> index_;  // of the keys, if there are more than a few
  std::forward_list<SecretText> texts_;
  std::forward_list<Nested> nested_;
};

/// What the sections of a file share.
struct Source {
  std::string path;
  SecretText text;
  SettingList defaults;  ///< of [DEFAULT]
};

}  // namespace latchkey::ini
