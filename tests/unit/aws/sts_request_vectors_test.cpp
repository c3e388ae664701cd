// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "aws/request/signer.hpp"
#include "aws/sts/sts_request.hpp"
#include "base/timestamp.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

std::optional<std::string> text(const Json& parameters, const char* name) {
  return parameters.contains(name) ? std::optional(parameters[name].get<std::string>()) : std::nullopt;
}

/// Arguments that no profile can set, with numbered list members. Encoding and signing are the same.
StsCall call_as_given(const std::string& operation, const Json& parameters) {
  StsCall call{operation, {}, std::nullopt};
  const auto flat = parameters.flatten();  // "/Tags/0/Key"
  for (const auto& [pointer, value] : flat.items()) {
    std::string name;
    std::istringstream parts(pointer.substr(1));
    for (std::string part; std::getline(parts, part, '/');) {
      const bool is_index = part.find_first_not_of("0123456789") == std::string::npos;
      name += name.empty() ? part : is_index ? ".member." + std::to_string(std::stoi(part) + 1) : '.' + part;
    }
    call.arguments.emplace_back(name, value);
  }
  return call;
}

StsCall call_of(const Json& vector) {
  const auto& parameters = vector["params"];
  const std::string operation = vector["operation"];
  const std::optional<Secret> code =
      text(parameters, "TokenCode") ? std::optional(Secret(*text(parameters, "TokenCode"))) : std::nullopt;
  const std::optional<long long> duration =
      parameters.contains("DurationSeconds") ? std::optional(parameters["DurationSeconds"].get<long long>())
                                             : std::nullopt;
  if (operation == "get_caller_identity") return StsCall{"GetCallerIdentity", {}, std::nullopt};
  if (operation == "get_session_token")
    return session_token_call(*text(parameters, "SerialNumber"), duration, *code);
  if (operation == "assume_role_with_web_identity") {
    const RoleStep step{"p", parameters["RoleArn"], text(parameters, "RoleSessionName"), {}, {}, {}};
    auto call = web_identity_call(step, {}, Secret(*text(parameters, "WebIdentityToken")));
    // The recording has the role first; code that reads configuration puts it after a name.
    std::rotate(call.arguments.begin(), call.arguments.begin() + 1, call.arguments.end());
    return call;
  }
  if (parameters.contains("Policy")) return call_as_given("AssumeRole", parameters);
  RoleStep step{"p",
                parameters["RoleArn"],
                text(parameters, "RoleSessionName"),
                text(parameters, "ExternalId"),
                text(parameters, "SerialNumber"),
                duration};
  auto call = assume_role_call(step, {}, code);
  // A generated name is last; the recording contains the generated one.
  if (step.session_name && step.session_name->rfind("botocore-session-", 0) == 0) {
    std::rotate(call.arguments.begin(), call.arguments.begin() + 1, call.arguments.end());
  }
  return call;
}

TEST(StsRequest, MatchesBotocoreIncludingTheSignature) {
  int passed = 0;
  int failed = 0;
  for (const auto& vector : load_vectors("sts_requests.json", "vectors")) {
    const auto call = call_of(vector);
    Credentials signer;
    signer.access_key_id = vector["access_key"];
    signer.secret_access_key = Secret(vector["secret_key"].get<std::string>());
    if (vector.contains("token")) signer.session_token = Secret(vector["token"].get<std::string>());
    const auto& expected = vector["request"];
    const auto request =
        sts_request({expected["url"], vector["region"]}, call, call.web_identity_token ? nullptr : &signer,
                    parse_timestamp(vector["time"].get<std::string>())->at,
                    {"00000000-0000-4000-8000-00000000abcd", 1, 3});
    bool same = request.body.reveal() == expected["body"] && request.url == expected["url"];
    EXPECT_EQ(request.body.reveal(), expected["body"]);
    const auto is_signature = [](const auto& header) { return header.first == "Authorization"; };
    EXPECT_EQ(std::any_of(request.headers.begin(), request.headers.end(), is_signature),
              expected["headers"].contains("Authorization"));
    for (const auto& [name, value] : request.headers) {
      if (name == "User-Agent" || name == "Accept-Encoding") continue;
      const bool equal = expected["headers"].contains(name) && expected["headers"][name] == value.reveal();
      EXPECT_TRUE(equal) << name << ": " << value.reveal();
      same = same && equal;
    }
    ++(same ? passed : failed);
  }
  report("sts_requests", passed, failed, 0);
}

}  // namespace
}  // namespace latchkey::test
