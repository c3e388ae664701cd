// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace latchkey::windows {

/// Runs `work`, which does not throw, on a thread that nobody waits for. False: the system gives no thread.
///
/// std::thread::detach() loses threads here: it and the end of the thread may both give the thread's record
/// back to winpthreads, and of two threads that then share a record one ends without having run.
bool start_detached(std::function<void()> work);

}  // namespace latchkey::windows
