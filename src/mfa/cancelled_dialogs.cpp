// SPDX-License-Identifier: Apache-2.0
#include "mfa/cancelled_dialogs.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "platform/files/file_lock.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

using std::chrono::seconds;

constexpr seconds kShortest{30};
constexpr seconds kLongest{300};
constexpr seconds kForgotten{600};

seconds pause_after(int count) {
  auto pause = kShortest;
  for (int i = 1; i < count && pause < kLongest; ++i) pause *= 2;
  return std::min(pause, kLongest);
}

}  // namespace

CancelledDialogs::CancelledDialogs(const Host& host, const std::string& device)
    : host_(host),
      device_(device),
      path_(StateDirectory(host.env).lock("cancelled-" + StateDirectory::hashed_name({device}))) {}

std::optional<CancelledDialogs::Last> CancelledDialogs::last() const {
  const auto note = FileLock::note_of(path_);
  int count = 0;
  long long at = 0;
  const auto* const end = note.data() + note.size();
  const auto first = std::from_chars(note.data(), end, count);
  if (first.ec != std::errc() || first.ptr == end || count < 1) return std::nullopt;
  if (std::from_chars(first.ptr + 1, end, at).ec != std::errc()) return std::nullopt;
  const Last found{count, TimePoint{std::chrono::microseconds{at}}};
  const auto age = host_.now() - found.at;
  return age.count() < 0 || age > kForgotten ? std::nullopt : std::optional(found);
}

std::optional<Error> CancelledDialogs::postponed(const std::string& profile) const {
  const auto cancelled = last();
  if (!cancelled) return std::nullopt;
  const auto age = host_.now() - cancelled->at;
  const auto left = pause_after(cancelled->count) - age;
  if (left.count() <= 0) return std::nullopt;
  return Error{Cause::prompt_cancelled,
               "the dialog for " + text::printable(device_) + " was cancelled " + duration_text(age) +
                   " ago; the next one is shown in " + duration_text(left) + " at the earliest",
               "run latchkey login -p " + command_line_word(profile)};
}

void CancelledDialogs::add() const {
  const auto before = last();
  store(std::to_string((before ? before->count : 0) + 1) + ' ' +
        std::to_string(host_.now().time_since_epoch().count()) + '\n');
}

void CancelledDialogs::reset() const {
  if (last()) store("");
}

void CancelledDialogs::store(const std::string& note) const {
  if (auto lock = FileLock::try_take(path_); lock && *lock) (*lock)->set_note(note);
}

}  // namespace latchkey
