// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/server_lock.hpp"

#include <limits>

#include <nlohmann/json.hpp>

#include "base/json_reader.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "serve/endpoint/credential_endpoint.hpp"
#include "serve/renewal/instance_lock.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kName = "serve";

std::string state_path(const Host& host) {
  return StateDirectory(host.env).file(StateDirectory::Folder::serve, "server.json");
}

template <class T>
std::optional<T> member(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found == json.end() || found->is_null() ? std::nullopt : std::optional(found->get<T>());
}

Json troubles_json(const std::map<std::string, RenewalTrouble>& troubles) {
  Json rows = Json::array();
  for (const auto& [profile, trouble] : troubles) {
    rows.push_back({{"profile", profile},
                    {"message", trouble.message},
                    {"hint", trouble.hint},
                    {"until", trouble.until ? Json(isoformat({*trouble.until})) : Json()}});
  }
  return rows;
}

/// Throws exceptions that parse_state() catches.
std::map<std::string, RenewalTrouble> troubles_in(const Json& json) {
  std::map<std::string, RenewalTrouble> troubles;
  const auto rows = json.find("troubles");
  if (rows == json.end()) return troubles;
  for (const auto& row : *rows) {
    RenewalTrouble trouble{row.at("message").get<std::string>(), row.at("hint").get<std::string>(), {}};
    if (const auto& until = row.at("until"); !until.is_null())
      trouble.until = parse_timestamp(until.get<std::string>()).value().at;
    troubles.emplace(row.at("profile").get<std::string>(), std::move(trouble));
  }
  return troubles;
}

std::string state_text(const RunningServer& server) {
  return Json{{"pid", server.process},
              {"since", isoformat({server.since})},
              {"port", server.port},
              {"metadata_port", server.metadata_port ? Json(*server.metadata_port) : Json()},
              {"socket", server.socket ? Json(*server.socket) : Json()},
              {"profiles", server.profiles},
              {"region", server.region ? Json(*server.region) : Json()},
              {"config", server.configuration.path},
              {"configuration", server.configuration.id},
              {"troubles", troubles_json(server.troubles)}}
             .dump(-1, ' ', false, Json::error_handler_t::replace) +
         '\n';
}

/// nullopt: the value is not a port number.
std::optional<std::uint16_t> port_in(const Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  const auto number = value.get<long long>();
  if (number < 1 || number > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
  return static_cast<std::uint16_t>(number);
}

std::optional<RunningServer> parse_state(std::string_view text) {
  try {
    const auto document = read_ordered_json(text);
    const Json& json = *document;
    RunningServer server;
    if (!json.at("pid").is_number_integer()) return std::nullopt;
    server.process = json.at("pid").get<long>();
    server.since = parse_timestamp(json.at("since").get<std::string>()).value().at;
    server.port = port_in(json.at("port")).value();
    if (const auto port = json.find("metadata_port"); port != json.end() && !port->is_null())
      server.metadata_port = port_in(*port).value();
    server.socket = member<std::string>(json, "socket");
    server.profiles = json.at("profiles").get<std::vector<std::string>>();
    server.region = member<std::string>(json, "region");
    server.configuration.path = member<std::string>(json, "config").value_or("");
    server.configuration.id = member<std::string>(json, "configuration").value_or("");
    server.troubles = troubles_in(json);
    if (server.process <= 0 || server.profiles.empty()) return std::nullopt;
    return server;
  } catch (const std::exception&) {  // of the JSON library, or an invalid time or port
    return std::nullopt;
  }
}

}  // namespace

std::string server_token_path(const Host& host) {
  return StateDirectory(host.env).file(StateDirectory::Folder::serve, "token");
}

bool server_lock_is_held(const Host& host) {
  return FileLock::is_held(StateDirectory(host.env).lock(kName));
}

std::optional<RunningServer> running_server(const Host& host) {
  if (!server_lock_is_held(host)) return std::nullopt;
  const StateDirectory state(host.env);
  const auto text = state.read(state_path(host)).value_or(std::nullopt);
  auto server = text ? parse_state(*text) : std::nullopt;
  auto token = state.read(server_token_path(host)).value_or(std::nullopt);
  // Between take() and announce(), the files are those of a killed server.
  if (!server || !token || FileLock::note_of(state.lock(kName)) != std::to_string(server->process))
    return std::nullopt;
  server->token = *std::move(token);
  return server;
}

std::vector<std::pair<std::string, std::string>> server_variables(const Host& host,
                                                                  const RunningServer& server,
                                                                  bool token_in_file) {
  std::vector<std::pair<std::string, std::string>> variables = {
      {"AWS_CONTAINER_CREDENTIALS_FULL_URI",
       "http://" + loopback_authority(server.port) + endpoint_path(server.profiles.front())}};
  if (token_in_file) {
    variables.emplace_back("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", server_token_path(host));
  } else {
    variables.emplace_back("AWS_CONTAINER_AUTHORIZATION_TOKEN", server.token.reveal());
  }
  if (server.metadata_port) {
    variables.emplace_back("AWS_EC2_METADATA_SERVICE_ENDPOINT",
                           "http://" + loopback_authority(*server.metadata_port) + '/');
  }
  if (server.region) {
    variables.emplace_back("AWS_REGION", *server.region);
    variables.emplace_back("AWS_DEFAULT_REGION", *server.region);
  }
  return variables;
}

Result<std::optional<ServerLock>> ServerLock::take(const Host& host) {
  TRY(auto lock, take_instance_lock(host, kName));
  if (!lock) return std::nullopt;
  lock->set_note("");
  return ServerLock(*std::move(lock), state_path(host), server_token_path(host));
}

Result<void> ServerLock::announce(const RunningServer& server) {
  CHECK(files::write_private(token_path_, server.token.reveal()));
  CHECK(update(server));
  lock_.set_note(std::to_string(server.process));
  return {};
}

Result<void> ServerLock::update(const RunningServer& server) {
  return files::write_private(state_path_, state_text(server));
}

void forget_dead_server(const Host& host) {
  const bool is_any_there = files::is_file(server_token_path(host)) || files::is_file(state_path(host));
  if (!is_any_there || server_lock_is_held(host)) return;
  static_cast<void>(ServerLock::take(host));  // the destructor removes the files
}

ServerLock::~ServerLock() {
  for (const auto* path : {&token_path_, &state_path_}) {
    if (!path->empty()) static_cast<void>(files::remove(*path));
  }
}

}  // namespace latchkey
