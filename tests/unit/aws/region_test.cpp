// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "aws/request/endpoints.hpp"
#include "aws/request/partition.hpp"
#include "aws/request/service_failure.hpp"

namespace latchkey {
namespace {

TEST(Region, OfAnAvailabilityZoneIsDetected) {
  EXPECT_EQ(region_of_zone("us-east-1a"), "us-east-1");
  EXPECT_EQ(region_of_zone("us-gov-west-1b"), "us-gov-west-1");
  EXPECT_EQ(region_of_zone("cn-north-1c"), "cn-north-1");
  for (const auto* other :
       {"us-east-1", "", "a", "none", "us-east-1ab", "use1-az1", "aws-global", "us-east-1-"})
    EXPECT_EQ(region_of_zone(other), std::nullopt) << other;
}

TEST(Region, MisspellingGetsASuggestion) {
  EXPECT_EQ(likely_region("us-esat-1"), "us-east-1");
  EXPECT_EQ(likely_region("eu-cental-1"), "eu-central-1");
  EXPECT_EQ(likely_region("us-east-1"), std::nullopt);
  EXPECT_EQ(likely_region("None"), std::nullopt);
}

TEST(Region, SuggestionIsTheIntendedRegion) {
  EXPECT_EQ(region_to_write("us-east-1a"), "us-east-1");
  EXPECT_EQ(region_to_write("\"eu-west-1\""), "eu-west-1");
  EXPECT_EQ(region_to_write("eu-west-1 # mine"), "eu-west-1");
  EXPECT_EQ(region_to_write("eu west 1"), "eu-west-1");
  EXPECT_EQ(region_to_write("us-esat-1 "), "us-east-1");
  EXPECT_EQ(region_to_write(""), "eu-west-1, or your own region");
}

TEST(Region, AvailabilityZoneIsReportedBeforeARequest) {
  const Environment env;
  const auto config = Config::parse({}, {}).value();
  const Settings settings(env, nullptr);
  const auto endpoint = sts_endpoint(ConfiguredValue{"us-east-1a", {}}, settings, config);
  ASSERT_FALSE(endpoint);
  EXPECT_EQ(endpoint.error().cause, Cause::region_invalid);
  EXPECT_EQ(endpoint.error().hint, "write us-east-1");
}

std::string hint_where_unknown(const std::string& url) {
  ServiceFailure failure;
  failure.url = url;
  failure.transport = TransportFailure{TransportFailure::Reason::resolve, {}, false};
  return explain_transport_error(failure, "STS", "").hint;
}

TEST(Region, IsSuggestedIfItsHostIsUnknown) {
  EXPECT_NE(hint_where_unknown("https://sts.us-esat-1.amazonaws.com").find("did you mean us-east-1?"),
            std::string::npos);
  for (const auto* url :
       {"https://sts.us-east-1.amazonaws.com", "https://sts.amazonaws.com", "https://sts.example.com"})
    EXPECT_EQ(hint_where_unknown(url), "check the network connection and the region") << url;
}

}  // namespace
}  // namespace latchkey
