// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "platform/files/files.hpp"
#include "session/access.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

// Compares cache files with those of other tools, byte by byte (tests/vectors/cache_files).
namespace latchkey::test {
namespace {

constexpr const char* kFolders[] = {".aws/boto/cache/", ".aws/cli/cache/"};

std::string recorded_bytes(const std::string& file) {
  std::ifstream in(std::string(LATCHKEY_VECTORS) + "/cache_files/" + file, std::ios::binary);
  EXPECT_TRUE(in) << file << " is missing";
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Sets up the user of the recordings, without files of any tool.
void settle(TestHost& machine) {
  // What was recorded expires in 2099, and no role's credentials last longer than 12 hours.
  machine.clock = std::chrono::sys_days{std::chrono::year{2098} / 12 / 31} + std::chrono::hours{23} +
                  std::chrono::minutes{30};
  const std::string config = load_vectors("cache_files/manifest.json", "config_used");
  machine.home.write(".aws/config", replaced(config, "{{HOME}}", machine.home.path()));
  machine.home.write("tok", "a-token");
  machine.env.set("LATCHKEY_MFA_SESSION", "off");  // a code in each call, as it was recorded
  machine.answers = {"123456"};
}

Result<Credentials> credentials(TestHost& machine, const std::string& profile) {
  SessionOptions options;
  options.profile = profile;
  const auto session = open_session(options, machine.host());
  return session ? session->credentials() : tl::unexpected(session.error());
}

TEST(SharedCaches, FilesOfEveryToolAreUsedWithoutACall) {
  std::map<std::string, Json> files;  // by the key that signed the next call
  for (const auto& reading : load_vectors("cache_files/manifest.json", "cross_read")) {
    if (reading["accepted_without_sts_call"]) files[reading["file"]] = reading;
  }
  int passed = 0;
  for (const auto& [file, reading] : files) {
    const bool is_sso = reading["profile"].get<std::string>().rfind("sso", 0) == 0;
    for (const auto* folder : kFolders) {
      if (is_sso && folder == kFolders[0]) continue;  // only AWS CLI v2 caches these
      TestHost machine;
      settle(machine);
      machine.home.write(folder + file.substr(file.find('/') + 1), recorded_bytes(file));
      const auto got = credentials(machine, reading["profile"]);
      ASSERT_TRUE(got) << file << ": " << got.error().message;
      EXPECT_EQ(got->access_key_id, reading["signing_key"].get<std::string>()) << file;
      EXPECT_TRUE(machine.requests.empty() && machine.prompts.empty()) << file;
      ++passed;
    }
  }
  report("cache_files (read)", passed, 0, 0);
}

/// Reconstructs STS's reply from a tool's cache entry.
HttpResponse answer_of(const Json& entry) {
  const bool is_web = entry.contains("Provider");
  const std::string operation = is_web ? "AssumeRoleWithWebIdentity" : "AssumeRole";
  const auto element = [](const std::string& name, const Json& value) {
    return '<' + name + '>' + value.get<std::string>() + "</" + name + '>';
  };
  std::string body = '<' + operation + "Response><" + operation + "Result><Credentials>";
  for (const auto* name : {"AccessKeyId", "SecretAccessKey", "SessionToken"})
    body += element(name, entry["Credentials"][name]);
  body += "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser>" +
          element("AssumedRoleId", entry["AssumedRoleUser"]["AssumedRoleId"]) +
          element("Arn", entry["AssumedRoleUser"]["Arn"]) + "</AssumedRoleUser>";
  for (const auto* name : {"SubjectFromWebIdentityToken", "Provider", "Audience"}) {
    if (is_web) body += element(name, entry[name]);
  }
  body += "</" + operation + "Result><ResponseMetadata>" +
          element("RequestId", entry["ResponseMetadata"]["RequestId"]) + "</ResponseMetadata></" + operation +
          "Response>";
  HttpResponse response{200, {}, body};
  for (const auto& [name, value] : entry["ResponseMetadata"]["HTTPHeaders"].items())
    response.headers.emplace_back(name, value.get<std::string>());
  return response;
}

/// The recorded text with the expiration in botocore's format; the rest is the same in every tool.
std::string as_botocore_writes(const std::string& text) {
  const std::string start = R"("Expiration": "2099-01-01T00:00:00)";
  const auto zone = text.find(start) + start.size();
  return text.substr(0, zone) + "UTC" + text.substr(text.find('"', zone));
}

/// The cached text of a tool, by the name of the role.
using Written = std::map<std::string, std::pair<std::string, std::string>>;

Written written_by(const Json& entry) {
  Written written;
  for (const auto& file : entry["files"]) {
    const std::string path = file["path_in_home"];
    if (path.find(".json") == std::string::npos) continue;  // AWS CLI v2's session.db
    const std::string text = recorded_bytes(file["saved_as"]);
    const std::string arn = Json::parse(text)["AssumedRoleUser"]["Arn"];
    const auto start = arn.find('/') + 1;
    written[arn.substr(start, arn.find('/', start) - start)] = {path.substr(path.rfind('/') + 1), text};
  }
  return written;
}

void expect_same_files(const TestHost& machine, const Written& written, const std::string& name) {
  for (const auto& [role, file] : written) {
    for (const auto* folder : kFolders) {
      ASSERT_TRUE(machine.home.has(folder + file.first)) << name << ": " << folder << file.first;
      EXPECT_EQ(machine.home.read(folder + file.first), as_botocore_writes(file.second)) << name;
      EXPECT_EQ(files::mode(machine.home.path() + '/' + folder + file.first), mode_here(0600)) << name;
    }
  }
}

/// The profile of a tool's command: the last word or after --profile.
std::string profile_of(const Json& entry) {
  static const std::set<std::string> known = {"r", "mfa", "wire", "iso", "chain", "web"};
  std::string profile;
  for (const auto& word : entry["command"]) {
    if (known.count(word.get<std::string>()) > 0) profile = word;
  }
  return profile;
}

TEST(SharedCaches, EntriesMatchBotocoreByteForByte) {
  int passed = 0;
  for (const auto& entry : load_vectors("cache_files/manifest.json", "entries")) {
    const std::string name = entry["name"];
    if (name.find("sso") != std::string::npos || name.find("login") != std::string::npos) continue;
    const Written written = written_by(entry);
    if (written.empty()) continue;
    TestHost machine;
    settle(machine);
    machine.network = [&](const HttpRequest& request) -> Reply {
      for (const auto& [argument, value] : form_of(request.body)) {
        if (argument == "RoleArn")
          return answer_of(Json::parse(written.at(value.substr(value.rfind('/') + 1)).second));
      }
      return HttpResponse{400, {}, ""};
    };
    const auto got = credentials(machine, profile_of(entry));
    ASSERT_TRUE(got) << name << ": " << got.error().message;
    expect_same_files(machine, written, name);
    ++passed;
  }
  report("cache_files (written)", passed, 0, 0, "times spelled as botocore spells them");
  EXPECT_EQ(passed, 21);
}

}  // namespace
}  // namespace latchkey::test
