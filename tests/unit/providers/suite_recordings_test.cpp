// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/timestamp.hpp"
#include "session/access.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/suite.hpp"
#include "unit/support/test_host.hpp"

// Runs the recordings of the AWS SDK for Rust (suites/aws-config-dvr): a file system, an environment, the
// traffic, and the result.
namespace latchkey::test {
namespace {

namespace fs = std::filesystem;

/// One request of a recording and its reply.
struct Exchange {
  std::string method, url;
  HttpResponse response;
  bool used = false;
};

/// A normalized URL for comparison, because the order of a query does not matter.
std::string plain(std::string url) {
  const auto start = std::min(url.find('?'), url.size());
  std::set<std::string> arguments;
  for (auto at = start; at < url.size();) {
    const auto end = std::min(url.find('&', at + 1), url.size());
    arguments.insert(url.substr(at + 1, end - at - 1));
    at = end;
  }
  url.erase(start);
  while (!url.empty() && url.back() == '/') url.pop_back();
  for (const auto& argument : arguments) url += ' ' + argument;
  return url;
}

std::vector<Exchange> traffic(const Json& recording) {
  std::map<int, Exchange> exchanges;  // by connection: one request each
  for (const auto& event : recording["events"]) {
    Exchange& exchange = exchanges[event["connection_id"]];
    const auto& action = event["action"];
    if (action.contains("Request")) {
      exchange.method = action["Request"]["request"]["method"];
      exchange.url = plain(action["Request"]["request"]["uri"]);
    } else if (action.contains("Response")) {
      const auto& response = action["Response"]["response"]["Ok"];
      exchange.response.status = response["status"];
      for (const auto& [name, values] : response["headers"].items())
        exchange.response.headers.emplace_back(name, values[0].get<std::string>());
    } else if (action.contains("Data") && action["Data"]["direction"] == "Response") {
      exchange.response.body += action["Data"]["data"]["Utf8"].get<std::string>();
    }
  }
  std::vector<Exchange> list;
  list.reserve(exchanges.size());
  for (auto& [connection, exchange] : exchanges) list.push_back(std::move(exchange));
  return list;
}

/// The files of a recording; some have none.
std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::exists(folder / "fs")) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "fs")) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  return files;
}

/// A recording on a fake machine.
class Recording {
 public:
  explicit Recording(const fs::path& folder) : case_(Json::parse(slurp(folder / "test-case.json"))) {
    root_ = machine.home.path() + "/root";
    machine.env = Environment();
    machine.env.set(kHomeVariable, root_ + "/home");
    make_program(machine.home.path(), "echo", {"arguments"});  // not a program on every system
    machine.env.set("PATH", search_path(machine.home.path()));
    // An hour before the recorded expiration, because longer credentials are not issued without a request.
    constexpr long long kFirstExpiry = 1234567890;
    const auto ok = case_.value("/result/Ok"_json_pointer, Json::object());
    machine.clock = TimePoint(std::chrono::seconds(ok.value("expiry", kFirstExpiry) - 3600));
    const auto environment = Json::parse(slurp(folder / "env.json"));
    for (const auto& [name, value] : environment.items()) set(name, value.get<std::string>());
    for (const auto& file : files_of(folder)) {
      const auto name = fs::relative(file, folder / "fs").string();
      machine.home.write("root/" + name, replaced(slurp(file), "= /token", "= " + root_ + "/token"));
    }
    exchanges_ = traffic(Json::parse(slurp(folder / "http-traffic.json")));
    machine.network = [this](const HttpRequest& request) { return answer(request); };
  }

  /// Paths are below the recording's root.
  void set(const std::string& name, const std::string& value) {
    const bool is_path = name == "HOME" || (name.size() > 5 && name.substr(name.size() - 5) == "_FILE");
    machine.env.set(name, is_path ? root_ + value : value);
  }

  /// "KEY SECRET TOKEN ACCOUNT EXPIRY", or "error"; then requests that are not in the recording.
  std::string play(const std::optional<std::string>& profile) {
    SessionOptions options;
    options.profile = profile;
    const auto session = open_session(options, machine.host());
    const auto got = session ? session->credentials() : tl::unexpected(session.error());
    if (!got) {
      error = got.error().message;
      return "error" + strange_;
    }
    return got->access_key_id + ' ' + got->secret_access_key.reveal() + ' ' +
           (got->session_token ? got->session_token->reveal() : "-") + ' ' + got->account_id.value_or("-") +
           ' ' + (got->expiration ? seconds(*got->expiration) : "-") + strange_ + left_over();
  }

  std::string expected() const {
    const auto& result = case_["result"];
    if (!result.contains("Ok")) return "error";
    const auto& ok = result["Ok"];
    return ok["access_key_id"].get<std::string>() + ' ' + ok["secret_access_key"].get<std::string>() + ' ' +
           ok.value("session_token", "-") + ' ' + ok.value("account_id", "-") + ' ' +
           (ok.contains("expiry") ? std::to_string(ok["expiry"].get<long long>()) : "-");
  }
  TestHost machine;
  std::string error;  ///< latchkey's message, after play()

