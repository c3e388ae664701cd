// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace latchkey {

/// How many files this process may have open at once: 1024 as a rule on Linux, 256 on macOS.
int most_open_files();

}  // namespace latchkey
