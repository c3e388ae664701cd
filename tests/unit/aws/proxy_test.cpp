// SPDX-License-Identifier: Apache-2.0
#include "aws/request/proxy.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace latchkey {
namespace {

Result<std::optional<std::string>> proxy_in(const std::string& value) {
  Environment env;
  env.set("HTTPS_PROXY", value);
  return proxy_for(split_url("https://sts.amazonaws.com").value(), env);
}

TEST(Proxy, AcceptsALoginWithAnyCharacterLikeBotocore) {
  for (const auto& [value, expected] : {
           std::pair("http://proxy:3128", "http://proxy:3128"),
           std::pair("proxy", "http://proxy"),
           std::pair("//proxy:1", "http://proxy:1"),
           std::pair("https://proxy:1/path?a#b", "https://proxy:1"),
           std::pair("http://[::1]:3128", "http://[::1]:3128"),
           std::pair("http://me@corp.example:pw@proxy:1", "http://me%40corp.example:pw@proxy:1"),
           std::pair("http://me:p@ss@proxy:1", "http://me:p%40ss@proxy:1"),
           std::pair("http://me:p ss:x@proxy:1", "http://me:p%20ss%3Ax@proxy:1"),
           std::pair("http://me:a%40b%zz%4@proxy:1", "http://me:a%40b%25zz%254@proxy:1"),
           std::pair("http://me@proxy:1", "http://proxy:1"),
           std::pair("http://me:@proxy:1", "http://proxy:1"),
           std::pair("http://:pw@proxy:1", "http://proxy:1"),
       }) {
    const auto proxy = proxy_in(value);
    ASSERT_TRUE(proxy) << value << ": " << proxy.error().message;
    EXPECT_EQ(*proxy, expected) << value;
  }
}

TEST(Proxy, RejectsAnInvalidUrlWithoutShowingThePassword) {
  for (const auto& [value, reason] : {
           std::pair("http://me:PLANTED#word@proxy:1", "a special character in its user name or password"),
           std::pair("http://me:PLANTED/word@proxy:1", "a special character"),
           std::pair("http://me:PLANTED?word@proxy:1", "a special character"),
           std::pair("http://me:PLANTED\\word@proxy:1", "a special character"),
           std::pair("http://me:p@PLANTED#word@proxy:1", "a special character"),
           std::pair("http://proxy:PLANTED", "no valid host and port"),
           std::pair("http://proxy:99999", "no valid host and port"),
           std::pair("http://", "no valid host and port"),
           std::pair("https:PLANTED#d=tp://h.e", "no valid host and port"),
           std::pair("http:proxy:1", "no valid host and port"),
           std::pair("http://[::1:1", "no valid host and port"),
           std::pair("http://proxy:1\r", "a line break"),
           std::pair("http://proxy:1 ", "ends with a blank"),
           std::pair("'http://proxy:1'", "quotes around it"),
           std::pair("socks5://proxy:1", "SOCKS"),
       }) {
    const auto proxy = proxy_in(value);
    ASSERT_FALSE(proxy) << value;
    const auto& error = proxy.error();
    EXPECT_EQ(error.cause, Cause::proxy_invalid);
    EXPECT_EQ(error.origin.kind, Origin::Kind::variable);
    EXPECT_TRUE(text::equals_ignoring_case(error.origin.name,
                                           "HTTPS_PROXY"));  // on Windows both names are one variable
    EXPECT_NE(error.message.find(reason), std::string::npos) << error.message;
    EXPECT_EQ((error.message + error.hint).find("PLANTED"), std::string::npos) << error.message;
  }
}

TEST(Proxy, IsNotCheckedIfUnused) {
  Environment env;
  env.set("HTTPS_PROXY", "no url");
  env.set("NO_PROXY", "amazonaws.com");
  EXPECT_EQ(proxy_for(split_url("https://sts.amazonaws.com").value(), env).value(), std::nullopt);
  EXPECT_EQ(proxy_for(split_url("http://127.0.0.1:1").value(), env).value(), std::nullopt);
}

}  // namespace
}  // namespace latchkey
