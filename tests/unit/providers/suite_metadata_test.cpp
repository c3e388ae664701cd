// SPDX-License-Identifier: Apache-2.0
#include <deque>

#include "base/timestamp.hpp"
#include "session/access.hpp"
#include "unit/support/suite.hpp"
#include "unit/support/test_host.hpp"

// Tests container and instance metadata with the suites of the SDKs for Rust, Ruby and Java.
namespace latchkey::test {
namespace {

/// Opens a session on that machine and returns its credentials.
Result<Credentials> credentials(TestHost& machine) {
  const auto session = open_session({}, machine.host());
  return session ? session->credentials() : tl::unexpected(session.error());
}

/// The first requested URL, or "error".
std::string first_url(TestHost& machine) {
  machine.network = [](const HttpRequest&) -> Reply {
    return tl::unexpected(TransportFailure{TransportFailure::Reason::tls, "enough", false});
  };
  credentials(machine);
  return machine.requests.empty() ? "error" : machine.requests.front().url;
}

void set_all(TestHost& machine, const Json& environment) {
  for (const auto& [name, value] : environment.items()) machine.env.set(name, value.get<std::string>());
}

TEST(Suites, ContainerUrlsOfTheRustSdk) {
  Suite suite("aws-config-dvr/ecs-tests.json");
  if (!suite) return;
  const auto tests = suite.json();
  for (const auto& test : tests["tests"]) {
    TestHost machine;
    set_all(machine, test["env"]);
    suite.judge(test["docs"], first_url(machine), test["result"].value("Ok", "error"));
  }
  suite.report();
}

/// The environment replaces settings that a program makes in its code.
TEST(Suites, InstanceUrlsOfTheRustSdk) {
  Suite suite("aws-config-dvr/imds-config/imds-endpoint-tests.json");
  if (!suite) return;
  const auto tests = suite.json();
  for (const auto& test : tests["tests"]) {
    TestHost machine;
    machine.env.set("AWS_EC2_METADATA_DISABLED", "false");
    set_all(machine, test["env"]);
    if (test["env"].contains("AWS_CONFIG_FILE"))
      machine.env.set("AWS_CONFIG_FILE", machine.home.path() + "/config");
    for (const auto& [name, text] : test["fs"].items()) machine.home.write(name, text);
    if (test.contains("endpoint_override"))
      machine.env.set("AWS_EC2_METADATA_SERVICE_ENDPOINT", test["endpoint_override"]);
    if (test.contains("mode_override"))
      machine.env.set("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", test["mode_override"]);
    suite.judge(test["docs"], first_url(machine), test["result"].value("Ok", "error"));
  }
  suite.report();
}

/// "GET URL" with the token, or "error".
std::string expected_request(const Json& expect) {
  if (expect["type"] == "error") return "error";
  const auto& request = expect["request"];
  return request["method"].get<std::string>() + ' ' + request["uri"].get<std::string>() + ' ' +
         request["headers"].value("Authorization", "-");
}

TEST(Suites, ContainerRequestsOfTheRubySdk) {
  Suite suite("container-credentials-sep/ecs_credentials_request.json");
  if (!suite) return;
  for (const auto& test : suite.json()) {
    TestHost machine;
    set_all(machine, test["env"]);
    if (test.contains("token_file")) {
      machine.env.set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", machine.home.path() + "/token");
      if (test["token_file"]["type"] == "success") machine.home.write("token", test["token_file"]["content"]);
    }
    std::string ours = "error";
    machine.network = [&](const HttpRequest& request) -> Reply {
      ours = request.method + ' ' + request.url + ' ';
      std::string token = "-";
      for (const auto& [name, value] : request.headers) {
        if (name == "Authorization") token = value.reveal();
      }
      ours += token;
      return tl::unexpected(TransportFailure{TransportFailure::Reason::tls, "enough", false});
    };
    credentials(machine);
    suite.judge(test["description"], ours, expected_request(test["expect"]));
  }
  suite.report();
}

std::string expected_credentials(const Json& expect) {
  if (expect["type"] == "error") return "error";
  const auto& found = expect["credentials"];
  std::string text;
  for (const auto* name : {"access_key_id", "secret_access_key", "session_token", "account_id"})
    text += found[name].get<std::string>() + ' ';
  return text + cache_text(parse_timestamp(found["expiration"].get<std::string>())->at);
}

TEST(Suites, ContainerRepliesOfTheRubySdk) {
  Suite suite("container-credentials-sep/ecs_credentials_response.json");
  if (!suite) return;
  for (const auto& test : suite.json()) {
    TestHost machine;
    machine.clock = parse_timestamp("2023-06-29T12:00:00Z")->at;
    machine.env.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/credentials");
    machine.network = [&](const HttpRequest&) -> Reply {
      return HttpResponse{test["response"]["status"], {}, test["response"].value("body", "")};
    };
    const auto got = credentials(machine);
    suite.judge(test["description"],
                !got ? "error"
                     : got->access_key_id + ' ' + got->secret_access_key.reveal() + ' ' +
                           got->session_token->reveal() + ' ' + got->account_id.value_or("-") + ' ' +
                           cache_text(*got->expiration),
                expected_credentials(test["expect"]));
  }
  suite.report();
}

/// An instance with fixed replies for each path, in order; the last one repeats.
class Instance {
 public:
  explicit Instance(const Json& expectations) {
    for (const auto& expectation : expectations) {
      const auto& response = expectation["response"];
      const Json body = response.value("body", Json(""));
      answers_[expectation["get"]].push_back(
          {response["status"], {}, body.is_string() ? body.get<std::string>() : body.dump()});
    }
  }
  Reply operator()(const HttpRequest& request) {
    if (request.method == "PUT") return HttpResponse{200, {}, "token"};
    std::string path = request.url.substr(request.url.find("/latest/"));
    if (path.back() == '/') path.pop_back();
    auto& answers = answers_[path];
    if (answers.empty()) return HttpResponse{404, {}, ""};
    const HttpResponse answer = answers.front();
    if (answers.size() > 1) answers.pop_front();
    return answer;
  }

