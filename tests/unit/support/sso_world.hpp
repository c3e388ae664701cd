// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "aws/request/connection.hpp"
#include "sso/oidc.hpp"
#include "sso/sign_in.hpp"
#include "unit/support/loopback_client.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {

constexpr const char* kAccessToken = "access-secret";
constexpr const char* kRefreshToken = "refresh-secret";

inline Reply json_reply(int status, const std::string& body, const std::string& code = "") {
  Headers headers = {{"content-type", "application/json"}};
  if (!code.empty()) headers.emplace_back("x-amzn-errortype", code);
  return HttpResponse{status, headers, body};
}

inline Reply refusal(const std::string& code) {
  return json_reply(400, R"({"message": "said so"})", code);
}

inline Reply no_answer(TransportFailure::Reason cause) {
  return tl::unexpected(TransportFailure{cause, "words", false});
}

/// The user of tests/vectors/cache_files, and IAM Identity Center: each path has its replies in order, and
/// the last one repeats. Each request is made once.
class SsoWorld {
 public:
  explicit SsoWorld(std::string profile = "sso") : profile_(std::move(profile)) {
    const std::string config = load_vectors("cache_files/manifest.json", "config_used");
    machine.home.write(".aws/config", replaced(config, "{{HOME}}", machine.home.path()));
    machine.env.set("AWS_MAX_ATTEMPTS", "1");
    machine.network = [this](const HttpRequest& request) -> Reply {
      const auto path = request.url.substr(request.url.find('/', 8));
      paths.push_back(path);
      auto& left = replies[path];
      if (left.empty()) {
        ADD_FAILURE() << "unexpected request to " << path;
        return no_answer(TransportFailure::Reason::connect);
      }
      auto reply = left.front();
      if (left.size() > 1) left.pop_front();
      return reply;
    };
    replies["/client/register"] = {json_reply(
        200, R"({"clientId": "cid", "clientSecret": "csecret", "clientSecretExpiresAt": 4070908800})")};
    replies["/device_authorization"] = {json_reply(
        200,
        R"({"deviceCode": "dcode", "userCode": "ABCD-EFGH", "verificationUri": "https://device.example/", )"
        R"("verificationUriComplete": "https://device.example/?user_code=ABCD-EFGH", "expiresIn": 600, )"
        R"("interval": 1})")};
    replies["/token"] = {token_reply(kAccessToken)};
  }

  static Reply token_reply(const std::string& access_token,
                           const std::string& refresh_token = kRefreshToken) {
    return json_reply(200, R"({"accessToken": ")" + access_token +
                               R"(", "tokenType": "Bearer", "expiresIn": 28800, "refreshToken": ")" +
                               refresh_token + "\"}");
  }

  Setup setup() { return make_setup(machine.host(), profile_, std::nullopt).value(); }
  SsoSettings settings() { return sso_settings(setup().config, profile_).value().value(); }
  OidcClient client() {
    const auto session = settings().session;
    return {machine_host(), session,
            service_connection(setup(), Service::sso_oidc, session.region, session.region_origin).value()};
  }
  /// A host that exists as long as this object, for code that keeps a reference.
  const Host& machine_host() {
    if (!host_) host_ = machine.host();
    return *host_;
  }
  SsoTokenCache cache() { return SsoTokenCache(machine_host()); }
  Result<SsoToken> sign_in(const SignInOptions& options = {}) {
    return latchkey::sign_in(setup(), settings(), options);
  }

  /// The arguments of the last request to `path`.
  Json sent_to(const std::string& path) const {
    Json body;
    for (std::size_t i = 0; i < paths.size(); ++i) {
      if (paths[i] == path) body = Json::parse(machine.requests[i].body.view());
    }
    return body;
  }

  /// The browser redirects with `query`, in which STATE is replaced by the right one.
  void browser_answers(const std::string& query) {
    machine.has_browser = true;
    machine.browser = [this, query](const std::string& url) {
      opened.push_back(url);
      std::map<std::string, std::string> sent;
      for (auto& [name, value] : form_of(url.substr(url.find('?') + 1))) sent[name] = value;
      const auto where = sent["redirect_uri"];  // http://127.0.0.1:PORT/oauth/callback
      const auto host = where.substr(7, where.find('/', 7) - 7);
      browsers.emplace_back(static_cast<std::uint16_t>(std::stoi(host.substr(host.find(':') + 1))));
      browsers.back().send("GET " + where.substr(7 + host.size()) + '?' +
                           replaced(query, "STATE", sent["state"]) + " HTTP/1.1\r\nHost: " + host +
                           "\r\n\r\n");
    };
  }

  TestHost machine;  // 2026-03-01T00:00:00Z
  std::map<std::string, std::deque<Reply>> replies;
  std::vector<std::string> paths;   ///< of the requests
  std::vector<std::string> opened;  ///< addresses in the browser
  std::deque<LoopbackClient> browsers;

 private:
  std::string profile_;
  std::optional<Host> host_;
};

/// Checks that an error or a message contains no secret.
inline void expect_no_secret(const std::string& text) {
  for (const auto* secret : {"csecret", "dcode", "bcode", kAccessToken, kRefreshToken})
    EXPECT_EQ(text.find(secret), std::string::npos) << text;
}

inline void expect_no_secret(const TestHost& machine) {
  for (const auto* lines : {&machine.notices, &machine.warnings, &machine.debug_lines}) {
    for (const auto& line : *lines) expect_no_secret(line);
  }
}

/// The error of a sign-in on `machine` that fails with `words`; it has a hint and no secret.
inline Error expect_error(const Result<SsoToken>& token, const char* words, const TestHost& machine) {
  EXPECT_FALSE(token) << words;
  if (token) return {};
  EXPECT_NE(token.error().message.find(words), std::string::npos) << token.error().message;
  EXPECT_FALSE(token.error().hint.empty());
  expect_no_secret(token.error().message + token.error().hint);
  expect_no_secret(machine);
  return token.error();
}

using Paths = std::vector<std::string>;

}  // namespace latchkey::test
