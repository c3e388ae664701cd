// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>

namespace latchkey::cli {

/// Takes the words of exec's program off the end of a command line, so that none of them is read as an option
/// of ours: all that follows the first "--", or the first word that is no option. A command that takes no
/// program keeps all its words.
std::vector<std::string> take_program(const CLI::App& app, std::vector<std::string>& words);

}  // namespace latchkey::cli
