// SPDX-License-Identifier: Apache-2.0
#include "aws/config/profile_rewrite.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "aws/config/adoption.hpp"
#include "aws/config/config.hpp"
#include "aws/config/redaction.hpp"
#include "aws/config/role_plan.hpp"
#include "mfa/forecast.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

constexpr const char* kProgram = "/opt/my tools/latchkey";

/// Generates unusual config files that the grammar allows.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  /// A file with profiles that refer to each other, and other content.
  std::string file(SharedFile kind) {
    text_.clear();
    end_ = one_of({"\n", "\n", "\r\n", "\r"});
    for (int i = number(0, 2); i > 0; --i) line(one_of({"# a comment", "; another", "", "  # indented"}));
    const auto names = shuffled({"base", "ops", "dev", "my prod", "it's", "inner", "default", "ünï"});
    for (const auto& name : names) {
      if (number(0, 4) != 0) section(kind, name);
    }
    if (number(0, 3) == 0) text_.resize(text_.size() - std::min(text_.size(), std::string(end_).size()));
    return text_;
  }

 private:
  int number(int from, int to) { return std::uniform_int_distribution(from, to)(random_); }
  std::string one_of(const std::vector<std::string>& choices) {
    return choices[static_cast<std::size_t>(number(0, static_cast<int>(choices.size()) - 1))];
  }
  std::vector<std::string> shuffled(std::vector<std::string> words) {
    std::shuffle(words.begin(), words.end(), random_);
    return words;
  }

  void line(const std::string& content) {
    text_ += content + (number(0, 30) == 0 ? one_of({"\n", "\r\n", "\r"}) : end_);
  }

  std::string header(SharedFile kind, const std::string& name) {
    if (kind == SharedFile::credentials) return '[' + name + ']';
    if (name == "default") return one_of({"[default]", "[profile default]"});
    if (name == "my prod")
      return one_of({"[profile \"my prod\"]", "[profile my\\ prod]", "[profile 'my prod']"});
    if (name == "it's") return one_of({"[profile \"it's\"]", "[profile it\\'s]"});
    return one_of(
        {"[profile " + name + ']', "[profile   \"" + name + "\"]", "[profile\t" + name + "] # ends here"});
  }

  std::string cased(std::string key) {
    if (number(0, 4) == 0) {
      for (char& c : key) c = c >= 'a' && c <= 'z' && number(0, 1) == 0 ? static_cast<char>(c - 32) : c;
    }
    return key;
  }

  void setting(const std::string& key, const std::string& value) {
    if (number(0, 5) == 0) line(one_of({"# aws_secret_access_key = x", "", "   ", "; y", "    # z"}));
    const auto indent = number(0, 9) == 0 ? one_of({"  ", "\t", "\xC2\xA0"}) : indent_;
    line(indent + cased(key) + one_of({" = ", "=", ": ", " : ", "\t=\t", " =  "}) + value +
         one_of({"", "", "", "  ", " # no comment"}));
  }

  void section(SharedFile kind, const std::string& name) {
    line(one_of({"", "", "", " "}) + header(kind, name));
    indent_ = one_of({"", "", "", "  ", "\t"});
    if (name == "base") {
      setting("aws_access_key_id", "AKIA");
      setting("aws_secret_access_key", "secret=with:all#of it");
      return;
    }
    std::vector<std::pair<std::string, std::string>> settings = {{"region", "eu-west-1"}};
    const auto maybe = [&](int chance, const std::string& key, const std::string& value) {
      if (number(0, 9) < chance) settings.emplace_back(key, value);
    };
    maybe(8, "role_arn", "arn:aws:iam::222222222222:role/" + std::to_string(number(0, 99)));
    maybe(8, "source_profile", one_of({"base", "base", "ops", "inner", "my prod"}));
    maybe(1, "credential_source", "Environment");
    maybe(7, "mfa_serial", "arn:aws:iam::111111111111:mfa/ada");
    maybe(2, "credential_process", "other --secret x");
    maybe(3, "external_id", "é = 5");
    maybe(2, "latchkey_mfa_session", "off");
    std::shuffle(settings.begin(), settings.end(), random_);
    for (const auto& [key, value] : settings) {
      setting(key, value);
      if (number(0, 9) == 0)
        line(indent_ + "   " + one_of({"continued", "role_arn = not one", "[profile x]"}));
    }
    if (number(0, 3) == 0) {
      line(indent_ + "s3 =");
      line(indent_ + "  max_concurrent_requests = 1");
      line(indent_ + "  role_arn = nested");
    }
  }

  std::mt19937 random_;
  std::string text_, end_, indent_;
};

