// SPDX-License-Identifier: Apache-2.0
#include "base/timestamp.hpp"
#include "serve/child/child_environment.hpp"
#include "serve/child/credential_text.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

Credentials temporary() {
  Credentials c;
  c.access_key_id = "ASIADEMO";
  c.secret_access_key = Secret("secretdemo");
  c.session_token = Secret("tokendemo/+=");
  c.expiration = parse_timestamp("2099-01-01T00:00:00Z")->at;
  return c;
}

Credentials long_term() {
  Credentials c;
  c.access_key_id = "AKIABASE";
  c.secret_access_key = Secret("secretbase");
  return c;
}

Credentials odd() {
  Credentials c;
  c.access_key_id = "AK&<>\"'$ \xC3\xA9";
  c.secret_access_key = Secret("s");
  c.session_token = Secret("t");
  const auto time = parse_timestamp("2099-01-01T05:30:00.5+05:30");
  c.expiration = time->at;
  c.expiration_offset = time->offset;
  return c;
}

TEST(ExportText, MatchesTheAwsCliByteForByteInEveryRecordedFormat) {
  int passed = 0;
  int failed = 0;
  const auto outputs = load_vectors("export_credentials.json", "outputs");
  const auto check = [&](const std::string& what, const SecretText& ours, const Json& theirs) {
    EXPECT_EQ(ours.reveal(), theirs.get<std::string>()) << what;
    ++(ours.reveal() == theirs ? passed : failed);
  };
  int others = 0;
  for (const auto& [name, output] : outputs.items()) {
    const auto& formats = export_formats();
    const auto format =
        std::find_if(formats.begin(), formats.end(), [&, n = name](const auto& f) { return f.first == n; });
    if (format != formats.end()) {
      check(name, *export_text(temporary(), format->second, "p"), output["stdout_temporary"]);
      check(name, *export_text(long_term(), format->second, "p"), output["stdout_static"]);
    } else if (name == "(no --format)") {
      check(name, *export_text(temporary(), ExportFormat::process, "p"), output["stdout_temporary"]);
    } else if (name.rfind("process, odd", 0) == 0) {
      check(name, *export_text(odd(), ExportFormat::process, "p"), output["stdout_temporary"]);
    } else {
      ++others;  // error texts of the other tool, and a recording of its missing quotes
    }
  }
  report("export_credentials", passed, failed, 0,
         std::to_string(others) + " of the other tool's errors and missing quotes");
}

TEST(ExportText, QuotesShellCharacters) {
  EXPECT_EQ(
      *export_text(odd(), ExportFormat::env, "p"),
      "export AWS_ACCESS_KEY_ID='AK&<>\"'\\''$ \xC3\xA9'\nexport AWS_SECRET_ACCESS_KEY=s\n"
      "export AWS_SESSION_TOKEN=t\nexport AWS_CREDENTIAL_EXPIRATION=2099-01-01T05:30:00.500000+05:30\n");
  EXPECT_NE(export_text(odd(), ExportFormat::fish, "p")->view().find("\"AK&<>\\\"'\\$ \xC3\xA9\""),
            std::string::npos);
  EXPECT_NE(export_text(odd(), ExportFormat::powershell, "p")->view().find("\"AK&<>`\"'`$ \xC3\xA9\""),
            std::string::npos);
  EXPECT_FALSE(export_text(odd(), ExportFormat::windows_cmd, "p"));
}

TEST(ExportText, RejectsALineEndInFormatsWithoutEscapes) {
  auto c = long_term();
  c.access_key_id = "a\nb";
  for (const auto& [name, format] : export_formats()) {
    EXPECT_EQ(export_text(c, format, "p").has_value(), format == ExportFormat::process) << name;
  }
}

TEST(ExportText, IniSectionIsNamedAfterTheProfile) {
  EXPECT_EQ(*export_text(long_term(), ExportFormat::ini, "dev"),
            "[dev]\naws_access_key_id = AKIABASE\naws_secret_access_key = secretbase\n");
}

TEST(ChildEnvironment, HasTheseCredentialsAndNoOtherSource) {
  const Environment parent({{"AWS_PROFILE", "x"},
                            {"AWS_DEFAULT_PROFILE", "y"},
                            {"AWS_SECURITY_TOKEN", "old"},
                            {"AWS_SESSION_TOKEN", "old"},
                            {"AWS_ACCOUNT_ID", "1"},
                            {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:4711/role/outer"},
                            {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "outer"},
                            {"LATCHKEY_PROFILE", "outer"},
                            {"PATH", "/bin"}});
  const auto child = child_environment(parent, long_term(), {"base", "eu-west-1"});
  EXPECT_EQ(child.to_strings(),
            (std::vector<std::string>{"AWS_ACCESS_KEY_ID=AKIABASE", "AWS_DEFAULT_REGION=eu-west-1",
                                      "AWS_REGION=eu-west-1", "AWS_SECRET_ACCESS_KEY=secretbase",
                                      "LATCHKEY_PROFILE=base", "PATH=/bin"}));
}

TEST(ChildEnvironment, KeepsTheContainerEndpointForCredentialSource) {
  for (const auto* url : {"http://169.254.170.23/v1/credentials", "http://127.0.0.1:80/other",
                          "http://127.0.0.1:/role/x", "https://127.0.0.1:80/role/x"}) {
    Environment parent;
    parent.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
    const auto child = child_environment(parent, long_term(), {"base", std::nullopt});
    EXPECT_NE(child.find("AWS_CONTAINER_CREDENTIALS_FULL_URI"), nullptr) << url;
  }
}

}  // namespace
}  // namespace latchkey::test
