// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace latchkey {

/// Hardens the process. Call first in main(). Opens closed standard streams on the null device, so that no
/// file or socket receives their output. Turns limits on file sizes and pipes without a reader into errors of
/// the write. Prevents other processes of the user from tracing this one, and core files with its memory.
/// Converts `argc` and `argv` to UTF-8 on Windows.
void harden_process(int& argc, char**& argv);

/// Whether standard output was open when harden_process() was called. Windows: always true, because a program
/// without a console has none.
bool has_standard_output();

/// Ends this process by SIGPIPE, as a write to a pipe without a reader does by default. Returns if the parent
/// process ignored SIGPIPE for this one, and on systems without it.
void end_by_lost_reader();

}  // namespace latchkey