 private:
  std::map<std::string, std::deque<HttpResponse>> answers_;
};

/// The time of the fixed credentials.
TimePoint time_of(const Json& test) {
  for (const auto& expectation : test["expectations"]) {
    const Json body = expectation["response"].value("body", Json(""));
    if (body.is_object()) return parse_timestamp(body["LastUpdated"].get<std::string>())->at;
  }
  return parse_timestamp("2025-03-12T00:00:00Z")->at;
}

TEST(Suites, InstancesOfTheJavaSdk) {
  const std::string start = "Test IMDS credentials provider ";
  const std::string nothing = "no credentials - no credentials - ";
  Suite suite("imds-v21-sep/imds-v21-tests.json",
              {{start + "returns valid credentials with account ID", nothing},
               {start + "when profile is unstable returns valid credentials with account ID", nothing},
               {start + "when account ID is unavailable returns valid credentials", nothing},
               {start + "when account ID is unavailable when profile is unstable returns valid credentials",
                nothing}});
  if (!suite) return;
  for (const auto& test : suite.json()) {
    if (!test["config"]["ec2InstanceProfileName"].is_null()) {
      suite.leave_out();
      continue;
    }
    TestHost machine;
    machine.env.set("AWS_EC2_METADATA_DISABLED", "false");
    if (test["config"].contains("envVars")) set_all(machine, test["config"]["envVars"]);
    machine.clock = time_of(test);
    Instance instance(test["expectations"]);
    machine.network = [&](const HttpRequest& request) { return instance(request); };
    std::string ours;
    std::string theirs;
    for (const auto& outcome : test["outcomes"]) {
      const auto got = credentials(machine);
      ours += (got ? "credentials " + got->account_id.value_or("-") : "no credentials -") + ' ';
      theirs += outcome["result"].get<std::string>() + ' ' + outcome.value("accountId", "-") + ' ';
    }
    suite.judge(test["summary"], ours, theirs);
  }
  suite.report("they name an instance profile, for which botocore has no setting");
}

}  // namespace
}  // namespace latchkey::test
