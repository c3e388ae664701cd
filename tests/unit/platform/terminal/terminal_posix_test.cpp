// SPDX-License-Identifier: Apache-2.0
// Not on Windows: a console takes the place of the terminal, and there is no job control.
#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "platform/terminal/terminal.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

const std::string kPrompt = "Enter MFA code for arn:aws:iam::111122223333:mfa/ada: ";

/// A child in its own session and terminal; the test acts as the user at the keyboard.
class Person {
 public:
  explicit Person(const std::function<int()>& body) {
    child_ = forkpty(&keyboard_, nullptr, nullptr, nullptr);
    if (child_ == 0) _exit(body());
    fcntl(keyboard_, F_SETFD, FD_CLOEXEC);
  }
  Person(const Person&) = delete;
  Person& operator=(const Person&) = delete;
  ~Person() {
    if (child_ > 0) {
      kill(child_, SIGKILL);
      waitpid(child_, nullptr, 0);
    }
    close(keyboard_);
  }

  void type(const std::string& text) const {
    ASSERT_EQ(write(keyboard_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void send(int signal) const { kill(child_, signal); }

  /// Reads the screen until `text` has appeared once more.
  bool sees(const std::string& text) {
    const auto from = screen_.size() - unread_;
    for (;;) {
      const auto at = screen_.find(text, from);
      if (at != std::string::npos) {
        unread_ = screen_.size() - at - text.size();
        return true;
      }
      if (!look(10000)) return false;
    }
  }
  /// The whole output until the end of the child.
  const std::string& screen() {
    while (look(300)) {
    }
    return screen_;
  }
  bool echoes() const {
    termios modes{};
    tcgetattr(keyboard_, &modes);
    return (modes.c_lflag & ECHO) != 0;
  }
  /// The wait status of the end or a stop.
  int wait() {
    int status = 0;
    waitpid(child_, &status, WUNTRACED);
    if (!WIFSTOPPED(status)) child_ = -1;
    return status;
  }

 private:
  bool look(int milliseconds) {
    pollfd ready{keyboard_, POLLIN, 0};
    if (poll(&ready, 1, milliseconds) <= 0) return false;
    char chunk[512];
    const ssize_t got = read(keyboard_, chunk, sizeof(chunk));
    if (got <= 0) return false;
    screen_.append(chunk, static_cast<std::size_t>(got));
    unread_ += static_cast<std::size_t>(got);
    return true;
  }

  pid_t child_ = -1;
  int keyboard_ = -1;
  std::string screen_;
  std::size_t unread_ = 0;
};

/// Prompts, and exits with 0 if `expected` was typed.
std::function<int()> expecting(const std::string& expected) {
  return [expected] {
    const auto code = terminal::ask_hidden({{}, kPrompt, {}, {}});
    return code && code->reveal() == expected ? 0 : 1;
  };
}

int failing_with(ErrorKind kind, const std::string& message) {
  const auto code = terminal::ask_hidden({{}, kPrompt, {}, {}});
  return !code && code.error().kind == kind && code.error().message == message ? 0 : 1;
}

TEST(Terminal, ShowsThePromptAndAStarForEachCharacter) {
  Person person(expecting("123456"));
  ASSERT_TRUE(person.sees(kPrompt));
  EXPECT_FALSE(person.echoes());
  person.type("123456\n");
  EXPECT_EQ(person.wait(), 0);
  EXPECT_EQ(person.screen(), kPrompt + "******\r\n");
  EXPECT_TRUE(person.echoes());
}

TEST(Terminal, ShowsThatAKeyHasArrived) {
  Person person(expecting("12"));
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("1");
  EXPECT_TRUE(person.sees("*"));
  person.type("2\n");
  EXPECT_EQ(person.wait(), 0);
}

TEST(Terminal, EditsTheLine) {
  Person person(expecting("123456"));
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("99\x15");  // Ctrl-U
  person.type("88\x17");  // Ctrl-W
  person.type("123\xc3\xa4\x7f");
  person.type("49\b56\n");
  EXPECT_EQ(person.wait(), 0);
}

/// What a prompt of another program leaves: no echo, and Enter makes a line end.
int ask_beside_another(tcflag_t cleared) {
  termios modes{};
  tcgetattr(0, &modes);
  const auto plain = modes.c_lflag;
  modes.c_lflag &= ~cleared;
  tcsetattr(0, TCSANOW, &modes);
  if (const int failed = expecting("123456")(); failed != 0) return failed;
  tcgetattr(0, &modes);
  return modes.c_lflag == plain ? 0 : 2;
}

TEST(Terminal, ReadsWholeLinesWhereAnotherProgramPrompts) {
  for (const auto cleared : {static_cast<tcflag_t>(ECHO), static_cast<tcflag_t>(ECHO | ICANON)}) {
    Person person([cleared] { return ask_beside_another(cleared); });
    ASSERT_TRUE(person.sees(kPrompt));
    person.type("123456\n");
    EXPECT_EQ(person.wait(), 0);
    EXPECT_EQ(person.screen(), kPrompt + "\r\n") << "no stars, as keys do not arrive one by one";
  }
}

TEST(Terminal, RemovesOnlyTheLineEnd) {
  Person person(expecting("  12 34 "));
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("  12 34 \r");  // Enter; the terminal converts it to a line end
  EXPECT_EQ(person.wait(), 0);
}

TEST(Terminal, AcceptsAnEmptyLine) {
  Person person(expecting(""));
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("\n");
  EXPECT_EQ(person.wait(), 0);
}

TEST(Terminal, AcceptsALongLine) {
  Person person(expecting(std::string(500, '7')));
  ASSERT_TRUE(person.sees(kPrompt));
  person.type(std::string(500, '7').append("\n"));
  EXPECT_EQ(person.wait(), 0);
}

TEST(Terminal, RejectsAnEndlessLine) {
  Person person([] { return failing_with(ErrorKind::terminal, "the line typed is longer than 4096 bytes"); });
  ASSERT_TRUE(person.sees(kPrompt));
  for (int i = 0; i < 5; ++i) {
    person.type(std::string(1000, '7').append("\x04"));
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(person.wait(), 0);
  EXPECT_TRUE(person.echoes());
}

TEST(Terminal, PromptsTwice) {
  Person person([] { return expecting("1")() + expecting("2")(); });
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("1\n");
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("2\n");
  EXPECT_EQ(person.wait(), 0);
}

TEST(Terminal, EndOfInputCancels) {
  Person person([] { return failing_with(ErrorKind::cancelled, "no MFA code was entered"); });
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("\x04");
  EXPECT_EQ(person.wait(), 0);
  EXPECT_TRUE(person.echoes());
}

TEST(Terminal, AcceptsALineEndedByTwoEndsOfInput) {
  Person person(expecting("123456"));
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("123456\x04");
  std::this_thread::sleep_for(50ms);
  person.type("\x04");
  EXPECT_EQ(person.wait(), 0);
}

TEST(Terminal, CtrlCEndsTheProgramAndRestoresEcho) {
  Person person(expecting(""));
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("12");
  ASSERT_TRUE(person.sees("**"));
  person.type("\x03");
  const int status = person.wait();
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGINT);
  EXPECT_TRUE(person.echoes());
  EXPECT_EQ(person.screen(), kPrompt + "**\r\n");
}

TEST(Terminal, SignalsEndTheProgramAndRestoreEcho) {
  for (const int signal : {SIGTERM, SIGHUP, SIGALRM, SIGPIPE}) {
    Person person(expecting(""));
    ASSERT_TRUE(person.sees(kPrompt));
    person.send(signal);
    const int status = person.wait();
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), signal);
    EXPECT_TRUE(person.echoes());
  }
}

TEST(Terminal, KeepsIgnoredSignalsIgnored) {
  Person person([] {
    std::signal(SIGHUP, SIG_IGN);
    std::signal(SIGINT, SIG_IGN);
    return expecting("123456")();
  });
  ASSERT_TRUE(person.sees(kPrompt));
  person.send(SIGHUP);
  person.send(SIGINT);
  std::this_thread::sleep_for(50ms);
  person.type("123456\n");
  EXPECT_EQ(person.wait(), 0);
}

TEST(Terminal, CallsAnExistingSignalHandler) {
  Person person([] {
    static volatile std::sig_atomic_t called = 0;
    std::signal(SIGINT, [](int) { called = 1; });
    const int failed = failing_with(ErrorKind::cancelled, "no MFA code was entered");
    return called == 1 ? failed : 2;
  });
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("\x03");
  EXPECT_EQ(person.wait(), 0);
  EXPECT_TRUE(person.echoes());
}

/// A shell with job control whose job prompts.
std::function<int()> as_job(bool background) {
  return [background] {
    std::signal(SIGTTOU, SIG_IGN);
    termios plain{};
    tcgetattr(0, &plain);
    auto editing = plain;  // the modes of a shell's line editor; the job must not restore these
    editing.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    if (background) tcsetattr(0, TCSANOW, &editing);
    const pid_t job = fork();
    if (job == 0) {
      setpgid(0, 0);
      if (!background) tcsetpgrp(0, getpid());
      std::signal(SIGTTOU, SIG_DFL);
      _exit(expecting("123456")());
    }
    setpgid(job, job);
    if (!background) tcsetpgrp(0, job);
    int status = 0;
    waitpid(job, &status, WUNTRACED);
    if (!WIFSTOPPED(status)) return 10;
    if (WSTOPSIG(status) != (background ? SIGTTOU : SIGTSTP)) return 11;
    termios now{};
    tcgetattr(0, &now);
    if (now.c_lflag != (background ? editing : plain).c_lflag)
      return 12;  // it stopped with the terminal restored
    tcsetpgrp(0, getpid());
    tcsetattr(0, TCSADRAIN, &plain);
    tcsetpgrp(0, job);
    kill(job, SIGCONT);
    waitpid(job, &status, 0);
    tcgetattr(0, &now);
    if (now.c_lflag != plain.c_lflag) return 13;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 14;
  };
}

TEST(Terminal, StopsOnCtrlZAndPromptsAgainWithoutEcho) {
  Person person(as_job(false));
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("99\x1a");
  ASSERT_TRUE(person.sees(kPrompt));
  EXPECT_FALSE(person.echoes());
  person.type("123456\n");
  EXPECT_EQ(person.wait(), 0);
  EXPECT_TRUE(person.echoes());
  EXPECT_EQ(person.screen().find('9'), std::string::npos);
}

TEST(Terminal, StopsInTheBackgroundAndPromptsInTheForeground) {
  Person person(as_job(true));
  ASSERT_TRUE(person.sees(kPrompt));
  EXPECT_FALSE(person.echoes());
  person.type("123456\n");
  EXPECT_EQ(person.wait(), 0);
  EXPECT_TRUE(person.echoes());
}

TEST(Terminal, CanBeKilledWhileStoppedInTheBackground) {
  Person person([] {
    const pid_t job = fork();
    if (job == 0) {
      setpgid(0, 0);
      _exit(expecting("123456")());
    }
    setpgid(job, job);
    int status = 0;
    waitpid(job, &status, WUNTRACED);
    if (!WIFSTOPPED(status)) return 10;
    kill(job, SIGTERM);
    kill(job, SIGCONT);
    waitpid(job, &status, WUNTRACED);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM ? 0 : 11;
  });
  EXPECT_EQ(person.wait(), 0);
}

TEST(Terminal, PromptsAgainAfterSigstop) {
  Person person(expecting("123456"));
  ASSERT_TRUE(person.sees(kPrompt));
  person.send(SIGSTOP);
  EXPECT_TRUE(WIFSTOPPED(person.wait()));
  person.send(SIGCONT);
  ASSERT_TRUE(person.sees(kPrompt));
  EXPECT_FALSE(person.echoes());
  person.type("123456\n");
  EXPECT_EQ(person.wait(), 0);
  EXPECT_TRUE(person.echoes());
}

TEST(Terminal, WorksWithoutStandardStreams) {
  Person person([] {
    fcntl(0, F_DUPFD, 10);  // keeps the terminal open, so that it does not hang up
    for (const int stream : {0, 1, 2}) close(stream);
    return expecting("123456")();
  });
  ASSERT_TRUE(person.sees(kPrompt));
  person.type("123456\n");
  EXPECT_EQ(person.wait(), 0);
}

TEST(Terminal, IsAbsentWithoutAControllingTerminal) {
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    const auto told = terminal::write_notice("x\n");
    _exit(told ? 2 : failing_with(ErrorKind::terminal, "there is no terminal to ask on"));
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(Terminal, ShowsMessagesIfTheStreamsAreRedirected) {
  Person person([] {
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (!terminal::output_is_terminal() || !terminal::error_is_terminal()) return 1;
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    if (terminal::output_is_terminal() || terminal::error_is_terminal()) return 2;
    return terminal::write_notice("press the button\n") ? 0 : 3;
  });
  EXPECT_TRUE(person.sees("press the button\r\n"));
  EXPECT_EQ(person.wait(), 0);
}

}  // namespace
}  // namespace latchkey
