// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

namespace latchkey::windows {

/// Held during a prompt on the console, in a dialog or by a program, so that two prompts do not receive each
/// other's answers. The thread that locks it must unlock it.
using PromptLock = std::unique_lock<std::mutex>;
inline PromptLock lock_prompts() {
  static std::mutex mutex;
  return PromptLock(mutex);
}

}  // namespace latchkey::windows
