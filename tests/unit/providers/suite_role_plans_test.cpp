// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "providers/provider.hpp"
#include "session/access.hpp"
#include "unit/support/suite.hpp"
#include "unit/support/test_host.hpp"

// Compares role chains with the AWS SDK for Rust (suites/aws-config-dvr): the keys, and the roles in order,
// as seen in the requests.
namespace latchkey::test {
namespace {

std::string config_text(const Json& input, const std::string& token_file) {
  std::string text;
  const auto add = [&](const std::string& header, const Json& settings) {
    text += '[' + header + "]\n";
    for (const auto& [key, value] : settings.items())
      text += key + " = " + replaced(value, "/var/token.jwt", token_file) + '\n';
  };
  for (const auto& [name, settings] : input["profiles"].items()) add("profile " + name, settings);
  if (!input.contains("sso_sessions")) return text;
  for (const auto& [name, settings] : input["sso_sessions"].items()) add("sso-session " + name, settings);
  return text;
}

/// "; role ARN", with the configured arguments.
std::string role_text(const std::string& kind, const std::string& arn, const std::string& session,
                      const std::string& external_id) {
  const bool is_chosen = !session.empty() && session.rfind("botocore-session-", 0) != 0;
  return "; " + kind + ' ' + arn + (is_chosen ? " as " + session : "") +
         (external_id.empty() ? "" : " for " + external_id);
}

std::string role_text(const std::string& kind, const Json& step) {
  return role_text(kind, step["role_arn"], step.value("role_session_name", ""),
                   step.value("external_id", ""));
}

std::string expected(const Json& output) {
  if (output.contains("Error")) return "error";
  std::string text;
  for (const auto& step : output["ProfileChain"]) {
    if (step.contains("AccessKey")) text += "; key " + step["AccessKey"]["access_key_id"].get<std::string>();
    if (step.contains("NamedSource")) text += "; " + step["NamedSource"].get<std::string>();
    if (step.contains("WebIdentityToken")) text += role_text("web role", step["WebIdentityToken"]);
    if (step.contains("AssumeRole")) text += role_text("role", step["AssumeRole"]);
    if (step.contains("Sso")) text += "; sso";
  }
  return text.substr(2);
}

/// A network of roles and one instance that records the requests.
class Network {
 public:
  Reply operator()(const HttpRequest& request) {
    if (request.method == "PUT") return HttpResponse{200, {}, "token"};
    if (request.method == "GET") return instance(request.url);
    std::map<std::string, std::string> form;
    for (const auto& [name, value] : form_of(request.body)) form[name] = value;
    const bool is_web = form["Action"] == "AssumeRoleWithWebIdentity";
    if (!is_web && seen_.empty()) seen_ = "; key " + signer(request);
    seen_ +=
        role_text(is_web ? "web role" : "role", form["RoleArn"], form["RoleSessionName"], form["ExternalId"]);
    std::string reply = assume_role_reply("1", "r");
    return xml(200, is_web ? replaced(reply, "AssumeRole", "AssumeRoleWithWebIdentity") : reply);
  }
  std::string seen() const { return seen_.empty() ? "" : seen_.substr(2); }

 private:
  Reply instance(const std::string& url) {
    if (url.back() == '/') return HttpResponse{200, {}, "name"};
    seen_ += "; Ec2InstanceMetadata";
    return HttpResponse{200,
                        {},
                        R"({"AccessKeyId": "ASIAEC2", "SecretAccessKey": "s", "Token": "t",)"
                        R"( "Expiration": "2099-01-01T00:00:00Z"})"};
  }
  static std::string signer(const HttpRequest& request) {
    for (const auto& [name, value] : request.headers) {
      if (name != "Authorization") continue;
      const auto& text = value.reveal();
      const auto start = text.find("Credential=") + 11;
      return text.substr(start, text.find('/', start) - start);
    }
    return "nobody";
  }
  std::string seen_;
};

/// The expected messages by case, because the SDK's differ from botocore's.
const std::map<std::string, std::string>& words() {
  static const std::map<std::string, std::string> map = {
      {"role_arn without source source_profile", "missing: source_profile or credential_source"},
      {"source profile and credential source both present", "contains both source_profile and"},
      {"partial credentials error (missing secret)", "missing: aws_secret_access_key"},
      {"partial credentials error (missing access key)", "source profile \"B\" must have credentials"},
      {"missing credentials error (empty source profile)", "source profile \"B\" must have credentials"},
      {"profile only contains configuration", "unable to locate credentials for profile A"},
      {"missing source profile", "\"B\" referenced in the profile \"A\" does not exist"},
      {"missing root profile (should never happen in practice)", "profile (A) could not be found"},
      {"assume role profile infinite loop", "infinite loop"},
      {"infinite loop with static credentials", "infinite loop"},
      {"web identity role", "has a web identity token"},
      {"invalid SSO token configuration: sso_region must be in sso-session", "unable to locate credentials"},
      {"invalid SSO credentials configuration: missing account ID", "missing required configuration"},
      {"invalid SSO credentials configuration: missing role name", "missing required configuration"},
      {"SSO token profile selected", "unable to locate credentials"},
      {"invalid SSO token configuration: sso-session not found", "unable to locate credentials"},
  };
  return map;
}

bool asks_an_instance(const Json& output) {
  return output.contains("ProfileChain") && output["ProfileChain"][0].contains("NamedSource");
}

TEST(Suites, RoleChainsOfTheRustSdk) {
  Suite suite("aws-config-dvr/assume-role-tests.json", {{"SSO token profile selected", "error"}});
  if (!suite) return;
  for (const auto& test : suite.json()) {
    TestHost machine;
    if (asks_an_instance(test["output"])) machine.env.set("AWS_EC2_METADATA_DISABLED", "false");
    Network network;
    machine.network = [&](const HttpRequest& request) { return network(request); };
    machine.home.write("token.jwt", "a-token");
    machine.home.write(".aws/config", config_text(test["input"], machine.home.path() + "/token.jwt"));
    SessionOptions options;
    options.profile = test["input"]["selected_profile"];
    const auto session = open_session(options, machine.host());
    if (session && source_of(*session).provider == ProviderId::sso) {
      suite.judge(test["docs"], "sso", expected(test["output"]));  // the suite tests only these
      continue;
    }
    const auto got = session ? session->credentials() : tl::unexpected(session.error());
    suite.judge(test["docs"], got ? network.seen() : "error", expected(test["output"]));
    if (got) continue;
    const auto said = words().find(test["docs"]);
    ASSERT_NE(said, words().end()) << test["docs"] << ": " << got.error().message;
    EXPECT_NE(got.error().message.find(said->second), std::string::npos)
        << test["docs"] << ": " << got.error().message;
  }
  suite.report();
}

}  // namespace
}  // namespace latchkey::test
