// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "aws/role_plan.hpp"
#include "aws/setup.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

namespace latchkey {

/// How a profile gets its credentials, decided from configuration alone.
struct Source {
  std::string method;             ///< the provider, by botocore's name: "assume-role"
  std::optional<RolePlan> roles;  ///< assume-role only
  /// Gets them. May read a cache, ask, run a program, call AWS; must not outlive the Setup it was planned
  /// from.
  std::function<Result<Credentials>()> load;
};

struct ProviderInput {
  const Setup& setup;
  std::string profile;     ///< whose credentials are wanted
  bool as_source = false;  ///< for a role of another profile: the environment is not looked at
};

/// Source: this provider is set up, and it is the one. nullopt: not set up, ask the next. Error: set up and
/// broken; stop, as a later provider's credentials would be those of somebody else. A provider looks at
/// configuration only; whatever is wrong there it finds here, before anybody is asked anything.
using Provider = Result<std::optional<Source>>(const ProviderInput&);

/// Credentials that configuration holds as they are.
Source ready_source(Credentials credentials);

}  // namespace latchkey
