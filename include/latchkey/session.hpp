// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

namespace latchkey {

/// Options for Session::open(). Everything else comes from the environment and the shared config files.
struct SessionOptions {
  std::optional<std::string> profile =
      std::nullopt;  ///< nullopt: AWS_DEFAULT_PROFILE, AWS_PROFILE, then "default"
  std::optional<std::string> region = std::nullopt;  ///< nullopt: AWS_DEFAULT_REGION, then the profile's
  bool may_prompt = true;  ///< false: an Error at once where an MFA code or a sign-in is needed
};

/// The identity of the credentials, as STS reports it.
struct Identity {
  std::string user_id;
  std::string account;  ///< 12 digits
  std::string arn;
};

/// Provides the credentials of one profile. open() reads files and never prompts; credentials() obtains the
/// credentials and keeps them in memory. Copies share one session. Thread-safe. Functions that return a
/// Result do not throw; out of memory is an Error of kind io.
class Session {
 public:
  /// Reads the config files and selects the provider of the credentials. Errors: config, missing - all
  /// configuration errors, before any prompt.
  static Result<Session> open(const SessionOptions& options = {});

  /// Returns the credentials in memory while they are valid for at least 20 minutes (10, if a refresh would
  /// prompt). Otherwise reads the shared caches, then calls AWS, and prompts if a code is needed and no MFA
  /// session is stored. Takes no lock while the credentials in memory are valid. Errors: denied, network,
  /// terminal, cancelled, io, config.
  Result<Credentials> credentials() const;

  /// GetCallerIdentity with these credentials. Errors: as credentials().
  Result<Identity> identity() const;

  const std::string& profile() const;                ///< "default" if none is selected
  const std::optional<std::string>& region() const;  ///< nullopt: none is configured

 private:
  friend struct SessionAccess;  // latchkey's own commands
  struct State;
  explicit Session(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace latchkey
