// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <latchkey/error.hpp>

namespace latchkey::cli {

/// Shows an error without colours and without an allocation.
void show_plain_error(const Error& error) noexcept;

/// Runs main()'s work. An exception that leaves it, on any thread, ends in an error line and exit status 1,
/// never in a signal. The text for a lack of memory is ready before it is needed.
int run_guarded(int (*work)(int argc, char** argv), int argc, char** argv);

}  // namespace latchkey::cli
