// SPDX-License-Identifier: Apache-2.0
#include "platform/files/temporary_files.hpp"

#include <algorithm>

#include "platform/crypto/random.hpp"
#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"

namespace latchkey::temporaries {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";
constexpr std::string_view kStart = "tmp";
constexpr std::string_view kEnd = ".tmp";
constexpr std::string_view kMark = "lk_";
constexpr std::size_t kRandomLetters = 8;

}  // namespace

std::string new_name() {
  std::string name(kStart);
  name += kMark;
  for (const char byte : random_bytes(kRandomLetters - kMark.size()))
    name.push_back(kLetters[static_cast<unsigned char>(byte) % kLetters.size()]);
  return name.append(kEnd);
}

bool is_name(std::string_view name, WrittenBy by) {
  if (name.size() != kStart.size() + kRandomLetters + kEnd.size()) return false;
  if (!name.starts_with(kStart) || !name.ends_with(kEnd)) return false;
  const auto letters = name.substr(kStart.size(), kRandomLetters);
  if (letters.find_first_not_of(kLetters) != std::string_view::npos) return false;
  return by == WrittenBy::any_tool || letters.starts_with(kMark);
}

Swept sweep(const std::string& folder, WrittenBy by, std::chrono::seconds age) {
  Swept swept;
  for (const auto& name : files::names_in(folder)) {
    if (!is_name(name, by)) continue;
    const auto path = files::join(folder, name);
    const auto unchanged = files::unchanged_for(path);
    if (!unchanged || FileLock::is_held(path)) continue;
    if (std::chrono::abs(*unchanged) < age) {
      ++swept.young;
    } else if (files::remove(path).value_or(false)) {
      ++swept.removed;
    }
  }
  return swept;
}

}  // namespace latchkey::temporaries
