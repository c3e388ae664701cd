// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

namespace latchkey {

/// What to open a session with; everything else comes from the environment and the shared config files.
struct SessionOptions {
  std::optional<std::string> profile =
      std::nullopt;  ///< nullopt: AWS_DEFAULT_PROFILE, AWS_PROFILE, then "default"
  std::optional<std::string> region = std::nullopt;  ///< nullopt: AWS_DEFAULT_REGION, then the profile's
  bool may_prompt = true;  ///< false: an Error of kind terminal where an MFA code is needed, at once
};

/// Who the credentials belong to, as STS says.
struct Identity {
  std::string user_id;
  std::string account;  ///< 12 digits
  std::string arn;
};

/// One profile, resolved once, for a whole run: opening reads files and asks nobody; credentials() gets and
/// keeps what that profile stands for. Copies share one session. Thread-safe. No function that returns a
/// Result throws; out of memory is an Error of kind io.
class Session {
 public:
  /// Reads the config files and decides where credentials will come from.
  /// Errors: config, missing - all that is wrong with the configuration, before anybody is asked anything.
  static Result<Session> open(const SessionOptions& options = {});

  /// Credentials: those at hand while they last 20 minutes or more (10, if others would cost a question),
  /// else from a shared cache, else from AWS, asking the person if the plan needs a code and no MFA session
  /// is kept. Takes no lock while those at hand last. Errors: denied, network, terminal, cancelled, io,
  /// config.
  Result<Credentials> credentials() const;

  /// GetCallerIdentity with these credentials. Errors: as credentials().
  Result<Identity> identity() const;

  const std::string& profile() const;                ///< "default" where nobody chose one
  const std::optional<std::string>& region() const;  ///< nullopt: none is configured

 private:
  friend struct SessionAccess;  // latchkey's own commands
  struct State;
  explicit Session(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace latchkey
