// SPDX-License-Identifier: Apache-2.0
#include "platform/process/coprocess.hpp"

#include <array>
#include <cerrno>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/process/coprocess_reader.hpp"
#include "platform/process/posix/spawn.hpp"
#include "platform/system/posix/errno.hpp"
#include "platform/system/posix/signals.hpp"

namespace latchkey {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLeave{100};      // for its exit once its input is closed
constexpr milliseconds kTerminate{400};  // for its exit after SIGTERM

#ifdef MSG_NOSIGNAL
constexpr int kNoSignal = MSG_NOSIGNAL;
#else
constexpr int kNoSignal = 0;  // SO_NOSIGPIPE is set instead
#endif

/// A socket for its input, because writing to a pipe without a reader raises a signal. 0 or an errno value.
int open_input(posix::Pipe& made) {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) return errno;
  made.reader = posix::Descriptor(ends[0]);
  made.writer = posix::Descriptor(ends[1]);
  made.reader.lift();
  made.writer.lift();
  if (!made.reader || !made.writer) return errno;
  fcntl(made.reader.get(), F_SETFD, FD_CLOEXEC);
  fcntl(made.writer.get(), F_SETFD, FD_CLOEXEC);
  fcntl(made.writer.get(), F_SETFL, O_NONBLOCK);
#ifdef SO_NOSIGPIPE
  const int on = 1;
  setsockopt(made.writer.get(), SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
  return 0;
}

}  // namespace

class Coprocess::Child : public CoprocessReader<Coprocess::Child, posix::Descriptor> {
 public:
  explicit Child(Deadline deadline) : CoprocessReader(deadline) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  int start(const std::string& path, const std::vector<std::string>& arguments,
            const Environment& environment, Errors errors);
  bool write_line(std::string_view text);

  /// Sleeps until there is output or the pause is over (`line`), or returns a final result.
  ReadResult wait();
  bool has_exited() const { return posix::has_exited(pid_); }
  int reap() { return posix::reap(std::exchange(pid_, -1)); }
  static std::string_view without_line_end(std::string_view line) { return line; }

 private:
  ReadResult obey_signals();
  void end();

  posix::CaughtSignals signals_;
  posix::KeepChildStatus keep_status_;
  pid_t pid_ = -1;
  bool final_ = false;  // late or interrupted: stop waiting
};

int Coprocess::Child::start(const std::string& path, const std::vector<std::string>& arguments,
                            const Environment& environment, Errors errors) {
  posix::Pipe in;
  posix::Pipe out;
  posix::Pipe err;
  if (!signals_) return EMFILE;
  if (const int why = open_input(in); why != 0) return why;
  if (const int why = posix::open_pipe(out); why != 0) return why;
  posix::Spawn spawn;
  spawn.lead_session();
  spawn.connect(in.reader, STDIN_FILENO);
  spawn.connect(out.writer, STDOUT_FILENO);
  if (errors == Errors::kept) {
    if (const int why = posix::open_pipe(err); why != 0) return why;
    spawn.connect(err.writer, STDERR_FILENO);
  } else if (isatty(STDERR_FILENO) == 0) {
    err.writer = posix::open_again("/dev/tty", O_WRONLY | O_NOCTTY);
    if (err.writer) spawn.connect(err.writer, STDERR_FILENO);
  }
  if (const int why = spawn.start(pid_, path, arguments, environment.to_strings()); why != 0) {
    pid_ = -1;
    return why;
  }
  in_ = std::move(in.writer);
  from_out_ = std::move(out.reader);
  from_err_ = std::move(err.reader);
  fcntl(from_out_.get(), F_SETFL, O_NONBLOCK);
  if (from_err_) fcntl(from_err_.get(), F_SETFL, O_NONBLOCK);
  return 0;
}

Coprocess::Child::~Child() {
  static_cast<void>(in_.close());
  if (pid_ > 0) end();
}

void Coprocess::Child::end() {
  if (final_ || !posix::exits_within(pid_, kLeave)) {
    ::kill(-pid_, SIGTERM);
    static_cast<void>(posix::exits_within(pid_, kTerminate));
    ::kill(-pid_, SIGKILL);
  }
  static_cast<void>(reap());
}

Coprocess::ReadResult Coprocess::Child::obey_signals() {
  while (const int signal = signals_.next()) {
    if (signal == SIGCONT) continue;
    if (signal != SIGTSTP) {
      final_ = true;
      if (pid_ > 0) end();
      signals_.send_message(signal);
      return ReadResult::interrupted;
    }
    signals_.send_message(signal);
  }
  return ReadResult::line;
}

Coprocess::ReadResult Coprocess::Child::wait() {
  const auto pause = next_pause();
  if (pause.count() == 0) {
    final_ = true;
    return ReadResult::late;
  }
  std::array<pollfd, 3> waits{pollfd{posix::CaughtSignals::reader(), POLLIN, 0},
                              pollfd{from_out_.get(), POLLIN, 0}, pollfd{from_err_.get(), POLLIN, 0}};
  static_cast<void>(poll(waits.data(), waits.size(), static_cast<int>(pause.count())));
  return obey_signals();
}

bool Coprocess::Child::write_line(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(in_.get(), text.data(), text.size(), kNoSignal);
    if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
    if (sent >= 0 || errno == EINTR) continue;
    if (errno != EAGAIN || wait() != ReadResult::line) return false;
  }
  return true;
}

Coprocess::Coprocess(std::unique_ptr<Child> child) : child_(std::move(child)) {}
Coprocess::Coprocess(Coprocess&&) noexcept = default;
Coprocess& Coprocess::operator=(Coprocess&&) noexcept = default;
Coprocess::~Coprocess() = default;

tl::expected<Coprocess, StartFailure> Coprocess::start(const std::vector<std::string>& arguments,
                                                       const Environment& environment, Deadline deadline,
                                                       Errors errors) {
  const auto path = posix::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return tl::unexpected(path.error());
  auto child = std::make_unique<Child>(deadline);
  if (const int why = child->start(*path, arguments, environment, errors); why != 0) {
    return tl::unexpected(posix::start_failure(*path, why));
  }
  return Coprocess(std::move(child));
}

bool Coprocess::write_line(std::string_view line) {
  return child_->write_line(std::string(line) + '\n');
}
Coprocess::ReadResult Coprocess::read_line(Secret& line) {
  return child_->read_line(line);
}
Coprocess::Exit Coprocess::finish() {
  return child_->finish();
}

}  // namespace latchkey
