// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace latchkey {

/// Finds positions in a list by name. A hash table of 32-bit positions: it stores no names and needs at most
/// 16 bytes for each, where std::unordered_map needs 60. `name_at(position)` returns the name of an entry.
class NameIndex {
 public:
  template <typename NameAt>
  std::optional<std::uint32_t> find(std::string_view name, const NameAt& name_at) const {
    if (slots_.empty()) return std::nullopt;
    const auto slot = slots_[slot_of(name, name_at)];
    return slot == kFree ? std::nullopt : std::optional(slot);
  }

  /// Adds `position`. If an entry has this name already, returns its position and does not change it.
  template <typename NameAt>
  std::optional<std::uint32_t> add(std::uint32_t position, const NameAt& name_at) {
    if (2 * (used_ + 1) > slots_.size()) grow(name_at);
    auto& slot = slots_[slot_of(name_at(position), name_at)];
    if (slot != kFree) return slot;
    slot = position;
    ++used_;
    return std::nullopt;
  }

  /// Reserves space for `count` names, so that the index does not grow in steps. Call it on an empty index.
  void reserve(std::size_t count) {
    auto size = kFewest;
    while (size < 2 * count) size *= 2;
    slots_.assign(size, kFree);
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFF'FFFF;
  static constexpr std::size_t kFewest = 16;

  /// The slot of `name`, or the free slot for it. The size is a power of two.
  template <typename NameAt>
  std::size_t slot_of(std::string_view name, const NameAt& name_at) const {
    const std::size_t mask = slots_.size() - 1;
    auto slot = std::hash<std::string_view>()(name) & mask;
    while (slots_[slot] != kFree && name_at(slots_[slot]) != name) slot = (slot + 1) & mask;
    return slot;
  }

  template <typename NameAt>
  void grow(const NameAt& name_at) {
    std::vector<std::uint32_t> old(slots_.empty() ? kFewest : 2 * slots_.size(), kFree);
    old.swap(slots_);
    for (const auto position : old) {
      if (position != kFree) slots_[slot_of(name_at(position), name_at)] = position;
    }
  }

  std::vector<std::uint32_t> slots_;
  std::size_t used_ = 0;
};

}  // namespace latchkey
