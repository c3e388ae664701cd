// SPDX-License-Identifier: Apache-2.0
// Every provider and cache rejects credentials with a control character in a value, or with an impossible
// expiration.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "aws/cache/login_cache.hpp"
#include "aws/cache/role_cache.hpp"
#include "aws/sts/sts_reply.hpp"
#include "base/timestamp.hpp"
#include "mfa/session_store.hpp"
#include "session/access.hpp"
#include "sso/portal.hpp"
#include "sso/token_cache.hpp"
#include "unit/support/sso_world.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

struct Values {
  std::string id = "ASIA1", secret = "s1", token = "t1", account = "123456789012";
  std::string expiration = "2026-03-01T06:00:00Z";  // the time is 2026-03-01T00:00:00Z
};

/// The result of a provider for the values; an error if it rejected them.
using Provided = Result<Credentials>;

Provided session_credentials(TestHost& machine, const std::optional<std::string>& profile = std::nullopt) {
  const auto session = open_session({profile, std::nullopt}, machine.host());
  if (!session) return tl::unexpected(session.error());
  return session->credentials();
}

void expect_nothing_cached(const TestHost& machine) {
  for (const auto* folder : {".aws/cli/cache", ".aws/boto/cache", ".aws/latchkey/sessions"})
    EXPECT_FALSE(machine.home.has(folder)) << folder;
}

std::string document(const Values& values) {
  return Json{{"AccessKeyId", values.id},
              {"SecretAccessKey", values.secret},
              {"Token", values.token},
              {"AccountId", values.account},
              {"Expiration", values.expiration}}
      .dump();
}

Provided from_container(const Values& values) {
  TestHost machine;
  machine.env.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c");
  machine.network = [&](const HttpRequest&) -> Reply { return HttpResponse{200, {}, document(values)}; };
  return session_credentials(machine);
}

Provided from_instance_metadata(const Values& values) {
  TestHost machine;
  machine.env.set("AWS_EC2_METADATA_DISABLED", "false");
  machine.network = [&](const HttpRequest& request) -> Reply {
    if (request.method == "PUT") return HttpResponse{200, {}, "token"};
    return HttpResponse{200, {}, request.url.ends_with("/node") ? document(values) : "node"};
  };
  return session_credentials(machine);
}

std::string xml_text(const std::string& value) {
  std::string text;
  for (const char c : value) {
    if (static_cast<unsigned char>(c) < 0x20) {
      text += "&#" + std::to_string(c) + ';';
    } else {
      text += c;
    }
  }
  return text;
}

Provided from_sts(const Values& values) {
  TestHost machine;
  machine.home.write(".aws/config",
                     "[profile r]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\n"
                     "region = us-east-1\n");
  machine.home.write(".aws/credentials", "[base]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n");
  machine.network = [&](const HttpRequest&) -> Reply {
    return xml(200, "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><Arn>arn:aws:sts::" +
                        xml_text(values.account) +
                        ":assumed-role/r/s</Arn></AssumedRoleUser><Credentials><AccessKeyId>" +
                        xml_text(values.id) + "</AccessKeyId><SecretAccessKey>" + xml_text(values.secret) +
                        "</SecretAccessKey><SessionToken>" + xml_text(values.token) +
                        "</SessionToken><Expiration>" + values.expiration +
                        "</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>");
  };
  auto found = session_credentials(machine, "r");
  if (!found) {
    expect_nothing_cached(machine);
    EXPECT_EQ(machine.requests.size(), 1U) << "a rejected reply is not fetched again";
  }
  return found;
}

Provided from_web_identity(const Values& values) {
  TestHost machine;
  machine.home.write("token", "JWT.TOKEN");
  machine.env.set("AWS_WEB_IDENTITY_TOKEN_FILE", machine.home.path() + "/token");
  machine.env.set("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/r");
  machine.env.set("AWS_DEFAULT_REGION", "us-east-1");
  machine.network = [&](const HttpRequest&) -> Reply {
    return xml(200,
               "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><AssumedRoleUser><Arn>"
               "arn:aws:sts::" +
                   xml_text(values.account) +
                   ":assumed-role/r/s</Arn></AssumedRoleUser><Credentials><AccessKeyId>" +
                   xml_text(values.id) + "</AccessKeyId><SecretAccessKey>" + xml_text(values.secret) +
                   "</SecretAccessKey><SessionToken>" + xml_text(values.token) +
                   "</SessionToken><Expiration>" + values.expiration +
                   "</Expiration></Credentials></AssumeRoleWithWebIdentityResult></"
                   "AssumeRoleWithWebIdentityResponse>");
  };
  auto found = session_credentials(machine);
  if (!found) expect_nothing_cached(machine);
  return found;
}

