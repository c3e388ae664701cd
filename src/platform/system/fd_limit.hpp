// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace latchkey {

/// The limit for open files of this process: usually 1024 on Linux, 256 on macOS.
int most_open_files();

}  // namespace latchkey
