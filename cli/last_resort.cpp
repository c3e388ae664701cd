// SPDX-License-Identifier: Apache-2.0
#include "cli/last_resort.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "base/guard.hpp"

namespace latchkey::cli {
namespace {

constexpr int kStatusOfFailure = 1;

/// For exceptions that do not reach main(): those that end a thread, or that have no memory.
[[noreturn]] void end_with_an_error() {
  Error error = out_of_memory();
  if (const auto current = std::current_exception()) {
    try {
      std::rethrow_exception(current);
    } catch (const std::exception& exception) {
      error = error_of(exception);
    } catch (...) {
      error = {Cause::internal, "internal error", {}};
    }
  }
  show_plain_error(error);
  std::_Exit(kStatusOfFailure);
}

/// Before the constructors of static objects, which allocate as well.
[[gnu::constructor(101)]] void prepare_last_resort() {
  std::set_terminate(end_with_an_error);
}

}  // namespace

void show_plain_error(const Error& error) noexcept {
  const bool no_memory = is_out_of_memory(error);
  const char* const hint =
      no_memory ? "end some programs or raise the memory limit (ulimit -v, ulimit -d), then try again"
                : error.hint.c_str();
  std::fputs("latchkey: error: ", stderr);
  std::fputs(error.message.c_str(), stderr);
  std::fputs(" [", stderr);
  std::fputs(code_of(error.cause).data(),
             stderr);  // NOLINT(bugprone-suspicious-stringview-data-usage): a literal
  std::fputs("]\n", stderr);
  if (*hint == '\0') return;
  std::fputs("latchkey: hint: ", stderr);
  std::fputs(hint, stderr);
  std::fputs("\n", stderr);
}

int run_guarded(int (*work)(int argc, char** argv), int argc, char** argv) {
  try {
    return work(argc, argv);
  } catch (const std::exception& exception) {
    show_plain_error(error_of(exception));
    return kStatusOfFailure;
  }
}

}  // namespace latchkey::cli
