// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "platform/system/environment.hpp"

// Programs for tests of how programs are run: a script of sh on POSIX, latchkey-stand-in.exe on Windows.
namespace latchkey::test {

using Words = std::vector<std::string>;

/// The steps of a program, in order. It exits with 0 unless a step sets another status.
///   say TEXT        writes a line; complain TEXT: to standard error; write TEXT: without a line end
///   arguments       writes its arguments, a line each; tell FILE: into that file
///   note FILE       adds a line to that file: its arguments, with blanks between (only the stand-in)
///   variable NAME   writes a variable, or "(not set)"
///   fill N          writes N bytes; fill-errors N: to standard error
///   hear reads a line and prints "you said LINE"
///   copy copies input to output until the end of input
///   pin CODE        talks as a pinentry does to which a person says CODE
///   endless         writes lines and never ends
///   sleep           for a minute
///   mute, child     closes its output; waits for a second one that sleeps (only the stand-in)
///                   For the steps of the stand-in only, see tests/support/little_programs.py.
///   status N        ends with that status
using Steps = std::vector<std::string>;

/// The words that start such a program; added words are its arguments.
Words program_that(const Steps& steps);

/// Creates such a program in `folder`, which can be on PATH. Returns its path.
std::string make_program(const std::string& folder, const std::string& name, const Steps& steps);

/// The command for the recorded sh script `folder`/`name`: sh, or a program with the same output. Empty: not
/// available on this system.
std::string command_of_script(const std::string& folder, const std::string& name, const std::string& script);

/// PATH with this folder first, then those of the programs for program_that().
std::string search_path(const std::string& folder = {});

/// The minimal environment of programs on this system.
Environment plain_environment();

/// Code of a test that needs a separate process: this program is started again.
class ChildBody {
 public:
  using Body = int (*)(const Words& arguments);  ///< returns the exit status
  ChildBody(const char* name, Body body);
  /// The words that start it, to which arguments can be added.
  Words words() const;

 private:
  const char* name_;
};

}  // namespace latchkey::test
