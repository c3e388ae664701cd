// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/network/http_listener.hpp"
#include "serve/child/child_environment.hpp"
#include "serve/endpoint/credential_endpoint.hpp"
#include "serve/endpoint/metadata_endpoint.hpp"
#include "serve/endpoint/server_log.hpp"
#include "serve/renewal/renewal.hpp"

namespace latchkey {

struct ServerOptions {
  std::uint16_t port = 0;             ///< 0: one that is free
  std::optional<std::string> socket;  ///< also at this path, for this user
  bool metadata = false;              ///< also EC2 instance metadata, at a port of its own
};

/// The endpoint: listeners, what lies ready behind them, and the thread that renews it.
class CredentialServer {
 public:
  /// `sessions`: one for each profile, the first is that of the metadata. `refused` is told of requests that
  /// were. `host` outlives this. Errors: io - a listener cannot be opened.
  static Result<std::unique_ptr<CredentialServer>> open(const std::vector<Session>& sessions,
                                                        const ServerOptions& options, const Host& host,
                                                        std::function<void(const std::string&)> refused);

  std::uint16_t port() const { return port_; }
  std::optional<std::uint16_t> metadata_port() const { return metadata_port_; }
  const Secret& token() const { return rules_.token; }
  EndpointAddress address_of(const std::string& profile) const;

  /// These were just got.
  void put(const std::string& profile, const Credentials& credentials) {
    renewal_.begin_with(profile, credentials);
  }

  /// `tell` is called from another thread.
  void tell_trouble(TellTrouble tell) { renewal_.tell_trouble(std::move(tell)); }

  /// Each of end_signals() ends run(), from now on.
  void end_by_signals() { listener_.end_by_signals(); }
  /// Answers and renews until stop() or a signal; returns that signal, or 0. `helper`: who has codes asked
  /// for meanwhile.
  int run(PromptHelper helper);
  /// From any thread.
  void stop() { listener_.stop(); }

 private:
  CredentialServer(const std::vector<Session>& sessions, const Host& host,
                   std::function<void(const std::string&)> refused);
  EndpointAnswer answer(const LocalRequest& request) const;

  const Host& host_;
  CredentialStore store_;
  std::optional<PromptHelper> helper_;
  Renewal renewal_;
  RefusalLog refusals_;
  HttpListener listener_;
  std::uint16_t port_ = 0;
  std::optional<std::uint16_t> metadata_port_;
  EndpointRules rules_, socket_rules_;
  MetadataRules metadata_rules_;
};

}  // namespace latchkey
