// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace latchkey::cli {

/// Removes the words of exec's program from the end of a command line, so that they are not parsed as options
/// of latchkey: everything after the first "--", or from the first word that is not an option. A command
/// without a program keeps all its words.
std::vector<std::string> take_program(const CLI::App& app, std::vector<std::string>& words);

}  // namespace latchkey::cli