 private:
  static std::string seconds(TimePoint at) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
  }

  Reply answer(const HttpRequest& request) {
    for (auto& exchange : exchanges_) {
      if (exchange.method != request.method || exchange.url != plain(request.url)) continue;
      exchange.used = true;  // another attempt gets the same reply
      return exchange.response;
    }
    const std::string strange = ", and " + request.method + ' ' + request.url;
    if (strange_.find(strange) == std::string::npos) strange_ += strange;
    return tl::unexpected(TransportFailure{TransportFailure::Reason::connect, "nobody is there", false});
  }

  std::string left_over() const {
    std::string text;
    for (const auto& exchange : exchanges_) {
      if (!exchange.used && !exchange.url.empty())
        text += ", without " + exchange.method + ' ' + exchange.url;
    }
    return text;
  }

  Json case_;
  std::string root_, strange_;
  std::vector<Exchange> exchanges_;
};

/// The expected messages by case, because the SDK's differ from botocore's.
const std::map<std::string, std::string>& words() {
  static const std::map<std::string, std::string> map = {
      {"imds_default_chain_error", "unable to locate credentials"},
      {"imds_disabled", "unable to locate credentials"},
      {"imds_no_iam_role", "no credentials found in credential_source Ec2InstanceMetadata"},
      {"imds_token_fail", "no credentials found in credential_source Ec2InstanceMetadata"},
      {"profile_overrides_web_identity", "no credentials found in credential_source Environment"},
      {"web_identity_source_profile_no_env", "profile B has a web identity token"},
      {"web_identity_token_invalid_jwt", "profile B: "},
      {"web_identity_token_env", "https://sts.amazonaws.com/"},
      {"web_identity_token_profile", "https://sts.amazonaws.com/"},
      {"credential_process", "credential_process printed no JSON object"},
      {"credential_process_failure", "credential_process cannot be run: exit"},
      {"credential_process_invalid", "credential_process printed no JSON object"},
      {"empty_config", "the config profile (default) could not be found"},
      {"invalid_config", "unable to parse config file"},
      {"invalid_sso_credentials_config", "unable to locate credentials for profile default"},
      {"region_override", "https://sts.us-east-1.amazonaws.com/"},
      {"sso_server_error", "HTTP 503"},
      {"sso_token", "unable to locate credentials for profile default"},
  };
  return map;
}

void play_all(Suite& suite, const std::optional<std::string>& profile) {
  std::set<fs::path> folders;  // in a fixed order
  for (const auto& entry : fs::directory_iterator(suite.path())) folders.insert(entry.path());
  for (const auto& folder : folders) {
    const std::string id = folder.filename().string();
    Recording recording(folder);
    if (profile) recording.set("AWS_EC2_METADATA_DISABLED", "true");
    const std::string ours = recording.play(profile);
    suite.judge(id, ours, recording.expected());
    if (recording.error.empty()) continue;
    const auto said = words().find(id);
    ASSERT_NE(said, words().end()) << id << ": " << recording.error;
    EXPECT_NE(recording.error.find(said->second), std::string::npos) << id << ": " << recording.error;
  }
  suite.report();
}

TEST(Suites, DefaultChainOfTheRustSdk) {
  const std::string global = "error, and POST https://sts.amazonaws.com/";
  Suite suite("aws-config-dvr/default-credential-provider-chain",
              {{"environment_variables_blank", "    - - -"},
               {"imds_token_fail",
                "error, and GET http://169.254.169.254/latest/meta-data/iam/security-credentials/"},
               {"web_identity_token_env", global},
               {"web_identity_token_invalid_jwt", global},
               {"web_identity_token_profile", global}});
  if (suite) play_all(suite, std::nullopt);
}

/// Only the profile provider: a named profile excludes the environment's keys, and no provider follows.
TEST(Suites, ProfilesOfTheRustSdk) {
  Suite suite("aws-config-dvr/profile-provider",
              {{"credential_process", "error"},
               {"region_override", "error, and POST https://sts.us-east-1.amazonaws.com/"}});
  if (suite) play_all(suite, "default");
}

/// The cases that fail only because of AWS_REGION: with botocore's variable they pass.
TEST(Suites, RegionsOfTheRustSdk) {
  const std::string chain = "aws-config-dvr/default-credential-provider-chain/";
  for (const auto& name : {chain + "web_identity_token_env", chain + "web_identity_token_invalid_jwt",
                           chain + "web_identity_token_profile",
                           std::string("aws-config-dvr/profile-provider/region_override")}) {
    const Suite suite(name);
    if (!suite) continue;
    Recording recording(suite.path());
    recording.set("AWS_DEFAULT_REGION", *recording.machine.env.find("AWS_REGION"));
    EXPECT_EQ(recording.play(std::nullopt), recording.expected()) << name;
  }
}

}  // namespace
}  // namespace latchkey::test
