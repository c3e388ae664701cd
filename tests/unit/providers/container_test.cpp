// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "session/access.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kReply =
    R"({"AccessKeyId": "ASIAC", "SecretAccessKey": "sc", "Token": "tc", "Expiration": "2026-03-01T06:00:00Z"})";

class Container : public ::testing::Test {
 protected:
  Container() { machine.env.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/abc?x=1"); }

  Result<Credentials> credentials() {
    const auto session = open_session({}, machine.host());
    if (!session) return tl::unexpected(session.error());
    return session->credentials();
  }

  void answer(Reply reply) {
    machine.network = [reply = std::move(reply)](const HttpRequest&) { return reply; };
  }

  /// The error for a reply of the endpoint, and the number of requests.
  Error error_of(Reply reply, std::size_t attempts) {
    machine.requests.clear();
    machine.pauses.clear();
    answer(std::move(reply));
    const auto found = credentials();
    EXPECT_FALSE(found);
    EXPECT_EQ(machine.requests.size(), attempts);
    EXPECT_EQ(machine.pauses.size(), attempts - 1);
    for (const auto pause : machine.pauses) EXPECT_EQ(pause, std::chrono::seconds(1));
    return found ? Error{} : found.error();
  }

  TestHost machine;
};

TEST_F(Container, RequestUsesNoProxyAndATwoSecondTimeout) {
  machine.env.set("http_proxy", "http://proxy:3128");
  answer(HttpResponse{200, {}, kReply});
  const auto found = credentials();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->session_token->reveal(), "tc");
  EXPECT_FALSE(found->account_id);
  const auto& request = machine.requests.at(0);
  EXPECT_EQ(request.url, "http://169.254.170.2/v2/credentials/abc?x=1");
  EXPECT_FALSE(request.proxy);
  EXPECT_EQ(request.connect_timeout, std::chrono::seconds(2));
  EXPECT_EQ(request.read_timeout, std::chrono::seconds(2));
}

TEST_F(Container, RereadsTheTokenFileAndPrefersItToTheVariable) {
  machine.env.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "from-variable");
  machine.env.set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", machine.home.path() + "/token");
  answer(HttpResponse{200, {}, kReply});
  for (const auto* token : {"first", "second"}) {
    machine.home.write("token", token);
    ASSERT_TRUE(credentials());
    EXPECT_EQ(machine.requests.back().headers.back(),
              (std::pair<std::string, SecretText>("Authorization", token)));
  }
}

TEST_F(Container, InvalidTokenIsRejected) {
  machine.env.set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", machine.home.path() + "/token");
  answer(HttpResponse{200, {}, kReply});
  for (const auto& token : {std::string("a\n"), std::string("a\r\nX: y"), std::string("a\0b", 3)}) {
    machine.home.write("token", token);
    const auto found = credentials();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::config);
  }
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(Container, IsUsedOnlyAsInBotocore) {
  Environment& env = machine.env;
  env = Environment();
  env.set(kHomeVariable, machine.home.path());
  answer(HttpResponse{200, {}, kReply});
  for (const auto* url : {"http://127.0.0.1/x", "http://127.255.255.254:80/x", "http://[::1]:9/x",
                          "http://[0:0:0:0:0:0:0:1]/", "http://LOCALHOST/x", "http://169.254.170.23/v1",
                          "http://[fd00:ec2::23]/v1", "https://example.com/x", "https://192.168.1.1/x"}) {
    env.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
    EXPECT_TRUE(credentials()) << url;
  }
  const auto count = machine.requests.size();
  for (const auto* url : {"http://example.com/x",
                          "http://192.168.1.1/x",
                          "http://169.254.170.3/x",
                          "http://169.254.169.254/x",
                          "http://169.254.170.22/x",
                          "http://169.254.170.2.test/x",
                          "http://[fd00:ec2::254]/x",
                          "http://127.0.0.1.evil.com/x",
                          "http://127.0.0.256/",
                          "http://127.0.1/x",
                          "http://0127.0.0.1/",
                          "http://127.0.0.1@evil.com/",
                          "http://evil.com\\@127.0.0.1/",
                          "http://[::2]/",
                          "http://[::1:1]/",
                          "http://[1]/",
                          "ftp://127.0.0.1/",
                          "127.0.0.1/x",
                          "",
                          "http://",
                          "http://localhost.evil.com/",
                          "http://127.0.0.1 .evil.com/"}) {
    env.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
    const auto found = credentials();
    ASSERT_FALSE(found) << url;
    EXPECT_EQ(found.error().kind, ErrorKind::config) << url;
  }
  env.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@evil.com/x");
  EXPECT_FALSE(credentials());
  EXPECT_EQ(machine.requests.size(), count);
}

