// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "mfa/assuan.hpp"
#include "mfa/prompters/prompter.hpp"

namespace latchkey {
namespace {

using assuan::Reply;

/// One conversation with a pinentry program.
class Pinentry {
 public:
  struct Answer {
    Coprocess::ReadResult how = Coprocess::ReadResult::line;  ///< otherwise there is no answer
    bool ok = false;
    unsigned code = 0;  ///< of the error
    Secret data;
  };

  explicit Pinentry(Coprocess coprocess) : coprocess_(std::move(coprocess)) {}

  Answer command(const std::string& line) {
    if (!coprocess_.write_line(line)) return {Coprocess::ReadResult::end, false, 0, {}};
    return read_reply();
  }

  /// Reads up to the OK or ERR that ends a reply, including the greeting.
  Answer read_reply() {
    Answer answer;
    Secret line;
    for (;;) {
      answer.how = coprocess_.read_line(line);
      if (answer.how != Coprocess::ReadResult::line) return answer;
      const auto reply = assuan::parse(line.reveal());
      if (reply.kind == Reply::Kind::data) answer.data = assuan::unescape(reply.text);
      if (reply.kind == Reply::Kind::inquiry) static_cast<void>(coprocess_.write_line("CAN"));
      if (reply.kind == Reply::Kind::broken) answer.how = Coprocess::ReadResult::end;
      if (reply.kind == Reply::Kind::broken || reply.kind == Reply::Kind::ok ||
          reply.kind == Reply::Kind::error) {
        answer.ok = reply.kind == Reply::Kind::ok;
        answer.code = reply.code;
        return answer;
      }
    }
  }

 private:
  Coprocess coprocess_;
};

/// Whether it can only prompt on a terminal; without one it reports at once that the user cancelled.
bool needs_terminal(const std::string& flavor) {
  return flavor.ends_with("curses") || flavor.ends_with("tty");
}

/// The terminal that GnuPG is configured to use, if it is usable.
const std::string* named_terminal(const Environment& env) {
  const auto* name = env.find_filled("GPG_TTY");
  return name != nullptr && terminal::is_terminal(*name) ? name : nullptr;
}

std::vector<std::string> settings(const PromptContext& context) {
  const auto& env = context.host.env;
  std::vector<std::string> lines;
  if (const auto* tty = named_terminal(env)) {
    lines.push_back("OPTION ttyname=" + assuan::escape(*tty));
    if (const auto* type = env.find_filled("TERM")) {
      lines.push_back("OPTION ttytype=" + assuan::escape(*type));
    }
  }
  // A second less than latchkey's deadline, so that it can still restore the screen.
  const auto left = std::chrono::floor<std::chrono::seconds>(context.deadline.left()).count() - 1;
  lines.push_back("SETTIMEOUT " + std::to_string(std::max(left, decltype(left){1})));
  lines.push_back("SETTITLE latchkey");
  lines.push_back("SETDESC " + assuan::escape(context.text()));
  lines.push_back("SETPROMPT MFA code:");
  return lines;
}

std::optional<Secret> broken(const PromptContext& context, const std::string& path) {
  context.host.debug("mfa: " + path + " does not speak the pinentry protocol, or cannot prompt");
  return std::nullopt;
}

Result<std::optional<Secret>> converse(Pinentry& pinentry, const PromptContext& context,
                                       const std::string& path) {
  const auto is_final = [](const Pinentry::Answer& answer) {
    return answer.how == Coprocess::ReadResult::late || answer.how == Coprocess::ReadResult::interrupted;
  };
  const auto final_error = [&](const Pinentry::Answer& answer) {
    return answer.how == Coprocess::ReadResult::late ? prompt_timed_out(context) : cancelled_at(context);
  };
  auto answer = pinentry.read_reply();
  if (answer.ok) answer = pinentry.command("GETINFO flavor");
  if (is_final(answer)) return final_error(answer);
  if (answer.how != Coprocess::ReadResult::line) return broken(context, path);
  const bool on_terminal = needs_terminal(answer.data.reveal());
  if (on_terminal && named_terminal(context.host.env) == nullptr) return broken(context, path);
  for (const auto& line : settings(context)) {
    answer = pinentry.command(line);  // an unknown option is an error reply, and pinentry continues
    if (is_final(answer)) return final_error(answer);
    if (answer.how != Coprocess::ReadResult::line) return broken(context, path);
  }
  answer = pinentry.command("GETPIN");
  if (is_final(answer)) return final_error(answer);
  if (answer.how == Coprocess::ReadResult::end && on_terminal) return cancelled_at(context);  // Ctrl-C there
  if (answer.how != Coprocess::ReadResult::line) return broken(context, path);
  if (answer.ok) {
    static_cast<void>(pinentry.command("BYE"));
    return answer.data;
  }
  if (answer.code == assuan::kTimeout) return prompt_timed_out(context);
  if (answer.code == assuan::kCancelled || answer.code == assuan::kFullyCancelled) {
    return cancelled_at(context);
  }
  return broken(context, path);
}

}  // namespace

Result<std::optional<Secret>> pinentry_prompter(PromptContext& context) {
  const auto& env = context.host.env;
  const auto* named = env.find_filled("LATCHKEY_PINENTRY");
  if (named == nullptr && !has_display(env) && env.find_filled("GPG_TTY") == nullptr) return std::nullopt;
  const std::string path = named != nullptr ? *named : "pinentry";
  auto program = context.host.start({path}, env, context.deadline, Coprocess::Errors::kept);
  if (!program) {
    if (named != nullptr) context.host.warn("LATCHKEY_PINENTRY cannot run: " + program.error().detail);
    return std::nullopt;
  }
  context.host.debug("mfa: asks with " + path);
  Pinentry pinentry(*std::move(program));
  return converse(pinentry, context, path);
}

}  // namespace latchkey
