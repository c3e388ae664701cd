// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <new>
#include <type_traits>

#include <latchkey/error.hpp>

/// Turns exceptions into errors at the boundaries of latchkey: public functions of the library, main() and
/// threads. Out of memory, missing randomness and threads that cannot start are exceptions.
namespace latchkey {

/// "out of memory". Does not allocate.
Error out_of_memory() noexcept;
bool is_out_of_memory(const Error& error) noexcept;

/// The error for an exception of any kind, with a hint if one is useful.
Error error_of(const std::exception& exception) noexcept;

/// Calls `function` and returns its Result, or the error for an exception that it throws.
template <typename Function>
auto guarded(Function&& function) -> std::invoke_result_t<Function> {
  try {
    return function();
  } catch (const std::exception& exception) {
    return tl::unexpected<Error>(error_of(exception));
  }
}

}  // namespace latchkey