TEST_F(Container, HintSaysWhatToWrite) {
  Environment& env = machine.env;
  env = Environment();
  env.set(kHomeVariable, machine.home.path());
  const auto hint_for = [&](const char* name, const char* value) {
    env.set(name, value);
    const auto found = credentials();
    env.unset(name);
    return found ? std::string() : found.error().hint;
  };
  for (const auto* url : {"\"http://127.0.0.1/x\"", "'http://127.0.0.1/x'", "http://example.com/x\r"})
    EXPECT_EQ(hint_for("AWS_CONTAINER_CREDENTIALS_FULL_URI", url),
              "write it without quotation marks, blanks and line ends around it")
        << url;
  EXPECT_EQ(hint_for("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "v2/credentials"),
            "a path begins with /: write /v2/credentials");
  EXPECT_EQ(hint_for("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "http://169.254.170.2/v2"),
            "for a whole URL, set AWS_CONTAINER_CREDENTIALS_FULL_URI");
}

TEST_F(Container, RetriesTemporaryFailuresTwice) {
  using Reason = TransportFailure::Reason;
  for (const auto cause : {Reason::resolve, Reason::connect, Reason::timeout, Reason::broken}) {
    EXPECT_EQ(error_of(tl::unexpected(TransportFailure{cause, "words", false}), 3).kind, ErrorKind::network);
  }
  EXPECT_EQ(error_of(HttpResponse{404, {}, "nope"}, 3).kind, ErrorKind::network);
  EXPECT_EQ(error_of(HttpResponse{302, {{"location", "http://169.254.169.254/"}}, ""}, 3).kind,
            ErrorKind::network);
  const std::string reply = kReply;
  EXPECT_EQ(error_of(HttpResponse{200, {}, reply.substr(0, reply.size() / 2)}, 3).kind, ErrorKind::network);
  EXPECT_EQ(error_of(HttpResponse{200, {{"content-type", "text/html"}}, "<html>"}, 3).kind,
            ErrorKind::network);
}

TEST_F(Container, DoesNotRetryPermanentFailures) {
  using Reason = TransportFailure::Reason;
  for (const auto cause : {Reason::tls, Reason::proxy, Reason::too_large, Reason::unavailable}) {
    EXPECT_EQ(error_of(tl::unexpected(TransportFailure{cause, "words", false}), 1).kind, ErrorKind::network);
  }
  EXPECT_NE(error_of(HttpResponse{200, {}, "[]"}, 1).message.find("AccessKeyId"), std::string::npos);
  const std::string reply = kReply;
  EXPECT_NE(error_of(HttpResponse{200, {}, replaced(reply, "\"tc\"", "7")}, 1).message.find("without Token"),
            std::string::npos);
  EXPECT_EQ(error_of(HttpResponse{200, {}, replaced(reply, "2026-03-01T06:00:00Z", "soon")}, 1).kind,
            ErrorKind::config);
  EXPECT_NE(error_of(HttpResponse{200, {}, replaced(reply, "2026-03", "2026-02")}, 1).message.find("expired"),
            std::string::npos);
}

TEST_F(Container, UsesTheReplyOfTheThirdAttempt) {
  int count = 0;
  machine.network = [&](const HttpRequest&) -> Reply {
    return ++count < 3 ? HttpResponse{500, {}, ""} : HttpResponse{200, {}, kReply};
  };
  EXPECT_TRUE(credentials());
  EXPECT_EQ(count, 3);
}

TEST_F(Container, HidesTheTokenAndEscapesTheReply) {
  machine.env.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "PLANTED");
  EXPECT_EQ(error_of(HttpResponse{403, {}, "bad token PLANTED"}, 3).message.find("PLANTED"),
            std::string::npos);
  const auto shown = error_of(HttpResponse{403, {}, "\x1b[2Jbad\nline"}, 3).message;
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
  EXPECT_EQ(shown.find('\n'), std::string::npos);
  for (const auto& line : machine.debug_lines) EXPECT_EQ(line.find("PLANTED"), std::string::npos);
}

TEST_F(Container, IsTheSourceOfARole) {
  machine.home.write(".aws/config",
                     "[default]\nregion = eu-west-1\ncredential_source = EcsContainer\nrole_arn = "
                     "arn:aws:iam::222222222222:role/ops\n");
  machine.network = [](const HttpRequest& request) -> Reply {
    if (request.method == "GET") return HttpResponse{200, {}, kReply};
    return xml(200, assume_role_reply("1", "ops"));
  };
  const auto found = credentials();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIA1");
  EXPECT_EQ(machine.requests.size(), 2U);
}

}  // namespace
}  // namespace latchkey::test
