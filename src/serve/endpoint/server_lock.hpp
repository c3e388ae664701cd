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

/// What `latchkey serve` offers, for the programs that are to use it.
struct RunningServer {
  long process = 0;
  TimePoint since;
  std::uint16_t port = 0;
  std::optional<std::uint16_t> metadata_port;  ///< nullopt: no instance metadata
  std::optional<std::string> socket;           ///< nullopt: no Unix socket
  std::vector<std::string> profiles;           ///< the first is the one that the variables lead to
  std::optional<std::string> region;           ///< of that one; nullopt: none is configured
  Secret token;
  Configuration configuration = {};                     ///< that it was started with
  std::map<std::string, RenewalTrouble> troubles = {};  ///< by profile; of those that are not renewed
};

/// Reads what the server of this user says of itself. nullopt: none runs.
std::optional<RunningServer> running_server(const Host& host);

/// Whether one runs, or is about to.
bool server_lock_is_held(const Host& host);

/// Where that server keeps a file with its token alone, as AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE wants it.
std::string server_token_path(const Host& host);

/// The variables that lead a program to it; the token itself, or the file with it.
std::vector<std::pair<std::string, std::string>> server_variables(const Host& host,
                                                                  const RunningServer& server,
                                                                  bool token_in_file);

/// The one place there is for a server of this user, held while this lives: ~/.aws/latchkey/locks/serve.lock.
class ServerLock {
 public:
  /// nullopt: another process has it. Errors: io.
  static Result<std::optional<ServerLock>> take(const Host& host);

  /// Notes for others where it serves (0600). Errors: io.
  Result<void> announce(const RunningServer& server);
  /// Notes what has changed since. Errors: io.
  Result<void> update(const RunningServer& server);

  ServerLock(ServerLock&&) noexcept = default;
  ServerLock& operator=(ServerLock&&) = delete;
  /// Removes what announce() wrote.
  ~ServerLock();

 private:
  ServerLock(FileLock lock, std::string state_path, std::string token_path)
      : lock_(std::move(lock)), state_path_(std::move(state_path)), token_path_(std::move(token_path)) {}

  FileLock lock_;
  std::string state_path_, token_path_;  // empty: moved away
};

/// Removes what a killed server announced: its token and its state. One that runs is left alone.
void forget_dead_server(const Host& host);

}  // namespace latchkey
