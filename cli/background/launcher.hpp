// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/config/setup.hpp"

namespace latchkey::cli {

/// Starts `latchkey ARGUMENTS` in the background and waits until it reports that it is ready, at most 30
/// seconds. Its log is ~/.aws/latchkey/NAME.log. Returns its process id. Errors: what it reports; io - it did
/// not start, ended without a report, or took too long and was told to end.
Result<long> launch(const Setup& setup, const std::string& name, Environment environment,
                    std::vector<std::string> arguments);

/// Whether this process was started by launch(). Removes the mark from `env`, so that programs started from
/// here do not find it. First thing in run_app().
void look_for_launcher(Environment& env);

// In a process that launch() started, the first of these reports to it; in others they do nothing.
void report_ready();
void report_failure(const Error& error, const Environment& env);

}  // namespace latchkey::cli
