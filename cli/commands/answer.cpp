// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/answer.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/output/table.hpp"
#include "platform/process/process_info.hpp"
#include "platform/terminal/terminal.hpp"

namespace latchkey::cli {

Declare declare_answer;

namespace {

struct AnswerOptions {
  bool json = false;
  bool wait = false;
};

std::vector<PendingPrompt> questions_of(const CommandInput& in) {
  auto questions = pending_prompts(in.setup.host);
  const auto& profile = in.options.profile;
  const auto is_other = [&](const PendingPrompt& q) { return profile && q.question.profile != *profile; };
  questions.erase(std::remove_if(questions.begin(), questions.end(), is_other), questions.end());
  return questions;
}

nlohmann::ordered_json questions_json(const std::vector<PendingPrompt>& questions) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& waiting : questions) {
    const auto& question = waiting.question;
    list.push_back({{"profile", question.profile},
                    {"role_arn", question.role_arn.empty() ? nlohmann::ordered_json()
                                                           : nlohmann::ordered_json(question.role_arn)},
                    {"mfa_serial", question.device},
                    {"program", waiting.program},
                    {"pid", waiting.pid},
                    {"since", isoformat({waiting.since, std::chrono::seconds{0}})}});
  }
  return list;
}

std::string questions_table(const std::vector<PendingPrompt>& questions, TimePoint now) {
  std::vector<Cells> cells = {{"PROFILE", "WAITS", "PROGRAM", "DEVICE"}};
  for (const auto& waiting : questions) {
    cells.push_back({waiting.question.profile,
                     duration_text(std::max(now - waiting.since, TimePoint::duration{})), waiting.program,
                     waiting.question.device});
  }
  return table(cells, terminal::output_is_terminal());
}

Result<void> print_line(const std::string& line) {
  return print(line + '\n');
}

Result<int> answer_all(const Host& host, const std::vector<PendingPrompt>& questions) {
  if (questions.empty()) {
    CHECK(print("nothing is waiting for a code\n"));
    return 0;
  }
  if (questions.size() > 1) CHECK(print_raw(questions_table(questions, host.now())));
  for (const auto& waiting : questions) CHECK(answer_one(host, waiting, print_line));
  return 0;
}

/// Runs until a signal ends it. A prompt that the user cancelled has ended as well.
Result<int> answer_as_they_come(const CommandInput& in) {
  const Host& host = in.setup.host;
  CHECK(terminal::write_notice(""));
  TRY(const auto responder, announce_responder(host));
  CHECK(print("waiting for questions; Ctrl-C ends this\n"));
  constexpr std::chrono::milliseconds kPause{250};
  std::set<std::string> done;  // answered, but possibly not received yet
  for (;; host.sleep(kPause)) {
    for (const auto& waiting : questions_of(in)) {
      if (!done.insert(waiting.id).second) continue;
      const auto answered = answer_one(host, waiting, print_line);
      if (!answered && answered.error().kind != ErrorKind::cancelled) return tl::unexpected(answered.error());
    }
  }
}

}  // namespace

Result<void> answer_one(const Host& host, const PendingPrompt& waiting,
                        const std::function<Result<void>(const std::string&)>& say) {
  const auto still_there = [&] { return is_pending(host, waiting.id); };
  const auto gone = [&] {
    return say("profile " + waiting.question.profile + " no longer waits for a code");
  };
  if (!still_there()) return gone();
  const auto process = static_cast<long>(waiting.pid);
  if (is_stopped(process)) {
    const auto id = std::to_string(process);
    host.warn(waiting.program + " (pid " + id + ") is stopped and cannot receive a code; kill -CONT " + id +
              " lets it go on");
    return {};
  }
  const auto code = ask_here(host, waiting.question, waiting.program, still_there);
  if (!code && code.error().kind != ErrorKind::cancelled) return tl::unexpected(code.error());
  if (!still_there()) return gone();
  const bool reached = answer_question(host, waiting.id, code ? std::optional(*code) : std::nullopt);
  if (!code) return tl::unexpected(code.error());
  if (!reached) return gone();
  return say("gave the code to " + waiting.program);
}

Run declare_answer(Declaration& declaration) {
  auto options = std::make_shared<AnswerOptions>();
  declaration.add(options->json, {.names = "--json",
                                  .help = "Print the waiting prompts as a JSON array and answer none",
                                  .excludes = "--wait"});
  declaration.add(
      options->wait,
      {.names = "--wait", .help = "Stay and answer each prompt when it arrives", .excludes = "--json"});
  declaration.notes(R"(Programs without a terminal (an IDE, a service) wait for their MFA code up to
LATCHKEY_TIMEOUT seconds, if you have a terminal open or LATCHKEY_ANSWER is
"on". Ctrl-D tells the program that there is no answer. -p NAME selects the
prompts of one profile.
)");
  return [options](const CommandInput& in) -> Result<int> {
    if (options->json && options->wait)
      return fail(Cause::conflicting_options, "--json and --wait cannot be combined",
                  "leave one of them away");
    if (options->json) {
      CHECK(print_json(questions_json(questions_of(in))));
      return 0;
    }
    if (options->wait) return answer_as_they_come(in);
    return answer_all(in.setup.host, questions_of(in));
  };
}

}  // namespace latchkey::cli
