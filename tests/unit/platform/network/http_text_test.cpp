// SPDX-License-Identifier: Apache-2.0
#include "platform/network/http_text.hpp"

#include <gtest/gtest.h>

namespace latchkey::http {
namespace {

TEST(HttpText, HostExcludesSchemeLoginAndPort) {
  EXPECT_EQ(host_of("https://sts.amazonaws.com"), "sts.amazonaws.com");
  EXPECT_EQ(host_of("https://sts.amazonaws.com:443/a:b@c"), "sts.amazonaws.com");
  EXPECT_EQ(host_of("http://ada:x@127.0.0.1:80?x"), "127.0.0.1");
  EXPECT_EQ(host_of("http://[fd00:ec2::254]:80/x"), "[fd00:ec2::254]");
  EXPECT_EQ(host_of(""), "");
}

TEST(HttpText, HeadersOfTheLastStatusLineAreUsed) {
  HeaderCollector headers;
  for (const char* line : {"HTTP/1.1 100 Continue\r\n", "A: 1\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "B: 2\r\n",
                           " more\r\n", "nonsense\r\n", "C:\r\n", "\r\n"}) {
    EXPECT_TRUE(headers.add(line));
  }
  EXPECT_EQ(headers.take(), (Headers{{"b", "2 more"}, {"c", ""}}));
  EXPECT_FALSE(headers.add(std::string(HeaderCollector::kLimit, 'x')));
}

TEST(HttpText, EmptyLineIsNotAHeader) {
  HeaderCollector headers;
  EXPECT_TRUE(headers.add("A: 1\r\n") && headers.add("") && headers.add(" more"));
  EXPECT_EQ(headers.take(), (Headers{{"a", "1 more"}}));
}

TEST(HttpText, ProxyLoginIsRedacted) {
  const std::string said = "cannot use http://ada:s/e@h:1";
  EXPECT_EQ(without_login(said, "plain", std::nullopt), said);
  EXPECT_EQ(without_login(said, "plain", "http://other:1"), said);
  EXPECT_EQ(without_login(said, "plain", "http://ada:zz@h:1"), "plain");
  EXPECT_EQ(without_login("port s is no number", "plain", "http://xyz:s/q@h:1"), "plain");
  EXPECT_EQ(without_login("no route", "plain", "http://ada:zz@h:1"), "no route");
}

}  // namespace
}  // namespace latchkey::http
