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
  std::uint16_t port = 0;             ///< 0: any free port
  std::optional<std::string> socket;  ///< also listen at this path, for this user
  bool metadata = false;              ///< also EC2 instance metadata, at a separate port
};

/// The credential server: listeners, the credential store, and the thread that refreshes it.
class CredentialServer {
 public:
  /// `sessions`: one per profile; the metadata endpoint serves the first. `refused` is called for rejected
  /// requests. `host` must outlive this. Errors: io - a listener cannot be opened.
  static Result<std::unique_ptr<CredentialServer>> open(const std::vector<Session>& sessions,
                                                        const ServerOptions& options, const Host& host,
                                                        std::function<void(const std::string&)> refused);

  std::uint16_t port() const { return port_; }
  std::optional<std::uint16_t> metadata_port() const { return metadata_port_; }
  const Secret& token() const { return rules_.token; }
  EndpointAddress address_of(const std::string& profile) const;

  /// Stores new credentials.
  void put(const std::string& profile, const Credentials& credentials) {
    renewal_.begin_with(profile, credentials);
  }

  /// `tell` is called from another thread.
  void report_failures(ReportFailure tell) { renewal_.report_failures(std::move(tell)); }

  /// From now on each of end_signals() ends run().
  void end_by_signals() { listener_.end_by_signals(); }
  /// Serves and refreshes until stop() or a signal; returns that signal, or 0. `helper` prompts for codes
  /// meanwhile.
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
