// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

namespace latchkey::windows {

/// Held while something asks the person, on the console, in a dialog or by a program: two questions at once
/// would be answered in each other's place. By one thread, and given back by the same.
using PromptLock = std::unique_lock<std::mutex>;
inline PromptLock lock_prompts() {
  static std::mutex mutex;
  return PromptLock(mutex);
}

}  // namespace latchkey::windows
