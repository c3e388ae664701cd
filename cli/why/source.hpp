// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/why/report.hpp"

// Whether what the answering provider needs is there, as far as that can be seen without running a program or
// calling anybody.
namespace latchkey::cli {

/// The profile that gives the first call's keys, and the provider that has them.
struct WhyOrigin {
  std::string profile;
  ProviderId provider = ProviderId::env;
  bool as_source = false;  ///< for a role of another profile
};

/// nullopt: no profile gives them.
std::optional<WhyOrigin> origin_of(const Setup& setup, const CredentialSource& source);

/// A program that cannot be started or leads back to its own profile, or a token file that is not there.
std::optional<WhyProblem> source_problem(const Setup& setup);

/// What is not as it should be and breaks nothing: a mfa_process that cannot be run, a credential_process in
/// the place of the one that adopt wrote. A sentence each.
std::vector<std::string> program_notes(const Setup& setup, const std::string& home);

}  // namespace latchkey::cli