Provided from_sso(const Values& values) {
  const auto expires = parse_timestamp(values.expiration);
  if (!expires) return fail(Cause::reply_invalid, "not a number of milliseconds");
  SsoWorld world;
  auto settings = world.settings();
  settings.account_id = values.account;
  world.machine.network = [&](const HttpRequest&) -> Reply {
    return json_reply(200, Json{{"roleCredentials",
                                 {{"accessKeyId", values.id},
                                  {"secretAccessKey", values.secret},
                                  {"sessionToken", values.token},
                                  {"expiration", expires->at.time_since_epoch().count() / 1000}}}}
                               .dump());
  };
  const auto connection = service_connection(world.setup(), Service::sso, "us-east-1", {}).value();
  auto found = get_role_credentials(world.machine_host(), connection, settings, Secret("access"));
  if (found) return *std::move(found);
  return tl::unexpected(explain(found.error(), settings));
}

Provided from_cache_entry(const Values& values) {
  const TimePoint now = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};
  auto entry = parse_cache_entry(
      Json{{"Credentials",
            {{"AccessKeyId", values.id},
             {"SecretAccessKey", values.secret},
             {"SessionToken", values.token},
             {"AccountId", values.account},
             {"Expiration", values.expiration}}}}
          .dump(),
      now, [] { return LocalZone{}; }, "aws");
  if (entry.state == CacheEntry::State::valid) return *std::move(entry.credentials);
  return fail(Cause::read_failed, entry.state == CacheEntry::State::broken ? entry.reason : "expired");
}

Provided from_login_session(const Values& values) {
  auto token = parse_login_token(Json{{"accessToken",
                                       {{"accessKeyId", values.id},
                                        {"secretAccessKey", values.secret},
                                        {"sessionToken", values.token},
                                        {"accountId", values.account},
                                        {"expiresAt", values.expiration}}},
                                      {"clientId", "c"},
                                      {"refreshToken", "r"},
                                      {"dpopKey", "k"}}
                                     .dump(),
                                 "FILE");
  if (!token) return tl::unexpected(token.error());
  const TimePoint now = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};
  if (!token->lasts(now)) return fail(Cause::read_failed, "expired");
  return std::move(token->credentials);
}

Provided from_environment(const Values& values) {
  TestHost machine;
  machine.env.set("AWS_ACCESS_KEY_ID", values.id);
  machine.env.set("AWS_SECRET_ACCESS_KEY", values.secret);
  machine.env.set("AWS_SESSION_TOKEN", values.token);
  machine.env.set("AWS_ACCOUNT_ID", values.account);
  machine.env.set("AWS_CREDENTIAL_EXPIRATION", values.expiration);
  return session_credentials(machine);
}

Provided from_session_store(const Values& values) {
  TestHost machine;
  const auto host = machine.host();
  const auto expiration = parse_timestamp(values.expiration);
  if (!expiration) return fail(Cause::read_failed, "not written");
  MfaSession session{{"aws", "AKIABASE", "arn:aws:iam::123456789012:mfa/ada"}, "p", machine.clock, {}};
  session.credentials.access_key_id = values.id;
  session.credentials.secret_access_key = Secret(values.secret);
  session.credentials.session_token = Secret(values.token);
  session.credentials.expiration = expiration->at;
  EXPECT_TRUE(SessionStore(host).store(session));
  auto found = SessionStore(host).find(session.origin);
  if (!found) return fail(Cause::read_failed, machine.debug_lines.back());
  found->credentials.account_id = values.account;
  return std::move(found->credentials);
}

struct Listener {
  const char* name;
  Provided (*open)(const Values&);
  bool has_account = true;
};
const Listener kDoors[] = {{"container", from_container},
                           {"instance metadata", from_instance_metadata},
                           {"STS", from_sts},
                           {"web identity", from_web_identity},
                           {"SSO portal", from_sso},
                           {"cache entry", from_cache_entry},
                           {"login session", from_login_session},
                           {"environment", from_environment},
                           {"session store", from_session_store, false}};

