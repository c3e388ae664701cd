// SPDX-License-Identifier: Apache-2.0
#include "platform/system/windows/detached_thread.hpp"

#include <cstdint>
#include <memory>
#include <utility>

#include <process.h>
#include <windows.h>

namespace latchkey::windows {

bool start_detached(std::function<void()> work) {
  auto owned = std::make_unique<std::function<void()>>(std::move(work));
  const auto run = [](void* argument) -> unsigned {
    const std::unique_ptr<std::function<void()>> mine(static_cast<std::function<void()>*>(argument));
    (*mine)();
    return 0;
  };
  const auto thread = _beginthreadex(nullptr, 0, run, owned.get(), 0, nullptr);
  if (thread == 0) return false;
  owned.release();  // now owned by the thread
  CloseHandle(reinterpret_cast<HANDLE>(thread));
  return true;
}

}  // namespace latchkey::windows
