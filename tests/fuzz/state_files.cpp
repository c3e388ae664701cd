// SPDX-License-Identifier: Apache-2.0
// Any bytes as latchkey's own files below ~/.aws/latchkey, which other processes of the same user, older
// versions and crashes write: an MFA session, used codes, a role's record, a waiting prompt and its answer,
// the notes of locks, and the state of `keep` and `serve`. The first byte selects a file; its highest bit
// adds a valid checksum.
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "fuzz/support.hpp"
#include "mfa/inline_code_roles.hpp"
#include "mfa/remote_prompt.hpp"
#include "mfa/session_store.hpp"
#include "mfa/single_flight.hpp"
#include "mfa/used_codes.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "serve/child/credential_text.hpp"
#include "serve/endpoint/server_lock.hpp"
#include "serve/renewal/keeper_lock.hpp"

namespace {

using namespace latchkey;
using fuzz::kNow;
using fuzz::need;

constexpr const char* kDevice = "arn:aws:iam::111111111111:mfa/ada";

struct World {
  fuzz::Folder folder;
  Host host = fuzz::quiet_host(folder.path());

  std::string state(const std::string& name) const { return folder.path() + "/.aws/latchkey/" + name; }
  /// The only file in a state folder.
  std::string only_file(const std::string& in) const {
    const auto names = files::names_in(state(in));
    need(names.size() == 1);
    return state(in) + '/' + names.front();
  }
};

World& world() {
  static World made;
  return made;
}

void try_checksummed(std::string_view text) {
  for (const auto* kind : {"mfa-session", "spent-codes"}) {
    need(without_checksum(kind, with_checksum(kind, text)) == text);
    need(!without_checksum("other", with_checksum(kind, text)));
    if (const auto content = without_checksum(kind, text)) need(with_checksum(kind, *content) == text);
  }
}

SecretText maybe_checksummed(bool is_checksummed, const char* kind, std::string_view text) {
  return is_checksummed ? with_checksum(kind, text) : SecretText(text);
}

void try_session(bool is_checksummed, std::string_view text) {
  const SessionStore store(world().host);
  static const std::string path = [&] {
    MfaSession session;
    session.origin = {"aws", "AKIA", kDevice};
    session.began = kNow;
    session.credentials = {"ASIA", Secret("s"), Secret("t"), kNow + std::chrono::hours(1), {}, {}, "x"};
    need(store.store(session).has_value());
    return world().only_file("sessions");
  }();
  fuzz::Folder::overwrite(path, maybe_checksummed(is_checksummed, "mfa-session", text));
  for (const auto& session : store.all()) {
    need(session.credentials.session_token && session.credentials.expiration);
    need(*session.credentials.expiration > kNow);
    need(store.store(session).has_value());
    const auto again = store.all();
    need(again.size() == 1 && again.front().began == session.began &&
         again.front().credentials.expiration == session.credentials.expiration);
  }
}

void try_used_codes(bool is_checksummed, std::string_view text) {
  static const std::string path = [] {
    UsedCodes codes(world().host, "aws", kDevice);
    need(codes.mark_used(Secret("123456")).has_value());
    return world().only_file("codes");
  }();
  fuzz::Folder::overwrite(path, maybe_checksummed(is_checksummed, "spent-codes", text));
  const UsedCodes codes(world().host, "aws", kDevice);
  static_cast<void>(codes.spent_at(Secret("123456")));
  constexpr std::chrono::seconds kWindow{30};
  const auto next = codes.next_code_in();
  need(!next || (*next > std::chrono::seconds{0} && *next <= kWindow));
}

void try_inline_code_roles(bool is_checksummed, std::string_view text) {
  static const std::string path = [] {
    need(remember_code_in_call(world().host, "aws", "role").has_value());
    return world().only_file("roles");
  }();
  fuzz::Folder::overwrite(path, maybe_checksummed(is_checksummed, "code-in-call", text));
  static_cast<void>(requires_inline_code(world().host, "aws", "role"));
}

AnswerChannel new_box(const std::string& path) {
  need(files::make_folder(files::folder_of(path)).has_value());
  auto box = AnswerChannel::create(path);
  need(box.has_value());
  return *std::move(box);
}

void try_question(std::string_view text) {
  static const std::string start = world().state("questions") + "/1";
  static const AnswerChannel box = new_box(start + ".fifo");
  static_cast<void>(box);
  fuzz::Folder::overwrite(start + ".json", text);
  for (const auto& found : pending_prompts(world().host)) {
    need(found.id == "1" && !found.question.profile.empty() && !found.question.device.empty());
    const auto& next = found.question.next_code_in;
    need(!next || next->count() > 0);
    need(!found.question.mfa_process);
  }
}

void try_message(std::string_view text) {
  static const std::string path = world().state("letters") + "/box";
  static AnswerChannel box = new_box(path);
  constexpr std::size_t kLongest = 200;
  std::string line(text.substr(0, kLongest));
  line.resize(std::min(line.find('\n'), line.size()));
  const int writer = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  const auto sent = line + '\n';
  need(writer >= 0 && write(writer, sent.data(), sent.size()) == static_cast<ssize_t>(sent.size()));
  close(writer);
  Secret message;
  need(box.receive(Deadline(std::chrono::seconds(20)), message) == AnswerChannel::Received::message);
  need(message.reveal() == line);
  const auto answer = answer_in(message);
  if (answer) need(code_in(*answer).reveal().size() <= line.size());
}

/// The note of a lock holder that exits, or stays until the timeout.
void try_note(bool goes, std::string_view text) {
  static const std::string path = world().state("locks") + "/device.lock";
  auto lock = FileLock::try_take(path);
  need(lock && *lock);
  (**lock).set_note(text);
  Host host = world().host;
  host.env.set("LATCHKEY_TIMEOUT", "1");
  host.sleep = [&](std::chrono::milliseconds) {
    if (goes) lock->reset();
  };
  host.notice = [](const std::string& line) { need(line.find('\n') == std::string::npos); };
  const auto flight = begin_single_flight(host, {"device", "the MFA code", [] { return false; }});
  if (flight) return need(goes && flight->has_value());
  const auto kind = flight.error().kind;
  if (goes) {
    need(kind == ErrorKind::cancelled || kind == ErrorKind::denied || kind == ErrorKind::network);
  } else {
    need(kind == ErrorKind::terminal);
  }
}

void try_keeper(std::string_view text) {
  static const auto lock = KeeperLock::take(world().host, {});
  need(lock && *lock);
  fuzz::Folder::overwrite(world().state("locks") + "/keep.lock", text);
  const auto keeper = running_keeper(world().host);
  need(keeper && keeper->process >= 0);
  static_cast<void>(isoformat({keeper->since}));
}

ServerLock announced_lock() {
  auto lock = ServerLock::take(world().host);
  need(lock && *lock);
  RunningServer server;
  server.process = 4711;
  server.since = kNow;
  server.profiles = {"ops"};
  server.token = Secret("TOKEN");
  need((**lock).announce(server).has_value());
  return **std::move(lock);
}

void try_server(std::string_view text) {
  static const ServerLock lock = announced_lock();
  fuzz::Folder::overwrite(world().state("serve") + "/server.json", text);
  const auto server = running_server(world().host);
  if (!server) return;
  need(server->process == 4711 && !server->profiles.empty());
  const auto json = nlohmann::json::parse(text, nullptr, false);
  need(json["port"] == server->port && server->port != 0);
  if (server->metadata_port)
    need(json["metadata_port"] == *server->metadata_port && *server->metadata_port != 0);
  for (const bool in_file : {false, true}) {
    const auto variables = server_variables(world().host, *server, in_file);
    const auto lines = variables_text(variables, ExportFormat::env);
    if (!lines) continue;
    const auto text = lines->view();
    need(std::count(text.begin(), text.end(), '\n') == static_cast<long>(variables.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr unsigned kSealed = 0x80;
  constexpr unsigned kKinds = 9;
  const auto [first, text] = latchkey::fuzz::selected(data, size);
  const bool flag = (first & kSealed) != 0;
  switch ((first & ~kSealed) % kKinds) {
    case 0:
      try_checksummed(text);
      break;
    case 1:
      try_session(flag, text);
      break;
    case 2:
      try_used_codes(flag, text);
      break;
    case 3:
      try_inline_code_roles(flag, text);
      break;
    case 4:
      try_question(text);
      break;
    case 5:
      try_message(text);
      break;
    case 6:
      try_note(flag, text);
      break;
    case 7:
      try_keeper(text);
      break;
    default:
      try_server(text);
      break;
  }
  return 0;
}
