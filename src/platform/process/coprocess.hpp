// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/process/subprocess.hpp"
#include "platform/system/deadline.hpp"
#include "platform/system/environment.hpp"
#include <latchkey/secret.hpp>

namespace latchkey {

/// A program that runs beside us and that we talk to over its standard input and output. It has no terminal,
/// gets until a deadline, and is ended, with all that it started, when that passes, when nobody wants it any
/// more, or when a signal ends us (which goes on to do what it would have done).
/// One at a time: a second one, or a question on the terminal, waits until this one is gone.
class Coprocess {
 public:
  enum class Errors {
    shown,  ///< a person sees its standard error: it is ours or, where ours is not a terminal (below an SDK),
            ///< the controlling terminal if there is one. Windows: always ours
    kept,   ///< for Exit::err
  };
  enum class ReadResult {
    line,         ///< the next line
    end,          ///< it has ended, or says no more
    late,         ///< the deadline has passed
    too_long,     ///< it says more than anybody would; nothing more is read
    interrupted,  ///< a signal, which somebody's handler took
  };
  struct Exit {
    ReadResult how = ReadResult::end;
    int status = 0;   ///< 128+n after signal n; only with `end`
    Secret out;       ///< all of its standard output
    std::string err;  ///< the beginning of its standard error, if that is kept
  };

  /// Starts a program found on the PATH of `environment`. No shell.
  static tl::expected<Coprocess, StartFailure> start(const std::vector<std::string>& arguments,
                                                     const Environment& environment, Deadline deadline,
                                                     Errors errors);

  /// Says `line` and a line end. False: it does not listen any more.
  bool write_line(std::string_view line);
  /// The next line, without its end. `late`, `too_long` and `interrupted` are final.
  ReadResult read_line(Secret& line);
  /// Closes its input and takes what it says until it ends. Programs that it left running do not count.
  Exit finish();

  Coprocess(Coprocess&&) noexcept;
  Coprocess& operator=(Coprocess&&) noexcept;
  ~Coprocess();

 private:
  class Child;
  explicit Coprocess(std::unique_ptr<Child> child);
  std::unique_ptr<Child> child_;
};

}  // namespace latchkey