struct Files {
  ConfigText config{"config", {}};
  ConfigText credentials{"credentials", {}};
};

Files after(const Files& files, const SharedEdits& edits) {
  return {{"config", edited(*files.config.text, edits.config)},
          {"credentials", edited(*files.credentials.text, edits.credentials)}};
}

std::string plan_text(const Config& config, const std::string& name) {
  const auto plan = plan_roles(config, name);
  if (!plan) return plan.error().message;
  if (!*plan) return "no role";
  auto text = (*plan)->base_profile + '|' + (*plan)->credential_source;
  for (const auto& step : (*plan)->steps) {
    text += '|' + step.profile + ' ' + step.role_arn + ' ' + step.mfa_serial.value_or("-") + ' ' +
            step.external_id.value_or("-");
  }
  return text;
}

bool same_settings(const ini::Section& a, const ini::Section& b) {
  return std::equal(a.settings().begin(), a.settings().end(), b.settings().begin(), b.settings().end(),
                    [](const auto& x, const auto& y) { return x.key == y.key && x.value == y.value; });
}

void expect_others_equal(const ini::File& before, const ini::File& now, SharedFile kind,
                         const std::vector<std::string>& rewritten) {
  ASSERT_EQ(before.size(), now.size());
  for (std::size_t i = 0; i < now.size(); ++i) {
    EXPECT_EQ(before[i].name, now[i].name);
    const auto profile = profile_of_section(kind, now[i].name);
    const bool changed = profile && std::count(rewritten.begin(), rewritten.end(), *profile) != 0;
    EXPECT_TRUE(changed || same_settings(before[i], now[i])) << now[i].name;
    for (const auto& setting : before[i].settings()) {
      EXPECT_TRUE(now[i].find(setting.key) != nullptr || now[i].find("latchkey_" + setting.key) != nullptr);
    }
  }
}

SharedEdits must_adopt(const Files& files, const std::vector<std::string>& profiles,
                       OwnKeys own_keys = OwnKeys::refuse) {
  auto edits = adopt_edits(files.config, files.credentials, profiles, kProgram, own_keys);
  EXPECT_TRUE(edits) << edits.error().message;
  return edits ? *std::move(edits) : SharedEdits();
}

TEST(ProfileRewrite, RestoresEveryFileByteForByte) {
  int rewritten = 0;
  for (unsigned seed = 0; rewritten < 300; ++seed) {
    ASSERT_LT(seed, 20000U);
    Generator generator(seed);
    const Files files{{"config", generator.file(SharedFile::config)},
                      {"credentials", generator.file(SharedFile::credentials)}};
    const auto before = Config::parse(files.config, files.credentials);
    if (!before) continue;
    const auto profiles = profiles_with_code(*before, Environment());
    const auto edits = must_adopt(files, profiles);
    if (edits.profiles.empty()) continue;
    ++rewritten;
    SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + files.config.text->reveal() + "\n-----\n" +
                 files.credentials.text->reveal());

    const auto adopted = after(files, edits);
    const auto written = Config::parse_as_written(adopted.config, adopted.credentials);
    ASSERT_TRUE(written) << written.error().message;
    expect_others_equal(before->config_sections(), written->config_sections(), SharedFile::config,
                        edits.profiles);
    expect_others_equal(before->credentials_sections(), written->credentials_sections(),
                        SharedFile::credentials, edits.profiles);
    for (const auto& name : edits.profiles) {
      const auto* profile = written->find(name);
      for (const auto* key : {"role_arn", "source_profile", "credential_source", "mfa_serial"})
        EXPECT_FALSE(profile->has(key)) << key;
      const auto words = split_command_line(*profile->text("credential_process"));
      EXPECT_EQ(words, (std::vector<std::string>{kProgram, "process", "--profile", name}));
    }

    const auto seen = Config::parse(adopted.config, adopted.credentials);
    ASSERT_TRUE(seen) << seen.error().message;
    for (const auto& profile : before->profiles()) {
      EXPECT_EQ(plan_text(*seen, profile.name), plan_text(*before, profile.name)) << profile.name;
      const bool adopted_now = std::count(edits.profiles.begin(), edits.profiles.end(), profile.name) != 0;
      EXPECT_EQ(seen->find(profile.name)->is_adopted, adopted_now) << profile.name;
    }
    EXPECT_TRUE(must_adopt(adopted, edits.profiles).profiles.empty());

    const auto back = release_edits(adopted.config, adopted.credentials, std::nullopt);
    ASSERT_TRUE(back) << back.error().message;
    const auto released = after(adopted, *back);
    EXPECT_EQ(released.config.text, files.config.text);
    EXPECT_EQ(released.credentials.text, files.credentials.text);
    if (HasFailure()) return;
  }
}