const std::string kBadParts[] = {
    std::string(1, '\0'), "\n", "\r", "\r\nX-Amz-Evil: 1", "\t", "\x1B[2J", "\x7F", "\xC2\x85", "\xC2\x9B"};

std::string shown(const std::string& text) {
  return Json(text).dump(-1, ' ', true);
}

TEST(ValueCheck, EveryProviderAcceptsValidValues) {
  for (const auto& listener : kDoors) {
    const auto found = listener.open({});
    ASSERT_TRUE(found) << listener.name << ": " << found.error().message;
    EXPECT_EQ(found->secret_access_key.reveal(), "s1") << listener.name;
    EXPECT_EQ(found->session_token->reveal(), "t1") << listener.name;
  }
}

TEST(ValueCheck, ControlCharactersAreRejectedByEveryProvider) {
  const std::pair<std::string Values::*, const char*> members[] = {{&Values::id, "the access key ID"},
                                                                   {&Values::secret, "the secret access key"},
                                                                   {&Values::token, "the session token"},
                                                                   {&Values::account, "the account ID"}};
  for (const auto& listener : kDoors) {
    for (const auto& [member, name] : members) {
      if (member == &Values::account && !listener.has_account) continue;
      for (const auto& bad : kBadParts) {
        Values values;
        values.*member = "PLANTED" + bad + "x";
        const auto found = listener.open(values);
        ASSERT_FALSE(found) << listener.name << ", " << name << ": " << shown(bad);
        EXPECT_NE(found.error().message.find(std::string(name) + " contains a control character"),
                  std::string::npos)
            << listener.name << ": " << found.error().message;
        EXPECT_EQ(found.error().message.find("PLANTED"), std::string::npos) << found.error().message;
      }
    }
  }
}

TEST(ValueCheck, ImpossibleExpirationsAreRejectedByEveryProvider) {
  for (const auto& listener : kDoors) {
    for (const auto* expiration : {"9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59Z",
                                   "9999-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z"}) {
      Values values;
      values.expiration = expiration;
      EXPECT_FALSE(listener.open(values)) << listener.name << ": " << expiration;
    }
  }
}

TEST(ValueCheck, ExpiredCredentialsAreRejectedByEveryProvider) {
  for (const auto& listener : kDoors) {
    if (listener.open == from_instance_metadata) continue;  // extends them, as botocore does
    for (const auto* expiration : {"2001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2026-02-28T23:59:59Z"}) {
      Values values;
      values.expiration = expiration;
      EXPECT_FALSE(listener.open(values)) << listener.name << ": " << expiration;
    }
  }
}

TEST(ValueCheck, KeysInFilesAreRejectedWithFileAndValue) {
  const auto error_of = [](TestHost& machine) {
    const auto found = session_credentials(machine);
    EXPECT_FALSE(found);
    return found ? std::string() : found.error().message;
  };
  for (const auto* bad : {"PLAN\x1B"
                          "TED",
                          "PLAN\x7F"
                          "TED",
                          "PLAN\tTED"}) {
    TestHost shared;
    shared.home.write(".aws/credentials",
                      std::string("[default]\naws_access_key_id = A\naws_secret_access_key = ") + bad + "\n");
    const auto message = error_of(shared);
    EXPECT_NE(message.find("[default]: the secret access key contains a control character"),
              std::string::npos)
        << message;
    TestHost config;
    config.home.write(
        ".aws/config",
        std::string("[default]\naws_access_key_id = A\naws_secret_access_key = s\naws_session_token = ") +
            bad + "\n");
    EXPECT_NE(error_of(config).find("the session token contains"), std::string::npos);
    TestHost ec2;
    ec2.home.write("keys", std::string("AWSAccessKeyId=A\nAWSSecretKey=") + bad + "\n");
    ec2.env.set("AWS_CREDENTIAL_FILE", ec2.home.path() + "/keys");
    EXPECT_NE(error_of(ec2).find("the secret access key contains"), std::string::npos);
    TestHost boto;
    boto.home.write(
        "boto.cfg",
        std::string("[Credentials]\naws_access_key_id = A\naws_secret_access_key = ") + bad + "\n");
    boto.env.set("BOTO_CONFIG", boto.home.path() + "/boto.cfg");
    EXPECT_NE(error_of(boto).find("the secret access key contains"), std::string::npos);
  }
}

