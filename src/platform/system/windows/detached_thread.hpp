// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace latchkey::windows {

/// Runs `work`, which must not throw, on a detached thread. False: no thread could be created.
///
/// std::thread::detach() loses threads here: it and the end of the thread may both release the thread's
/// record in winpthreads. Two threads can then share a record, and one of them ends without having run.
bool start_detached(std::function<void()> work);

}  // namespace latchkey::windows