TEST(ProfileRewrite, WritesOneLineAndRenamesTheRest) {
  const Files files{{"config",
                     "# mine\r\n[profile ops]\r\n\tROLE_ARN : arn:r\r\n\tsource_profile = base\r\n"
                     "\tmfa_serial=arn:m\r\n\tregion = x\r\n[profile base]"},
                    {"credentials", "[base]\naws_access_key_id = AKIA\naws_secret_access_key = s\n"}};
  const auto edits = must_adopt(files, {"ops"});
  EXPECT_EQ(*after(files, edits).config.text,
            "# mine\r\n[profile ops]\r\n\tcredential_process = " + command_line_word(kProgram) +
                " process --profile ops\r\n"
                "\tlatchkey_ROLE_ARN : arn:r\r\n\tlatchkey_source_profile = base\r\n"
                "\tlatchkey_mfa_serial=arn:m\r\n\tregion = x\r\n[profile base]");
  EXPECT_TRUE(edits.credentials.empty());
}

TEST(ProfileRewrite, ReportsProfilesThatCannotBeChanged) {
  const auto why = [](const std::string& config, const std::string& profile) {
    const Files files{
        {"config", "[profile base]\naws_access_key_id = A\naws_secret_access_key = s\n" + config},
        {"credentials", ""}};
    const auto edits = must_adopt(files, {profile});
    EXPECT_TRUE(edits.profiles.empty() && edits.config.empty());
    return edits.left.empty() ? std::string() : edits.left.front().second.message;
  };
  const std::string role = "role_arn = r\nsource_profile = base\nmfa_serial = m\n";
  EXPECT_NE(why("[DEFAULT]\nrole_arn = r\n[profile a]\nsource_profile = base\nmfa_serial = m\n", "a")
                .find("[DEFAULT]"),
            std::string::npos);
  EXPECT_NE(why("[profile a]\naws_access_key_id = B\naws_secret_access_key = t\n" + role, "a")
                .find("keys of its own"),
            std::string::npos);
  EXPECT_NE(why("[profile a]\nsso_session = s\n" + role, "a").find("sso_session"), std::string::npos);
  EXPECT_NE(why("[profile a]\nlatchkey_mfa_serial = m\n" + role, "a").find("latchkey_mfa_serial"),
            std::string::npos);
  EXPECT_NE(why("[profile -a]\n" + role, "-a").find("begins with"), std::string::npos);
}

/// A line with the prefix that adopt did not write would become active: here it would change the role.
TEST(ProfileRewrite, SkipsAnAdoptedProfile) {
  const Files files{{"config", "[profile a]\nrole_arn = r\nsource_profile = a\nmfa_serial = m\n"},
                    {"credentials", "[a]\nlatchkey_role_arn = other\n"}};
  const auto edits = must_adopt(files, {"a"}, OwnKeys::hide);
  EXPECT_TRUE(edits.profiles.empty());
  ASSERT_EQ(edits.left.size(), 1U);
  const auto& why = edits.left.front().second;
  EXPECT_NE(why.message.find("it has latchkey_role_arn already"), std::string::npos);
  EXPECT_EQ(why.origin.name, "credentials");
  EXPECT_EQ(why.origin.line, 2U);
}

TEST(ProfileRewrite, HidesOwnKeysInACopyUnlessAnotherProfileNeedsThem) {
  const std::string self =
      "[profile self]\naws_access_key_id = A\naws_secret_access_key = s\naws_session_token = t\nrole_arn = "
      "r\n"
      "source_profile = self\nmfa_serial = m\n";
  const Files alone{{"config", self}, {"credentials", ""}};
  const auto hidden = must_adopt(alone, {"self"}, OwnKeys::hide);
  const auto text = after(alone, hidden).config.text->reveal();
  for (const auto* key : {"\naws_access_key_id", "\naws_secret_access_key", "\naws_session_token"})
    EXPECT_EQ(text.find(key), std::string::npos) << key;

  const Files needed{{"config", self + "[profile plain]\nrole_arn = p\nsource_profile = self\n"},
                     {"credentials", ""}};
  const auto kept = must_adopt(needed, {"self"}, OwnKeys::hide);
  EXPECT_TRUE(kept.config.empty());
  EXPECT_EQ(kept.left.size(), 1U);
}

