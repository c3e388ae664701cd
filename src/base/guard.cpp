// SPDX-License-Identifier: Apache-2.0
#include "base/guard.hpp"

#include <string_view>
#include <system_error>

namespace latchkey {
namespace {

constexpr const char* kOutOfMemory = "out of memory";  // short enough for a string without an allocation

bool is(const std::exception& exception, std::errc code) {
  const auto* failure = dynamic_cast<const std::system_error*>(&exception);
  return failure != nullptr && failure->code() == code;
}

Error described(const std::exception& exception) {
  if (is(exception, std::errc::resource_unavailable_try_again)) {
    return {Cause::system_limit, "the system cannot start another thread or process",
            "end some processes or raise their limit (ulimit -u), then try again"};
  }
  if (is(exception, std::errc::too_many_files_open)) {
    return {Cause::system_limit, exception.what(),
            "raise the limit on open files (ulimit -n), then try again"};
  }
  return {Cause::internal, exception.what(), {}};
}

}  // namespace

Error out_of_memory() noexcept {
  return {Cause::out_of_memory, kOutOfMemory, {}};
}

bool is_out_of_memory(const Error& error) noexcept {
  return error.cause == Cause::out_of_memory;
}

Error error_of(const std::exception& exception) noexcept {
  if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr) return out_of_memory();
  if (is(exception, std::errc::not_enough_memory)) return out_of_memory();
  try {
    return described(exception);
  } catch (const std::exception&) {
    return out_of_memory();
  }
}

}  // namespace latchkey
