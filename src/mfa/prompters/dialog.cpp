// SPDX-License-Identifier: Apache-2.0
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "base/try.hpp"
#include "mfa/prompters/prompter.hpp"

namespace latchkey {
namespace {

struct Dialog {
  std::vector<std::string> command;
  bool needs_display = true;
  /// Whether the person said no; else it could not be shown.
  bool (*is_cancelled)(const Dialogue::Ending&) = nullptr;
};

/// These end with 1 for "no"; without a desktop, too, but then they complain.
bool is_no(const Dialogue::Ending& ending) {
  const auto says = [&](std::string_view words) { return ending.err.find(words) != std::string::npos; };
  return ending.status == 1 && !says("open display") && !says("connect to display") &&
         !says("could not be loaded");
}

bool is_user_cancelled(const Dialogue::Ending& ending) {
  return ending.err.find("-128") != std::string::npos;  // userCanceledErr
}

/// zenity takes a label with backslash escapes and underlined letters.
std::string label(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\' || c == '_') result += c;
    result += c;
  }
  return result;
}

constexpr const char* kAppleScript =
    "text returned of (display dialog (item 1 of argv) default answer \"\" with hidden answer with title "
    "\"latchkey\")";

std::vector<Dialog> dialogs(const std::string& text) {
  return {
      {{"zenity", "--entry", "--hide-text", "--title=latchkey", "--text=" + label(text)}, true, is_no},
      {{"kdialog", "--title", "latchkey", "--password", text}, true, is_no},
      {{"osascript", "-e", "on run argv", "-e", kAppleScript, "-e", "end run", text},
       false,
       is_user_cancelled},
  };
}

/// The system's own dialog (Windows).
Result<std::optional<Secret>> ask_the_system(Asking& asking) {
  using How = credential_dialog::Answer::How;
  if (!asking.host.ask_in_dialog) return std::nullopt;
  const auto answer =
      asking.host.ask_in_dialog({asking.text(), text::printable(asking.question.device)}, asking.deadline);
  if (answer.how == How::late) return nobody_answered(asking);
  if (answer.how == How::cancelled) return cancelled_at(asking);
  if (answer.how == How::no_dialog) return std::nullopt;
  asking.host.debug("mfa: was answered in the system's dialog");
  return answer.secret;
}

}  // namespace

/// The system's dialog, or the first of the desktops' own programs that is here and can show something. The
/// text is an argument, the code never is.
Result<std::optional<Secret>> dialog_rung(Asking& asking) {
  TRY(auto answer, ask_the_system(asking));
  if (answer) return answer;
  for (const auto& dialog : dialogs(asking.text())) {
    if (dialog.needs_display && !has_display(asking.host.env)) continue;
    auto program =
        asking.host.start(dialog.command, asking.host.env, asking.deadline, Dialogue::Errors::kept);
    if (!program) continue;
    asking.host.debug("mfa: asks with " + dialog.command.front());
    const auto ending = program->finish();
    switch (ending.how) {
      case Dialogue::Heard::late:
        return nobody_answered(asking);
      case Dialogue::Heard::interrupted:
        return cancelled_at(asking);
      case Dialogue::Heard::end:
        break;
      default:
        return Secret();
    }
    if (ending.status == 0) return ending.out;
    if (dialog.is_cancelled(ending)) return cancelled_at(asking);
    asking.host.debug("mfa: " + dialog.command.front() + " cannot show anything, status " +
                      std::to_string(ending.status));
  }
  return std::nullopt;
}

}  // namespace latchkey
