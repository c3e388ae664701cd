// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "platform/host.hpp"

namespace latchkey {

/// How long to wait with the next prompt: `first` after one that was not answered, twice as long after each
/// further one, up to `longest`. All of them count as answered after `forgotten`.
struct PausePolicy {
  std::chrono::seconds first, longest, forgotten;
};

/// Postpones prompts that the user did not answer, since programs that poll would show the next one at once.
/// Kept in the note of a lock, ~/.aws/latchkey/locks/NAME.lock, for all processes. A file that cannot be
/// written postpones nothing.
class PromptPause {
 public:
  /// The names of the locks begin with these.
  static constexpr const char* kDialog = "cancelled";
  static constexpr const char* kSignIn = "unanswered-sign-in";

  /// `subject`: what is prompted for, for example the MFA device.
  PromptPause(const Host& host, const std::string& prefix, const std::string& subject, PausePolicy policy);

  struct Pause {
    std::chrono::microseconds age;   ///< of the last prompt that was not answered
    std::chrono::microseconds left;  ///< until the next one may be shown
  };
  /// nullopt: a prompt may be shown.
  std::optional<Pause> current() const;
  void add() const;
  void reset() const;

 private:
  struct Last {
    int count = 0;
    TimePoint at;
  };
  std::optional<Last> last() const;
  std::chrono::seconds pause_after(int count) const;
  void store(const std::string& note) const;

  const Host& host_;
  PausePolicy policy_;
  std::string path_;
};

}  // namespace latchkey
