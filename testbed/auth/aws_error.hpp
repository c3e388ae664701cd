// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace testbed {

/// An error of AWS.
struct AwsError {
  int status = 400;
  std::string code;
  std::string message;
  std::string oauth_error{};  ///< the corresponding OAuth 2.0 error, if the service has one
};

template <class T>
using Judged = tl::expected<T, AwsError>;

inline tl::unexpected<AwsError> refuse(int status, std::string code, std::string message) {
  return tl::make_unexpected(AwsError{status, std::move(code), std::move(message)});
}

}  // namespace testbed
