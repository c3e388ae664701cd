// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace latchkey {

/// Text that must not be printed: a secret access key, a session token, an MFA code.
/// Every copy overwrites its bytes when it is destroyed or assigned to. It has no stream operator and no
/// conversion to text. reveal() is the only way to read it, so that every use can be searched for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(const std::string& text) : text_(text) {}
  /// Takes the buffer of `text` and overwrites what a move leaves in it.
  explicit Secret(std::string&& text) noexcept;
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  /// The text. Valid until this Secret is destroyed or assigned to.
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 protected:
  std::string
      text_;  // not shared among copies, because copying threads would contend for one reference count
};

}  // namespace latchkey
