// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

// TRY(const auto x, f()) declares x from the value of f(), or returns its Error from the enclosing function.
// CHECK(f()) does the same for a Result<void>. Both are statements on purpose: with g++ 12, an expression
// form leaks the earlier members of an enclosing brace initializer.
#define LATCHKEY_JOIN_(a, b) a##b
#define LATCHKEY_JOIN(a, b) LATCHKEY_JOIN_(a, b)
#define LATCHKEY_TRY_(temporary, declaration, ...)                     \
  auto temporary = (__VA_ARGS__);                                      \
  if (!temporary) return tl::unexpected(std::move(temporary).error()); \
  declaration = *std::move(temporary)
#define TRY(declaration, ...) LATCHKEY_TRY_(LATCHKEY_JOIN(try_, __LINE__), declaration, __VA_ARGS__)
#define CHECK(...)                                                                              \
  do {                                                                                          \
    if (auto check_ = (__VA_ARGS__); !check_) return tl::unexpected(std::move(check_).error()); \
  } while (false)
