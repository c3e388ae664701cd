// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <windows.h>

#include "platform/child_windows.hpp"
#include "platform/failure_windows.hpp"
#include "platform/process.hpp"
#include "platform/program_windows.hpp"
#include "platform/spawn_windows.hpp"
#include <latchkey/secret.hpp>

namespace latchkey {
namespace {

/// Takes all that comes, and keeps as much as `limit` allows, so that nobody blocks.
void drain(const windows::Handle& from, std::string& to, std::size_t limit) {
  std::string buffer(64U << 10U, '\0');
  to.reserve(std::min(limit, buffer.size()));
  for (DWORD got = 0;
       ReadFile(from.get(), buffer.data(), static_cast<DWORD>(buffer.size()), &got, nullptr) != 0 &&
       got > 0;) {
    to.append(buffer, 0, std::min(static_cast<std::size_t>(got), limit - to.size()));
  }
  wipe(buffer);  // a credential process writes keys
}

}  // namespace

tl::expected<ProcessOutput, StartFailure> run_captured(const std::vector<std::string>& arguments,
                                                       const Environment& environment, std::size_t limit) {
  const auto path = windows::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return tl::unexpected(path.error());
  windows::Pipe out;
  windows::Pipe err;
  DWORD why = windows::open_pipe(out);
  if (why == ERROR_SUCCESS) why = windows::open_pipe(err);
  if (why != ERROR_SUCCESS)
    return tl::unexpected(StartFailure{true, "cannot make a pipe: " + windows::error_text(why)});
  windows::Spawn spawn;
  spawn.connect(out.writer, 1);
  spawn.connect(err.writer, 2);
  const auto child = spawn.start(*path, arguments, environment);
  if (!child) return tl::unexpected(child.error());
  out.writer.close();
  err.writer.close();

  ProcessOutput output;
  std::thread beside([&] { drain(err.reader, output.err, limit); });
  drain(out.reader, output.out, limit);
  beside.join();
  output.status = windows::wait_for(*child);
  return output;
}

std::optional<StartFailure> look_for_program(const std::string& name, const Environment& environment) {
  const auto path = windows::find_program(name, environment);
  return path ? std::nullopt : std::optional(path.error());
}

bool takes_line_breaks(const std::string& name, const Environment& environment) {
  const auto path = windows::find_program(name, environment);
  return !path || !windows::is_script(*path);
}

// Windows has no execve(). This process stays, does nothing but wait, and ends as the program does; the
// program ends when this one is killed, as if it were the same.
StartFailure replace_process(const std::vector<std::string>& arguments, const Environment& environment) {
  std::fflush(nullptr);  // before what the program writes
  const auto path = windows::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return path.error();
  const windows::Job job(windows::Job::Members::the_first);
  const auto end = windows::run_program(&job, *path, arguments, environment, [] {});
  if (!end) return end.error();
  std::exit(end->status);  // NOLINT(concurrency-mt-unsafe): no thread of ours runs
}

}  // namespace latchkey
