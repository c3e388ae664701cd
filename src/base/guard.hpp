// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <new>
#include <type_traits>

#include <latchkey/error.hpp>

/// Turns exceptions into errors where latchkey meets its caller: the library's public functions, main() and
/// threads. Out of memory, no randomness and a thread that cannot start reach latchkey as exceptions.
namespace latchkey {

/// "out of memory". Allocates nothing.
Error out_of_memory() noexcept;
bool is_out_of_memory(const Error& error) noexcept;

/// The error for an exception of any kind, with a hint where one helps.
Error error_of(const std::exception& exception) noexcept;

/// Calls `function` and returns its Result, or the error for the exception that left it.
template <typename Function>
auto guarded(Function&& function) -> std::invoke_result_t<Function> {
  try {
    return function();
  } catch (const std::exception& exception) {
    return tl::unexpected<Error>(error_of(exception));
  }
}

}  // namespace latchkey
