// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal/terminal.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#include <string_view>
#include <utility>

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "base/secret/secret_text.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"
#include "platform/system/posix/signals.hpp"
#include "platform/terminal/countdown.hpp"

namespace latchkey::terminal {
namespace {

constexpr std::size_t kLongestLine = 4096;

/// Whether a byte of UTF-8 text begins a character.
bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// One question: the terminal, its modes, and the signals that must not leave it without echo.
class Prompt {
 public:
  Prompt(posix::Descriptor tty, const Question& question)
      : tty_(std::move(tty)), question_(question), countdown_(question.prompt, question.next_code_in) {}
  Prompt(const Prompt&) = delete;
  Prompt& operator=(const Prompt&) = delete;

  Result<Secret> ask();

 private:
  enum class Wait { ready, interrupted, tick };
  enum class Step { done, again, ended, failed };

  Step show();
  Step read_line();
  /// Handles caught signals: `done` if there is none, `again` after a stop, else `ended`.
  Step obey_signals();
  /// Takes what was typed. `again`: the line goes on.
  Step take_keys(std::string_view keys);
  Step take_line(std::string_view part);
  void take_back_last();
  Step hide();
  bool restore();
  bool write(const std::string& text);
  Wait wait(bool for_input) const;
  bool has_ticks() const { return countdown_.runs() || question_.wanted; }
  std::size_t columns() const;
  void count_down();
  void show_typed();
  Result<Secret> finish(Step step);

