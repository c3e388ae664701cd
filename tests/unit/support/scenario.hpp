// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"
#include <latchkey/session.hpp>

namespace latchkey::test {

/// Runs latchkey on a scenario of tests/vectors/chain.json, or a generated one: its files under a temporary
/// HOME, its environment, its server as the network, and its answers as the user. Generated scenarios may
/// have a route with "failure", "connect" or "timeout" instead of a reply.
class Scenario {
 public:
  explicit Scenario(const Json& vector);

  Result<Credentials> play();  ///< opens the session and loads its credentials
  /// The parts in which the outcome differs from the recorded one, a line each; empty: none.
  std::vector<std::string> differences(const Result<Credentials>& outcome) const;

  TestHost machine;
  bool is_open = false;               ///< the configuration had no error
  std::optional<std::string> region;  ///< the session's, once it is open

 private:
  bool was_asked_again(const Result<Credentials>& outcome) const;
  void compare_failure(const Result<Credentials>& outcome, std::vector<std::string>& lines) const;
  void compare_credentials(const Credentials& ours, std::vector<std::string>& lines) const;
  void compare_requests(std::vector<std::string>& lines) const;
  void compare_files(std::vector<std::string>& lines) const;
  void write_file(const std::string& name, const Json& file) const;
  bool matches(const Json& route, const HttpRequest& request) const;
  Reply answer(const HttpRequest& request);

  Json vector_;
  std::vector<int> used_;  ///< how often each route has answered
};

}  // namespace latchkey::test
