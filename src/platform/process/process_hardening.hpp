// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace latchkey {

/// Gives a program safe ground, first thing in main(): standard streams that are closed are opened on the
/// null device, so that no file or socket takes their numbers and gets what is printed; a limit on file sizes
/// is an error of the write that meets it, and so is a pipe that nobody reads; and other processes of the
/// same user may neither trace this one nor find its memory in a core file. `argc` and `argv` are UTF-8
/// afterwards, which Windows hands over otherwise.
void harden_process(int& argc, char**& argv);

/// Whether standard output was open when harden_process() was called. Windows: always true, as a program
/// without a console has none.
bool has_standard_output();

/// Ends this process by SIGPIPE, as a write to a pipe without a reader ends a program that does not ignore
/// the signal. Returns if the parent process started this one with SIGPIPE ignored, and on systems without
/// it.
void end_by_lost_reader();

}  // namespace latchkey