  posix::CaughtSignals signals_;
  posix::Descriptor tty_;
  const Question& question_;
  Countdown countdown_;
  termios before_{};
  bool hidden_ = false;
  bool by_key_ = false;   ///< each key is read as it is typed, and the line is edited here
  bool had_end_ = false;  ///< the last key was Ctrl-D
  bool too_long_ = false;
  SecretText line_;
};

/// What was typed ahead is dropped, as Python's getpass does it.
Prompt::Step Prompt::hide() {
  for (;;) {
    // Read each time: before latchkey was brought to the foreground, the modes were those of the shell's line
    // editor.
    if (!hidden_ && tcgetattr(tty_.get(), &before_) != 0) return Step::failed;
    // A terminal without echo that makes a line end of Enter, which editors of shells do not, is one where
    // another program asks at this moment. Whoever ends last must not leave it as the other had it, and both
    // read whole lines: keys would be shared out among them.
    const bool is_shared =
        (before_.c_lflag & ECHO) == 0 && ((before_.c_lflag & ICANON) != 0 || (before_.c_iflag & ICRNL) != 0);
    if (is_shared) before_.c_lflag |= ECHO | ICANON;
    by_key_ = !is_shared;
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (by_key_) {
      silent.c_lflag &= ~static_cast<tcflag_t>(ICANON);
      silent.c_cc[VMIN] = 1;
      silent.c_cc[VTIME] = 0;
    }
    if (tcsetattr(tty_.get(), TCSAFLUSH, &silent) == 0) {
      hidden_ = true;
      return Step::done;
    }
    if (errno != EINTR) return Step::failed;
    // If it was stopped here in the background and then killed, it must not stop again.
    if (obey_signals() == Step::ended) return Step::ended;
  }
}

/// Restores the modes. Returns whether they had been changed.
bool Prompt::restore() {
  if (!hidden_) return false;
  hidden_ = false;
  // In the background the shell has already restored its own modes, and the call would stop this process.
  const pid_t foreground = tcgetpgrp(tty_.get());
  if (foreground > 0 && foreground != getpgrp()) return false;
  while (tcsetattr(tty_.get(), TCSAFLUSH, &before_) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

/// Sleeps until the terminal is ready or a signal was caught. Uses select(), because poll() does not support
/// terminals on macOS.
Prompt::Wait Prompt::wait(bool for_input) const {
  fd_set inputs;
  fd_set outputs;
  FD_ZERO(&inputs);
  FD_ZERO(&outputs);
  FD_SET(posix::CaughtSignals::reader(), &inputs);
  FD_SET(tty_.get(), for_input ? &inputs : &outputs);
  const int last = tty_.get() > posix::CaughtSignals::reader() ? tty_.get() : posix::CaughtSignals::reader();
  timeval tick{0, 200'000};
  const int count = select(last + 1, &inputs, &outputs, nullptr, for_input && has_ticks() ? &tick : nullptr);
  if (count == 0) return Wait::tick;
  if (count < 0) return Wait::interrupted;
  return FD_ISSET(posix::CaughtSignals::reader(), &inputs) ? Wait::interrupted : Wait::ready;
}

/// False: the terminal is closed, or a signal was caught (Ctrl-S may block the output forever).
bool Prompt::write(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(tty_.get(), rest.data(), rest.size());
    if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
    if (written >= 0) continue;
    if (errno != EAGAIN && errno != EINTR) return false;
    if (wait(false) == Wait::interrupted) return false;
  }
  return true;
}

Prompt::Step Prompt::obey_signals() {
  auto outcome = Step::done;
  while (const int signal = signals_.next()) {
    if (signal == SIGCONT) {  // after a SIGSTOP, which cannot be caught: the modes may be the shell's
      outcome = Step::again;
      continue;
    }
    const bool restored = restore();
    if (signal == SIGTSTP) {
      signals_.send_message(signal);
      outcome = Step::again;
      continue;
    }
    if (restored) static_cast<void>(::write(tty_.get(), "\n", 1) < 0);
    signals_.send_message(signal);
    return Step::ended;  // another handler caught it
  }
  return outcome;
}

/// 0: unknown.
std::size_t Prompt::columns() const {
  winsize size{};
  return ioctl(tty_.get(), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0U;
}

void Prompt::count_down() {
  const auto text = countdown_.update(columns());
  // Not insisted on: behind Ctrl-S the code can be typed all the same.
  if (!text.empty()) static_cast<void>(::write(tty_.get(), text.data(), text.size()) < 0);
}

/// A star for each character.
void Prompt::show_typed() {
  const auto line = line_.view();
  const auto count = std::count_if(line.begin(), line.end(), begins_character);
  const auto text = countdown_.show_typed(static_cast<std::size_t>(count), columns());
  if (!text.empty()) static_cast<void>(::write(tty_.get(), text.data(), text.size()) < 0);
}

void Prompt::take_back_last() {
  auto size = line_.size();
  while (size > 0 && !begins_character(line_.data()[--size])) {
  }
  line_.resize(size);
}

Prompt::Step Prompt::take_line(std::string_view part) {
  const auto end = part.find('\n');
  part = part.substr(0, end);
  too_long_ = part.size() > kLongestLine - line_.size();
  if (too_long_) return Step::failed;
  line_.append(part);
  return end == std::string_view::npos ? Step::again : Step::done;
}

/// What the terminal itself does where it reads whole lines.
Prompt::Step Prompt::take_keys(std::string_view keys) {
  constexpr char kBackspace = '\b';
  constexpr char kDelete = '\x7f';
  const auto is = [&](char key, int name) {
    const auto set = static_cast<char>(before_.c_cc[name]);
    return key == set && set != static_cast<char>(_POSIX_VDISABLE);
  };
  for (const char key : keys) {
    const bool is_second_end = std::exchange(had_end_, is(key, VEOF));
    if (key == '\n' || key == '\r') return Step::done;
    if (had_end_) {
      if (line_.empty()) return Step::ended;
      if (is_second_end) return Step::done;
    } else if (is(key, VERASE) || key == kBackspace || key == kDelete) {
      take_back_last();
    } else if (is(key, VKILL) || is(key, VWERASE)) {
      line_.clear();
    } else {
      too_long_ = line_.size() == kLongestLine;
      if (too_long_) return Step::failed;
      line_ += key;
    }
  }
  return Step::again;
}

Prompt::Step Prompt::show() {
  line_.clear();
  had_end_ = false;
  if (const auto step = hide(); step != Step::done) return step;
  if (write(question_.above + countdown_.show())) return Step::done;
  const auto step = obey_signals();
  return step == Step::done ? Step::failed : step;
}

Prompt::Step Prompt::read_line() {
  std::array<char, 256> chunk;  // NOLINT: filled by read()
  auto step = Step::again;
  while (step == Step::again) {
    const auto woken = wait(true);
    if (woken == Wait::tick) {
      count_down();
      if (question_.wanted && !question_.wanted()) return Step::ended;
      continue;
    }
    if (woken == Wait::interrupted) {
      const auto asked = obey_signals();
      if (asked == Step::done) continue;
      return asked;
    }
    const ssize_t got = ::read(tty_.get(), chunk.data(), chunk.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return Step::failed;
    const std::string_view part(chunk.data(), static_cast<std::size_t>(got));
    // Ctrl-D in the middle of a line only sends what is there; at its start it is the end.
    if (got == 0) {
      step = line_.empty() ? Step::ended : Step::done;
    } else {
      step = by_key_ ? take_keys(part) : take_line(part);
      if (by_key_) show_typed();
    }
  }
  for (volatile char& byte : chunk) byte = 0;
  return step;
}

Result<Secret> Prompt::ask() {
  if (!signals_ || posix::CaughtSignals::reader() >= FD_SETSIZE || tty_.get() >= FD_SETSIZE) {
    return fail(Cause::terminal_failed, "cannot ask on the terminal: too many open files",
                "close some programs or raise the limit on open files (ulimit -n), then try again");
  }
  for (;;) {
    auto step = show();
    if (step == Step::done) step = read_line();
    if (step == Step::again) continue;
    return finish(step);
  }
}

Result<Secret> Prompt::finish(Step step) {
  const int why = errno;
  if (restore()) static_cast<void>(write("\n"));
  if (step == Step::done) return std::move(line_);
  if (step == Step::ended) return cancelled();
  if (too_long_) {
    return fail(Cause::line_too_long,
                "the line typed is longer than " + std::to_string(kLongestLine) + " bytes",
                "type only the code");
  }
  if (why == EIO) return no_terminal();  // hung up, or an orphaned background process
  return fail(Cause::terminal_failed, "cannot ask on the terminal: " + posix::error_text(why));
}

posix::Descriptor open_terminal(int flags) {
  auto tty = posix::open_again("/dev/tty", flags | O_NOCTTY);
  tty.lift();
  return tty;
}

}  // namespace

bool output_is_terminal() {
  return isatty(STDOUT_FILENO) == 1;
}
bool error_is_terminal() {
  return isatty(STDERR_FILENO) == 1;
}

bool output_shows_colours() {
  return output_is_terminal();
}
bool error_shows_colours() {
  return error_is_terminal();
}

bool error_would_block() {
  pollfd room{STDERR_FILENO, POLLOUT, 0};
  return poll(&room, 1, 0) == 0;
}

Result<Secret> ask_hidden(const Question& question) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  // O_NONBLOCK: another reader may take the line between select() and read(), and a blocking read would miss
  // signals.
  auto tty = open_terminal(O_RDWR | O_NONBLOCK);
  if (!tty || isatty(tty.get()) != 1) return no_terminal();
  return Prompt(std::move(tty), question).ask();
}

Result<void> write_notice(const std::string& text) {
  const auto tty = open_terminal(O_WRONLY);
  if (!tty || posix::write_all(tty.get(), text) != 0) {
    return fail(Cause::no_terminal, "there is no terminal to write to", "run latchkey in a terminal");
  }
  return {};
}

}  // namespace latchkey::terminal
