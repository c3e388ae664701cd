// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "platform/system/environment.hpp"

// Programs for tests of how programs are run: a script of sh on POSIX, latchkey-stand-in.exe on Windows.
namespace latchkey::test {

using Words = std::vector<std::string>;

/// What a program does, one after the other. It ends with 0 unless it says otherwise.
///   say TEXT        writes a line; complain TEXT: to standard error; write TEXT: without a line end
///   arguments       writes its arguments, a line each; tell FILE: into that file
///   note FILE       adds a line to that file: its arguments, with blanks between (only the stand-in)
///   variable NAME   writes a variable, or "(not set)"
///   fill N          writes N bytes; fill-errors N: to standard error
///   hear            takes a line and answers "you said LINE"
///   copy            writes what it gets, until that ends
///   pin CODE        talks as a pinentry does to which a person says CODE
///   endless         writes lines and never ends
///   sleep           for a minute
///   mute, child     closes its output; waits for a second one that sleeps (only the stand-in)
///                   More that only the stand-in has, for tests/support/little_programs.py: look there.
///   status N        ends with that status
using Steps = std::vector<std::string>;

/// The words that start such a program; those that are added are its arguments.
Words program_that(const Steps& steps);

/// Makes one in `folder`, to be started by its name where that is on PATH. Returns its path.
std::string make_program(const std::string& folder, const std::string& name, const Steps& steps);

/// What runs the recorded script of sh that lies at `folder`/`name`: sh, or a program that writes what the
/// script does. Empty: there is none here.
std::string command_of_script(const std::string& folder, const std::string& name, const std::string& script);

/// PATH with this folder first, and where the programs that program_that() needs are found.
std::string search_path(const std::string& folder = {});

/// What programs need to run here, and no more.
Environment plain_environment();

/// Code of a test that needs a process of its own: this program, started once more.
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
