// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal/terminal.hpp"

#include <windows.h>

#include "platform/process/windows/prompt_mutex.hpp"
#include "platform/system/deadline.hpp"
#include "platform/system/windows/secret_wide.hpp"
#include "platform/system/windows/utf16.hpp"
#include "platform/terminal/countdown.hpp"
#include "platform/terminal/windows/console.hpp"

namespace latchkey::terminal {
namespace {

using windows::Console;

constexpr std::size_t kLongestLine = 4096;

/// One prompt on the console.
class Prompt {
 public:
  explicit Prompt(const Question& question)
      : question_(question), countdown_(question.prompt, question.next_code_in) {}
  Prompt(const Prompt&) = delete;
  Prompt& operator=(const Prompt&) = delete;

  Result<Secret> ask();

 private:
  enum class Step { done, again, ended, too_long, gone };

  Step read_key();
  Step take(Console::Key key, const std::wstring& typed);
  /// What is due without a key. False: the question is not wanted any more.
  bool tick();
  Result<Secret> finish(Step step);

  Console console_;
  const Question& question_;
  Countdown countdown_;
  Deadline next_look_{std::chrono::seconds{1}};
  windows::SecretWide line_;
};

bool Prompt::tick() {
  if (const auto text = countdown_.update(console_.columns()); !text.empty()) console_.write(text);
  if (!question_.wanted || !next_look_.over()) return true;
  next_look_ = Deadline(std::chrono::seconds{1});
  return question_.wanted();
}

Prompt::Step Prompt::read_key() {
  constexpr DWORD kTick = 200;
  windows::SecretWide typed;
  const auto key = console_.read(kTick, typed.text());
  if (!tick()) return Step::ended;
  const auto step = take(key, typed.text());
  if (const auto text = countdown_.show_typed(line_.size(), console_.columns()); !text.empty())
    console_.write(text);
  return step;
}

Prompt::Step Prompt::take(Console::Key key, const std::wstring& typed) {
  switch (key) {
    case Console::Key::enter:
      return Step::done;
    case Console::Key::end:
      return line_.empty() ? Step::ended : Step::again;
    case Console::Key::backspace:
      if (!line_.empty()) line_.text().pop_back();
      return Step::again;
    case Console::Key::clear:
      line_.clear();
      return Step::again;
    case Console::Key::text:
      if (typed.size() > kLongestLine - line_.size()) return Step::too_long;
      line_.append(typed);
      return Step::again;
    case Console::Key::gone:
      return Step::gone;
    case Console::Key::none:
      break;
  }
  return Step::again;
}

Result<Secret> Prompt::ask() {
  if (!console_ || !console_.hide()) return no_terminal();
  if (!console_.write(question_.above + countdown_.show())) return finish(Step::gone);
  auto step = Step::again;
  while (step == Step::again) step = read_key();
  return finish(step);
}

Result<Secret> Prompt::finish(Step step) {
  console_.restore();
  console_.write("\n");
  if (step == Step::gone) return no_terminal();
  if (step == Step::ended) return cancelled();
  if (step == Step::too_long) {
    return fail(Cause::line_too_long,
                "the line typed is longer than " + std::to_string(kLongestLine) + " characters",
                "type only the code");
  }
  return Secret(windows::narrow(line_.text()));
}

bool is_console(DWORD stream) {
  DWORD mode = 0;
  return GetConsoleMode(GetStdHandle(stream), &mode) != 0;
}

/// Consoles before Windows 10 do not understand escape sequences.
bool shows_colours(DWORD stream) {
  const HANDLE console = GetStdHandle(stream);
  DWORD mode = 0;
  return GetConsoleMode(console, &mode) != 0 &&
         SetConsoleMode(console, mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

}  // namespace

bool output_is_terminal() {
  return is_console(STD_OUTPUT_HANDLE);
}
bool error_is_terminal() {
  return is_console(STD_ERROR_HANDLE);
}

bool output_shows_colours() {
  return shows_colours(STD_OUTPUT_HANDLE);
}
bool error_shows_colours() {
  return shows_colours(STD_ERROR_HANDLE);
}

bool error_would_block() {
  return false;
}

Result<Secret> ask_hidden(const Question& question) {
  const auto alone = windows::lock_prompts();
  return Prompt(question).ask();
}

Result<void> write_notice(const std::string& text) {
  const Console console;
  if (!console || !console.write(text))
    return fail(Cause::no_terminal, "there is no terminal to write to", "run latchkey in a terminal");
  return {};
}

}  // namespace latchkey::terminal
