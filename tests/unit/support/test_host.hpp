// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "platform/host.hpp"

namespace latchkey::test {

/// A folder that is removed with its content. If the test fails, the folder is kept and its path is printed.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  /// Writes a file below the folder, and creates missing folders.
  void write(const std::string& name, const std::string& text, unsigned mode = 0600) const;
  /// The content of a file; fails the test if it does not exist.
  std::string read(const std::string& name) const;
  bool has(const std::string& name) const;

 private:
  std::string path_;
};

using Reply = tl::expected<HttpResponse, TransportFailure>;

/// A fake machine: the test sets its clock, answers come from a list, and the network is a function. Files
/// are real, below a temporary HOME. An unexpected request fails as a broken connection.
class TestHost {
 public:
  TestHost();

  Host host();  ///< shares the members below with this object

  TemporaryFolder home;
  Environment env;
  TimePoint clock;                  ///< 2026-03-01T00:00:00Z until the test sets it
  std::deque<std::string> answers;  ///< typed answers, in order; then end of input
  std::function<Reply(const HttpRequest&)> network;

  bool has_terminal = true;
  bool has_browser = false;
  std::function<void(const std::string& url)> browser;  ///< the action of the user in the browser

  std::vector<terminal::Question> questions;
  std::vector<std::string> prompts;  ///< of each prompt
  std::vector<HttpRequest> requests;
  std::vector<std::string> notices, warnings, debug_lines;
  std::vector<std::chrono::milliseconds> pauses;
};

/// A reply of STS.
HttpResponse xml(int status, const std::string& body);
/// A reply to AssumeRole whose credentials are ASIA<n>, secret<n>, token<n> for `role`, until 2099.
std::string assume_role_reply(const std::string& n, const std::string& role,
                              const std::string& expiration = "2099-01-01T00:00:00Z");
/// An error document.
std::string error_reply(const std::string& code, const std::string& message);

/// The arguments of a form-encoded body, decoded, in order.
std::vector<std::pair<std::string, std::string>> form_of(std::string_view body);

}  // namespace latchkey::test
