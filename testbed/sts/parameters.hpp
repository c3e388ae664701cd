// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/aws_error.hpp"
#include "base/form.hpp"

namespace testbed {

/// Reads the parameters of a call and collects all constraint violations, because AWS reports all at once.
class Parameters {
 public:
  explicit Parameters(const Form& form) : form_(form) {}

  struct TextRule {
    std::size_t least = 0;
    std::size_t most = 0;
    std::string_view allowed;  ///< characters; empty: any
    std::string_view pattern;  ///< the regular expression AWS names for `allowed`
  };

  std::optional<std::string> text(std::string_view name, const TextRule& rule);
  std::string required_text(std::string_view name, const TextRule& rule);
  std::optional<std::int64_t> number(std::string_view name, std::int64_t least, std::int64_t most);

  /// ValidationError with all violations, if there are any.
  Judged<void> verdict() const;

 private:
  void breach(std::string_view name, const std::string& shown, const std::string& constraint);

  const Form& form_;
  std::vector<std::string> breaches_;
  std::optional<AwsError> malformed_;
};

/// SerialNumber and TokenCode, which two operations share.
struct MfaParameters {
  std::optional<std::string> serial;
  std::optional<std::string> code;
};
MfaParameters read_mfa_parameters(Parameters& parameters);

}  // namespace testbed
