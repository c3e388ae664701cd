// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "aws/config/setup.hpp"
#include "serve/endpoint/server_lock.hpp"
#include "serve/renewal/keeper_lock.hpp"
#include <latchkey/error.hpp>

namespace latchkey::cli {

/// The variables with credentials or their locations, by the provider that reads them.
inline constexpr std::array kKeyVariables = {"AWS_ACCESS_KEY_ID",         "AWS_SECRET_ACCESS_KEY",
                                             "AWS_SESSION_TOKEN",         "AWS_SECURITY_TOKEN",
                                             "AWS_CREDENTIAL_EXPIRATION", "AWS_ACCOUNT_ID"};
inline constexpr std::array kContainerVariables = {
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"};

/// The environment of a background latchkey: it runs in another folder, and outlives the overlay of an exec
/// that runs this process.
Environment background_environment(const Setup& setup);

/// Starts `latchkey ARGUMENTS` in the background and waits until it reports that it is ready, at most 30
/// seconds. Its log is ~/.aws/latchkey/NAME.log. Returns its process ID. Errors: what it reports; io - it did
/// not start, ended without a report, or took too long and was stopped.
Result<long> launch(const Setup& setup, const std::string& name, Environment environment,
                    std::vector<std::string> arguments);

/// Whether this process was started by launch(). Removes the mark from `env`, so that child processes do not
/// inherit it. Call it first in run_app().
void look_for_launcher(Environment& env);

/// Whether launch() started this process.
bool is_background_process();

// In a process that launch() started, the first of these reports to it; in others they do nothing.
void report_ready();
void report_failure(const Error& error, const Environment& env);

/// Starts `latchkey keep` in the background and waits until it runs, unless one is already running. Returns
/// the running one. Errors: io - it did not start, with its own error; usage - as check_keeper().
Result<RunningKeeper> start_keeper(const Setup& setup);

/// Checks that `keeper` refreshes the roles of this configuration. Errors: usage - it was started with
/// another one.
Result<void> check_keeper(const Setup& setup, const RunningKeeper& keeper);

/// Starts `latchkey serve` with these arguments and variables in the background, and waits until it serves.
/// Errors: io - it did not start, with its error.
Result<RunningServer> start_server(const Setup& setup, const Environment& environment,
                                   std::vector<std::string> arguments);

/// The server of this user; waits for one that is starting. nullopt: there is none.
std::optional<RunningServer> server_once_started(const Host& host);

/// Stops the server of this user, and waits for its end. nullopt: there was none. Errors: io - it does not
/// end.
Result<std::optional<RunningServer>> stop_server(const Host& host);

}  // namespace latchkey::cli