TEST(ProfileRewrite, DoesNotRestoreAnEditedProfile) {
  const auto released = [](const std::string& config) {
    return release_edits({"config", config}, {"credentials", ""}, std::string("a"));
  };
  const auto other = released("[profile a]\ncredential_process = other\nlatchkey_role_arn = r\n");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message,
            "config: line 2: the credential_process of [profile a] is not the one that adopt wrote for a");
  const auto doubled = released(
      "[profile a]\ncredential_process = latchkey process --profile a\nlatchkey_role_arn = r\nrole_arn = "
      "q\n");
  ASSERT_FALSE(doubled);
  const auto gone = released("[profile a]\nlatchkey_role_arn = r\n");
  ASSERT_TRUE(gone);
  EXPECT_EQ(edited("[profile a]\nlatchkey_role_arn = r\n", gone->config), "[profile a]\nrole_arn = r\n");
}

TEST(ProfileRewrite, CopyUnderAnotherNameIsReadByEveryTool) {
  const std::string copy = "credential_process = latchkey process --profile a\nlatchkey_role_arn = r\n";
  const ConfigText text{"config", "[profile a]\n" + copy + "[profile b]\n" + copy};
  const auto config = Config::parse(text, {"credentials", ""});
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->find("a")->is_adopted);
  EXPECT_FALSE(config->find("b")->is_adopted);
  EXPECT_FALSE(config->find("b")->has("role_arn"));
  EXPECT_FALSE(release_edits(text, {"credentials", ""}, std::string("b")));
}

TEST(ProfileRewrite, ForeignProcessIsNotTreatedAsAdopted) {
  const auto config =
      Config::parse({"config",
                     "[profile a]\ncredential_process = other\nlatchkey_role_arn = r\n[profile b]\n"
                     "credential_process = latchkey process --profile a\n"},
                    {"credentials", ""});
  ASSERT_TRUE(config);
  EXPECT_FALSE(config->find("a")->is_adopted);
  EXPECT_EQ(*config->find("a")->text("credential_process"), "other");
  EXPECT_FALSE(config->find("b")->is_adopted);
}

TEST(LineEdits, MatchUnifiedDiff) {
  std::string text;
  for (int i = 1; i <= 20; ++i) text += "line" + std::to_string(i) + (i == 20 ? "" : "\n");
  const LineEdits edits = {{5, {"new\n", "line5b\n"}}, {19, {}}, {20, {"last"}}};
  const auto diff = unified_diff(text, edits, "f", [](std::string_view line) { return std::string(line); });
  EXPECT_EQ(
      diff,
      "--- f\n+++ f\n@@ -2,7 +2,8 @@\n line2\n line3\n line4\n-line5\n+new\n+line5b\n line6\n line7\n line8\n"
      "@@ -16,5 +17,4 @@\n line16\n line17\n line18\n-line19\n-line20\n\\ No newline at end of file\n+last\n"
      "\\ No newline at end of file\n");
}

TEST(Redaction, HidesSecrets) {
  EXPECT_EQ(redacted_line("region = eu-west-1"), "region = eu-west-1");
  EXPECT_EQ(redacted_line("  latchkey_ROLE_ARN: arn:x"), "  latchkey_ROLE_ARN: arn:x");
  EXPECT_EQ(redacted_line("[profile \x1b[1mops]"), "[profile \\x1b[1mops]");
  EXPECT_EQ(redacted_line("aws_secret_access_key = abc"), "aws_secret_access_key = (not shown)");
  EXPECT_EQ(redacted_line("# aws_secret_access_key=abc"), "# aws_secret_access_key= (not shown)");
  EXPECT_EQ(redacted_line("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY="), "(not shown)");
  EXPECT_EQ(redacted_line("   continued"), "   (not shown)");
  EXPECT_EQ(redacted_line("# a word or two"), "# a word or two");
  EXPECT_EQ(redacted_line("#wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "#(not shown)");
  EXPECT_EQ(redacted_line("credential_process = other --token x"), "credential_process = (not shown)");
  EXPECT_EQ(redacted_line("credential_process = latchkey process --profile a"),
            "credential_process = latchkey process --profile a");
  EXPECT_EQ(redacted_line("credential_process = other process --profile a --token x"),
            "credential_process = (not shown)");
  EXPECT_EQ(redacted_line(""), "");
  EXPECT_EQ(redacted_line("[wJalrXUtnFEMI"), "(not shown)");
  EXPECT_EQ(redacted_line("[profile ops"), "[profile ops");
  EXPECT_EQ(redacted_line("[profile ops]  # mine"), "[profile ops]  # mine");
  EXPECT_EQ(redacted_line("[base] wJalrXUtnFEMI"), "[base] (not shown)");
  EXPECT_EQ(redacted_line("[base] # aws_secret_access_key = x"),
            "[base] # aws_secret_access_key = (not shown)");
}

}  // namespace
}  // namespace latchkey
