// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <latchkey/error.hpp>

namespace latchkey::cli {

/// Prints an error without colors and without allocating.
void show_plain_error(const Error& error) noexcept;

/// Runs main()'s work. An uncaught exception, on any thread, causes an error message and exit status 1, never
/// a signal. The text for missing memory is allocated in advance.
int run_guarded(int (*work)(int argc, char** argv), int argc, char** argv);

}  // namespace latchkey::cli
