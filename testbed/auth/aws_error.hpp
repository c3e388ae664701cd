// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace testbed {

/// A refusal as AWS words it.
struct AwsError {
  int status = 400;
  std::string code;
  std::string message;
  std::string oauth_error{};  ///< the word of OAuth 2.0 that goes with it, where a service has such words
};

template <class T>
using Judged = tl::expected<T, AwsError>;

inline tl::unexpected<AwsError> refuse(int status, std::string code, std::string message) {
  return tl::make_unexpected(AwsError{status, std::move(code), std::move(message)});
}

}  // namespace testbed
