// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "platform/host.hpp"

namespace latchkey::cli {

/// Runs the program: reads the options, opens the session, runs the command, prints errors. Returns the exit
/// status: 0; 1 an error; 2 usage; 126/127 a program that could not be run.
int run_app(int argc, char** argv, Host host);

}  // namespace latchkey::cli
