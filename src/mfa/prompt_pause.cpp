// SPDX-License-Identifier: Apache-2.0
#include "mfa/prompt_pause.hpp"

#include <algorithm>
#include <charconv>

#include "platform/files/file_lock.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey {

PromptPause::PromptPause(const Host& host, const std::string& prefix, const std::string& subject,
                         PausePolicy policy)
    : host_(host),
      policy_(policy),
      path_(StateDirectory(host.env).lock(prefix + '-' + StateDirectory::hashed_name({subject}))) {}

std::chrono::seconds PromptPause::pause_after(int count) const {
  auto pause = policy_.first;
  for (int i = 1; i < count && pause < policy_.longest; ++i) pause *= 2;
  return std::min(pause, policy_.longest);
}

std::optional<PromptPause::Last> PromptPause::last() const {
  const auto note = FileLock::note_of(path_);
  int count = 0;
  long long at = 0;
  const auto* const end = note.data() + note.size();
  const auto first = std::from_chars(note.data(), end, count);
  if (first.ec != std::errc() || first.ptr == end || count < 1) return std::nullopt;
  if (std::from_chars(first.ptr + 1, end, at).ec != std::errc()) return std::nullopt;
  const Last found{count, TimePoint{std::chrono::microseconds{at}}};
  const auto age = host_.now() - found.at;
  return age.count() < 0 || age > policy_.forgotten ? std::nullopt : std::optional(found);
}

std::optional<PromptPause::Pause> PromptPause::current() const {
  const auto unanswered = last();
  if (!unanswered) return std::nullopt;
  const auto age = host_.now() - unanswered->at;
  const auto left = pause_after(unanswered->count) - age;
  return left.count() > 0 ? std::optional(Pause{age, left}) : std::nullopt;
}

void PromptPause::add() const {
  const auto before = last();
  store(std::to_string((before ? before->count : 0) + 1) + ' ' +
        std::to_string(host_.now().time_since_epoch().count()) + '\n');
}

void PromptPause::reset() const {
  if (last()) store("");
}

void PromptPause::store(const std::string& note) const {
  if (auto lock = FileLock::try_take(path_); lock && *lock) (*lock)->set_note(note);
}

}  // namespace latchkey
