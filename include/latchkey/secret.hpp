// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

namespace latchkey {

/// Text that must not be printed: a secret access key, a session token, an MFA code.
/// Copies share one buffer, which is wiped when the last of them goes. It has no stream operator and no
/// conversion to text; reveal() is the one way out, so that every use can be searched for.
class Secret {
 public:
  Secret();
  explicit Secret(std::string text);
  // No moves: a moved-from Secret must still be one.
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() = default;

  /// The text itself. Lives as long as this Secret or a copy of it.
  const std::string& reveal() const { return *text_; }
  bool empty() const { return text_->empty(); }

 private:
  std::shared_ptr<const std::string> text_;
};

/// Overwrites `text` so that the compiler cannot leave it out, and empties it.
void wipe(std::string& text);

}  // namespace latchkey