TEST(ValueCheck, SsoTokensAndRegistrationsAreChecked) {
  const auto token = [](const std::string& access, const std::string& refresh, const std::string& expires) {
    return parse_sso_token(
        Json{{"accessToken", access}, {"refreshToken", refresh}, {"expiresAt", expires}}.dump(), "FILE");
  };
  EXPECT_TRUE(token("a", "r", "2026-03-01T06:00:00Z"));
  EXPECT_FALSE(token("a\r\nX-Evil: 1", "r", "2026-03-01T06:00:00Z"));
  EXPECT_FALSE(token("a", std::string("r\0", 2), "2026-03-01T06:00:00Z"));
  EXPECT_FALSE(token(std::string(32'001, 'a'), "r", "2026-03-01T06:00:00Z"));
  EXPECT_FALSE(token("a", "r", "9999-12-31T23:59:59-23:59"));
  EXPECT_FALSE(token("a", "r", "9999-12-31T23:59:59Z"));
  EXPECT_FALSE(parse_sso_registration(
      Json{{"clientId", "c\x1B"}, {"clientSecret", "s"}, {"expiresAt", "2099-01-01T00:00:00Z"}}.dump()));
}

TEST(ValueCheck, RepliesOfTheSignInServiceAreChecked) {
  SsoWorld world;
  const SsoRegistration registration{"cid", Secret("csecret"), "2099-01-01T00:00:00Z", {}, {}};
  const auto answer = [&](const char* path, const Json& reply) {
    world.replies[path] = {json_reply(200, reply.dump())};
  };
  const auto has_flaw = [](const auto& result) { return !result && !result.error().flaw.empty(); };
  const auto client = world.client();
  const auto token_flaw = [&](const Json& reply) {
    answer("/token", reply);
    return has_flaw(client.create_token(registration, device_grant(Secret("d"))));
  };
  EXPECT_TRUE(token_flaw({{"accessToken", "a\n"}, {"expiresIn", 60}}));
  EXPECT_TRUE(token_flaw({{"accessToken", "a"}, {"refreshToken", "\x7F"}, {"expiresIn", 60}}));
  EXPECT_TRUE(token_flaw({{"accessToken", "a"}, {"expiresIn", 199'999'999'999}}));
  EXPECT_FALSE(token_flaw({{"accessToken", "a"}, {"expiresIn", 28'800}}));
  answer("/client/register",
         {{"clientId", "c"}, {"clientSecret", "s"}, {"clientSecretExpiresAt", 253'370'764'800}});
  EXPECT_FALSE(client.register_client(std::nullopt));
  answer("/client/register",
         {{"clientId", "c\n"}, {"clientSecret", "s"}, {"clientSecretExpiresAt", 4'070'908'800}});
  EXPECT_TRUE(has_flaw(client.register_client(std::nullopt)));
  answer("/device_authorization",
         {{"deviceCode", "d"}, {"userCode", "AB\x1B[2J"}, {"verificationUri", "https://x.example/"}});
  EXPECT_TRUE(has_flaw(client.start_device_authorization(registration)));
  answer("/device_authorization", {{"deviceCode", "d"},
                                   {"userCode", "AB"},
                                   {"verificationUri", "https://x.example/"},
                                   {"interval", 199'999'999'999},
                                   {"expiresIn", 199'999'999'999}});
  const auto begun = client.start_device_authorization(registration);
  ASSERT_TRUE(begun);
  EXPECT_EQ(begun->interval, std::chrono::minutes(1));
  EXPECT_EQ(begun->lifetime, std::chrono::hours(1));
}

TEST(ValueCheck, InstanceMetadataTokenIsChecked) {
  TestHost machine;
  machine.env.set("AWS_EC2_METADATA_DISABLED", "false");
  machine.network = [&](const HttpRequest&) -> Reply { return HttpResponse{200, {}, "token\r\nX-Evil: 1"}; };
  const auto found = session_credentials(machine);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("contains a control character"), std::string::npos)
      << found.error().message;
  EXPECT_EQ(machine.requests.size(), 1U);
}

TEST(ValueCheck, RegionIsChecked) {
  TestHost machine;
  machine.env.set("AWS_ACCESS_KEY_ID", "A");
  machine.env.set("AWS_SECRET_ACCESS_KEY", "s");
  machine.home.write(".aws/config", std::string("[default]\nregion = us\0east\n", 27));
  const auto found = session_credentials(machine);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("the region contains a control character"), std::string::npos)
      << found.error().message;
}

}  // namespace
}  // namespace latchkey::test
