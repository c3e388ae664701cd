// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "cli/why/report.hpp"

// What latchkey why says where no credentials are configured.
namespace latchkey::cli {

/// Whether the chain got to EC2 instance metadata, which always answers until it is called, and nothing shows
/// that this machine has any: no setting about it, and no Amazon hardware.
bool is_metadata_a_guess(const Setup& setup, const CredentialSource& source);

/// The error of that.
Error no_credentials(const Setup& setup);

/// The likely cause of that error and of the chain's own "unable to locate credentials". nullopt: another
/// error, or nothing that this knows.
std::optional<WhyProblem> nothing_configured_problem(const Setup& setup, const Error& error);

}  // namespace latchkey::cli
