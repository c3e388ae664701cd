// SPDX-License-Identifier: Apache-2.0
#include "mfa/remote_prompt.hpp"

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

#include "aws/config/paths.hpp"
#include "base/json_reader.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::string_view kQuestion = ".json";
constexpr std::string_view kBox = ".fifo";
constexpr std::string_view kResponder = ".lookout";
constexpr const char* kNoAnswer = "cancelled";
constexpr std::chrono::hours kLongestWait{1};  // the maximum of LATCHKEY_TIMEOUT

std::string folder_of_questions(const Host& host) {
  return StateDirectory(host.env).folder(StateDirectory::Folder::questions);
}

std::string path_of(const Host& host, const std::string& id, std::string_view ending) {
  return files::join(folder_of_questions(host), id + std::string(ending));
}

std::string question_json(const Host& host, const CodeQuestion& question, const std::string& program) {
  const auto at = [](TimePoint time) { return isoformat({time, std::chrono::seconds{0}}); };
  Json json = {{"version", kVersion},
               {"profile", question.profile},
               {"role", question.role_arn},
               {"device", question.device},
               {"endpoint", question.endpoint},
               {"shown_endpoint", question.shown_endpoint},
               {"program", program},
               {"note", question.note},
               {"pid", answer_channel::process_number()},
               {"machine", answer_channel::machine_name()},
               {"since", at(host.now())}};
  if (question.next_code_in) json["next_code_at"] = at(host.now() + *question.next_code_in);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<TimePoint> time_in(const Json& json, const char* name) {
  const auto time = parse_timestamp(text_in(json, name));
  return time ? std::optional(time->at) : std::nullopt;
}

/// The JSON content of a file; null: it cannot be read.
Json read_json(const Host& host, const std::string& id) {
  const auto text = StateDirectory(host.env).read(path_of(host, id, kQuestion));
  if (!text || !*text) return {};
  auto json = read_ordered_json(**text);
  return json->is_object() ? *json : Json();
}

std::optional<PendingPrompt> question_in(const Host& host, const std::string& id, const Json& json) {
  const auto since = time_in(json, "since");
  const auto version = json.find("version");
  PendingPrompt found{id, {}, text_in(json, "program"), 0, since.value_or(TimePoint{})};
  auto& question = found.question;
  question.profile = text_in(json, "profile");
  question.role_arn = text_in(json, "role");
  question.device = text_in(json, "device");
  question.endpoint = text_in(json, "endpoint");
  question.shown_endpoint = text_in(json, "shown_endpoint");
  question.note = text_in(json, "note");
  const bool good = since && version != json.end() && *version == kVersion && !question.profile.empty() &&
                    !question.device.empty();
  if (!good) return std::nullopt;
  if (const auto pid = json.find("pid"); pid != json.end() && pid->is_number_integer()) {
    found.pid = pid->get<long long>();
  }
  if (const auto next = time_in(json, "next_code_at"); next && *next > host.now()) {
    question.next_code_in = std::chrono::ceil<std::chrono::seconds>(*next - host.now());
  }
  return found;
}

/// Channels do not work across machines that share the home folder. Those of other machines are kept until
/// they must have timed out.
bool may_be_on_other_host(const Host& host, const Json& json) {
  const auto machine = text_in(json, "machine");
  const auto since = time_in(json, "since");
  return !machine.empty() && machine != answer_channel::machine_name() && since &&
         host.now() - *since < kLongestWait;
}

void remove_files(const Host& host, const std::string& id) {
  host.debug("mfa: removes a question whose asker is gone: " + id);
  static_cast<void>(files::remove(path_of(host, id, kQuestion)));
  static_cast<void>(files::remove(path_of(host, id, kBox)));
}

/// The IDs of the files with this extension.
std::vector<std::string> ids(const Host& host, std::string_view ending) {
  std::vector<std::string> found;
  for (const auto& name : answer_channel::own_names(folder_of_questions(host))) {
    if (name.ends_with(ending)) found.push_back(name.substr(0, name.size() - ending.size()));
  }
  return found;
}

/// Removes channels of killed processes without a prompt.
void sweep(const Host& host, std::string_view ending) {
  for (const auto& id : ids(host, ending)) {
    const auto path = path_of(host, id, ending);
    if (answer_channel::is_listening(path) || files::is_file(path_of(host, id, kQuestion))) continue;
    static_cast<void>(files::remove(path));
  }
}

}  // namespace

Result<std::optional<bool>> answer_setting(const Environment& env) {
  const auto* value = env.find_filled("LATCHKEY_ANSWER");
  if (value == nullptr) return std::nullopt;
  if (*value == "on" || *value == "off") return *value == "on";
  return fail(Cause::answer_invalid, "LATCHKEY_ANSWER is \"" + *value + "\"; expected on or off",
              "unset it to allow prompts through latchkey answer", Origin::variable("LATCHKEY_ANSWER"));
}

Result<AnswerChannel> post_prompt(const Host& host, const CodeQuestion& question,
                                  const std::string& program) {
  CHECK(files::Reservation::reserve(folder_of_questions(host), 0));  // makes the folder
  const auto id = host.uuid();
  TRY(auto box, AnswerChannel::create(path_of(host, id, kBox)));
  box.guard();
  // The channel is created first and removed last, because a prompt without a channel counts as abandoned.
  box.also_remove(path_of(host, id, kQuestion));
  CHECK(files::write_private(path_of(host, id, kQuestion), question_json(host, question, program)));
  return box;
}

std::vector<PendingPrompt> pending_prompts(const Host& host) {
  std::vector<PendingPrompt> found;
  for (const auto& id : ids(host, kQuestion)) {
    const auto json = read_json(host, id);
    if (!is_pending(host, id)) {
      if (!may_be_on_other_host(host, json)) remove_files(host, id);
      continue;
    }
    if (auto question = question_in(host, id, json)) {
      found.push_back(*std::move(question));
    } else {
      host.debug("mfa: no question that this version knows: " + path_of(host, id, kQuestion));
    }
  }
  sweep(host, kBox);
  sweep(host, kResponder);
  std::stable_sort(found.begin(), found.end(),
                   [](const PendingPrompt& a, const PendingPrompt& b) { return a.since < b.since; });
  return found;
}

bool is_pending(const Host& host, const std::string& id) {
  return answer_channel::is_listening(path_of(host, id, kBox));
}

bool answer_question(const Host& host, const std::string& id, const std::optional<Secret>& code) {
  return answer_channel::send_message(path_of(host, id, kBox), code ? *code : Secret(kNoAnswer));
}

std::optional<Secret> answer_in(const Secret& message) {
  return message.reveal() == kNoAnswer ? std::nullopt : std::optional(message);
}

Result<AnswerChannel> announce_responder(const Host& host) {
  CHECK(files::Reservation::reserve(folder_of_questions(host), 0));
  return AnswerChannel::create(path_of(host, host.uuid(), kResponder));
}

bool has_responder(const Host& host) {
  const auto found = ids(host, kResponder);
  return std::any_of(found.begin(), found.end(), [&](const std::string& id) {
    return answer_channel::is_listening(path_of(host, id, kResponder));
  });
}

}  // namespace latchkey
