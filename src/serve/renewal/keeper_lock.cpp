// SPDX-License-Identifier: Apache-2.0
#include "serve/renewal/keeper_lock.hpp"

#include <nlohmann/json.hpp>

#include "base/json_reader.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/process/process_info.hpp"
#include "serve/renewal/instance_lock.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr const char* kName = "keep";

std::optional<TimePoint> time_of(const Json& note, const char* name) {
  const auto time = parse_timestamp(text_in(note, name));
  return time ? std::optional(time->at) : std::nullopt;
}

std::optional<RunningKeeper> parse_note(const std::string& text) {
  const auto document = read_json(text);
  const Json& note = *document;
  if (!note.is_object() || !note.contains("pid") || !note["pid"].is_number_integer()) return std::nullopt;
  const auto process = note["pid"].get<long>();
  if (process <= 0) return std::nullopt;
  return RunningKeeper{process,
                       time_of(note, "since").value_or(TimePoint{}),
                       time_of(note, "next_renewal"),
                       {text_in(note, "config"), text_in(note, "configuration")}};
}

}  // namespace

std::string keeper_lock_path(const Host& host) {
  return StateDirectory(host.env).lock(kName);
}

std::optional<RunningKeeper> running_keeper(const Host& host) {
  const auto path = keeper_lock_path(host);
  if (!FileLock::is_held(path)) return std::nullopt;
  for (int tries = 0; tries < 3; ++tries) {  // a note may be read while it is being written
    if (auto keeper = parse_note(FileLock::note_of(path))) return keeper;
    host.sleep(milliseconds{2});
  }
  return RunningKeeper{};
}

Result<std::optional<KeeperLock>> KeeperLock::take(const Host& host, Configuration configuration) {
  TRY(auto lock, take_instance_lock(host, kName));
  if (!lock) return std::nullopt;
  KeeperLock keeper(*std::move(lock), host.now(), std::move(configuration));
  keeper.note(std::nullopt);
  return keeper;
}

void KeeperLock::note(std::optional<TimePoint> next_renewal) {
  const Json note = {{"pid", own_process_id()},
                     {"since", isoformat({since_})},
                     {"next_renewal", next_renewal ? Json(isoformat({*next_renewal})) : Json()},
                     {"config", configuration_.path},
                     {"configuration", configuration_.id}};
  lock_.set_note(note.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n');
}

}  // namespace latchkey
