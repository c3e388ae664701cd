// SPDX-License-Identifier: Apache-2.0
#include "mfa/prompt_timeout.hpp"

#include "base/text.hpp"

namespace latchkey {

Result<std::chrono::seconds> prompt_timeout(const Environment& env) {
  constexpr long long kMost = 3600;
  const auto* value = env.find_filled("LATCHKEY_TIMEOUT");
  if (value == nullptr) return std::chrono::minutes{3};
  const auto seconds = text::parse_int(*value);
  if (seconds && *seconds >= 1 && *seconds <= kMost) return std::chrono::seconds{*seconds};
  return fail(Cause::timeout_invalid,
              "LATCHKEY_TIMEOUT is \"" + *value + "\", which is no number of seconds from 1 to " +
                  std::to_string(kMost),
              "set it to the number of seconds to wait for an answer, or unset it",
              Origin::variable("LATCHKEY_TIMEOUT"));
}

}  // namespace latchkey
