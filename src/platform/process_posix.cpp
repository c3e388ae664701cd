// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/descriptor_posix.hpp"
#include "platform/errno_posix.hpp"
#include "platform/process.hpp"
#include "platform/program_posix.hpp"
#include "platform/spawn_posix.hpp"
#include <latchkey/secret.hpp>

namespace latchkey {
namespace {

struct Stream {
  posix::Descriptor from;
  std::string* to;
};

/// Takes what is there; false at the end. What is over the limit is read and dropped, so that nobody blocks.
bool take(Stream& stream, std::string& buffer, std::size_t limit) {
  const ssize_t got = ::read(stream.from.get(), buffer.data(), buffer.size());
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  stream.to->append(buffer, 0, std::min(static_cast<std::size_t>(got), limit - stream.to->size()));
  return got > 0;
}

void drain(std::array<Stream, 2> streams, std::size_t limit) {
  std::string buffer(64U << 10U, '\0');
  for (auto& stream : streams) stream.to->reserve(std::min(limit, buffer.size()));
  while (streams[0].from || streams[1].from) {
    std::array<pollfd, 2> waits{pollfd{streams[0].from.get(), POLLIN, 0},
                                pollfd{streams[1].from.get(), POLLIN, 0}};
    if (poll(waits.data(), waits.size(), -1) < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      break;
    }
    for (std::size_t i = 0; i < waits.size(); ++i) {
      if (waits[i].revents != 0 && !take(streams[i], buffer, limit))
        static_cast<void>(streams[i].from.close());
    }
  }
  wipe(buffer);  // a credential process writes keys
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return 255;  // somebody else took it; all we know is that it is gone
  }
  return posix::shell_status(status);
}

}  // namespace

tl::expected<ProcessOutput, StartFailure> run_captured(const std::vector<std::string>& arguments,
                                                       const Environment& environment, std::size_t limit) {
  const auto path = posix::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return tl::unexpected(path.error());
  posix::Pipe out;
  posix::Pipe err;
  int why = posix::open_pipe(out);
  if (why == 0) why = posix::open_pipe(err);
  if (why != 0) return tl::unexpected(StartFailure{true, "cannot make a pipe: " + posix::error_text(why)});

  const posix::KeepChildStatus keep_status;
  posix::Spawn spawn;
  spawn.connect(out.writer, STDOUT_FILENO);
  spawn.connect(err.writer, STDERR_FILENO);
  pid_t child = -1;
  why = spawn.start(child, *path, arguments, environment.to_strings());
  if (why != 0) return tl::unexpected(posix::start_failure(*path, why));
  static_cast<void>(out.writer.close());
  static_cast<void>(err.writer.close());

  ProcessOutput output;
  drain({Stream{std::move(out.reader), &output.out}, Stream{std::move(err.reader), &output.err}}, limit);
  output.status = wait_for(child);
  return output;
}

bool takes_line_breaks(const std::string& /*name*/, const Environment& /*environment*/) {
  return true;
}

std::optional<StartFailure> look_for_program(const std::string& name, const Environment& environment) {
  const auto path = posix::find_program(name, environment);
  return path ? std::nullopt : std::optional(path.error());
}

StartFailure replace_process(const std::vector<std::string>& arguments, const Environment& environment) {
  const auto path = posix::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return path.error();
  auto words = arguments;
  auto variables = environment.to_strings();
  const auto argv = posix::exec_pointers(words);
  const auto envp = posix::exec_pointers(variables);
  std::fflush(nullptr);  // what is still in a buffer would be lost

  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;  // NOLINT: a macro of the system's
  std::array<struct sigaction, posix::kDefaultInChild.size()> before{};
  for (std::size_t i = 0; i < before.size(); ++i) sigaction(posix::kDefaultInChild[i], &plain, &before[i]);
  sigset_t none;
  sigset_t mask_before;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, &mask_before);

  execve(path->c_str(), argv.data(), envp.data());

  const int why = errno;
  pthread_sigmask(SIG_SETMASK, &mask_before, nullptr);
  for (std::size_t i = 0; i < before.size(); ++i) sigaction(posix::kDefaultInChild[i], &before[i], nullptr);
  return posix::start_failure(*path, why);
}

}  // namespace latchkey
