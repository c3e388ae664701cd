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
  /// Whether the user cancelled; otherwise the dialog could not be shown.
  bool (*is_cancelled)(const Coprocess::Exit&) = nullptr;
};

/// These exit with 1 if the user cancelled, and also without a desktop, but then with an error message.
bool is_no(const Coprocess::Exit& ending) {
  const auto has_message = [&](std::string_view words) {
    return ending.err.find(words) != std::string::npos;
  };
  return ending.status == 1 && !has_message("open display") && !has_message("connect to display") &&
         !has_message("could not be loaded");
}

bool is_user_cancelled(const Coprocess::Exit& ending) {
  return ending.err.find("-128") != std::string::npos;  // userCanceledErr
}

/// zenity interprets backslash escapes and underscores in labels.
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

/// The dialog of the system (Windows).
Result<std::optional<Secret>> ask_the_system(PromptContext& context) {
  using How = credential_dialog::Answer::How;
  if (!context.host.ask_in_dialog) return std::nullopt;
  const auto answer = context.host.ask_in_dialog({context.text(), text::printable(context.question.device)},
                                                 context.deadline);
  if (answer.how == How::late) return prompt_timed_out(context);
  if (answer.how == How::cancelled) return cancelled_at(context);
  if (answer.how == How::no_dialog) return std::nullopt;
  context.host.debug("mfa: was answered in the system's dialog");
  return answer.secret;
}

}  // namespace

/// The system's dialog, or the first desktop program that is installed and can show a window. The text is an
/// argument, the code is not.
Result<std::optional<Secret>> dialog_prompter(PromptContext& context) {
  TRY(auto answer, ask_the_system(context));
  if (answer) return answer;
  for (const auto& dialog : dialogs(context.text())) {
    if (dialog.needs_display && !has_display(context.host.env)) continue;
    auto program =
        context.host.start(dialog.command, context.host.env, context.deadline, Coprocess::Errors::kept);
    if (!program) continue;
    context.host.debug("mfa: asks with " + dialog.command.front());
    const auto ending = program->finish();
    TRY(const bool exited, has_exited(context, ending));
    if (!exited) return Secret();
    if (ending.status == 0) return ending.out;
    if (dialog.is_cancelled(ending)) return cancelled_at(context);
    context.host.debug("mfa: " + dialog.command.front() + " cannot show anything, status " +
                       std::to_string(ending.status));
  }
  return std::nullopt;
}

}  // namespace latchkey
