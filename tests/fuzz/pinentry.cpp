// SPDX-License-Identifier: Apache-2.0
// Any bytes as the output of a pinentry program, an askpass program or mfa_process: lines of the Assuan
// protocol, and a whole dialogue with a program that prints them. The first byte selects the dialogue for one
// input in sixteen, because it starts a process.
#include "fuzz/support.hpp"
#include "mfa/assuan.hpp"
#include "mfa/prompters/prompter.hpp"

namespace {

using namespace latchkey;
using fuzz::need;

void try_lines(std::string_view text) {
  constexpr std::size_t kRoomForCommand = 40;
  const auto escaped = assuan::escape(text);
  need(escaped.find_first_of("\r\n") == std::string::npos);
  need(escaped.size() + kRoomForCommand <= assuan::kLongestLine);
  const auto plain = assuan::unescape(escaped);
  need(text.starts_with(plain.reveal()));
  need(assuan::unescape(text).reveal().size() <= text.size());
  const auto reply = assuan::parse(text);
  constexpr unsigned kMostCode = 0xFFFF;
  need(reply.code <= kMostCode && reply.text.size() <= text.size());
  using Kind = assuan::Reply::Kind;
  const auto data = assuan::parse("D " + escaped);
  need(data.kind == Kind::data);
  if (reply.kind == Kind::error) need(text.starts_with("ERR "));
}

void try_code(std::string_view text) {
  constexpr std::size_t kDigits = 6;
  const auto code = code_in(Secret(std::string(text)));
  need(code.reveal().empty() || code.reveal().size() == kDigits);
  need(code.reveal().find_first_not_of("0123456789") == std::string::npos);
  need(code_in(code).reveal() == code.reveal());
}

/// Starts `cat` with the text instead of any program.
struct World {
  fuzz::Folder folder;
  Host host = fuzz::quiet_host(folder.path());
  CodeQuestion question{"ops", "", "arn:aws:iam::111111111111:mfa/ada", "", {}, "program"};

  World() {
    host.env.set("LATCHKEY_PINENTRY", "pinentry");
    host.env.set("LATCHKEY_ASKPASS", "askpass");
    host.env.set("PATH", "/usr/bin:/bin");
    host.start = [this](const auto&, const auto& env, Deadline deadline, Coprocess::Errors errors) {
      return Coprocess::start({"cat", folder.path() + "/says"}, env, deadline, errors);
    };
  }
};

void try_talk(std::string_view text) {
  static World world;
  world.folder.write("says", text);
  for (auto* const prompter : {pinentry_prompter, askpass_prompter, process_prompter}) {
    PromptContext context(world.host, world.question, "latchkey login", std::chrono::seconds(20));
    const auto answer = prompter(context);
    need(!answer || !*answer || (**answer).reveal().size() <= text.size());
    if (!answer)
      need(answer.error().kind == ErrorKind::cancelled || answer.error().kind == ErrorKind::terminal);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr unsigned kTalks = 16;
  const auto [kind, text] = latchkey::fuzz::selected(data, size);
  try_lines(text);
  try_code(text);
  if (kind % kTalks == 1) try_talk(text);
  return 0;
}
