// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/files/file_lock.hpp"
#include "platform/host.hpp"
#include "serve/renewal/instance_lock.hpp"
#include "serve/renewal/renewal.hpp"
#include <latchkey/error.hpp>
#include <latchkey/secret.hpp>

namespace latchkey {

/// The state of a running `latchkey serve`, for programs that use it.
struct RunningServer {
  long process = 0;
  TimePoint since;
  std::uint16_t port = 0;
  std::optional<std::uint16_t> metadata_port;  ///< nullopt: no instance metadata
  std::optional<std::string> socket;           ///< nullopt: no Unix socket
  std::vector<std::string> profiles;           ///< the variables select the first
  std::optional<std::string> region;           ///< of the first profile; nullopt: none is configured
  Secret token;
  Configuration configuration = {};                     ///< of the server's start
  std::map<std::string, RenewalTrouble> troubles = {};  ///< by profile; of those that cannot be refreshed
};

/// Reads the state of this user's server. nullopt: none is running.
std::optional<RunningServer> running_server(const Host& host);

/// Whether a server is running or starting.
bool server_lock_is_held(const Host& host);

/// The path of the server's token file, for AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE.
std::string server_token_path(const Host& host);

/// The variables for programs that use the server, with the token or its file.
std::vector<std::pair<std::string, std::string>> server_variables(const Host& host,
                                                                  const RunningServer& server,
                                                                  bool token_in_file);

/// The lock of this user's only server, held while this object exists: ~/.aws/latchkey/locks/serve.lock.
class ServerLock {
 public:
  /// nullopt: another process holds it. Errors: io.
  static Result<std::optional<ServerLock>> take(const Host& host);

  /// Writes the state for other processes (0600). Errors: io.
  Result<void> announce(const RunningServer& server);
  /// Updates the state. Errors: io.
  Result<void> update(const RunningServer& server);

  ServerLock(ServerLock&&) noexcept = default;
  ServerLock& operator=(ServerLock&&) = delete;
  /// Removes the files of announce().
  ~ServerLock();

 private:
  ServerLock(FileLock lock, std::string state_path, std::string token_path)
      : lock_(std::move(lock)), state_path_(std::move(state_path)), token_path_(std::move(token_path)) {}

  FileLock lock_;
  std::string state_path_, token_path_;  // empty: moved away
};

/// Removes the token and the state of a killed server. Ignores a running one.
void forget_dead_server(const Host& host);

}  // namespace latchkey
