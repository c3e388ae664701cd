// SPDX-License-Identifier: Apache-2.0
#include "base/json_reader.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "aws/cache/cache_entry.hpp"

namespace latchkey::test {
namespace {

std::string repeated(const std::string& part, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

std::string nested(std::size_t depth) {
  return repeated("[", depth) + repeated("]", depth);
}

TEST(JsonReader, ReadsUpTo64Levels) {
  EXPECT_TRUE(read_json(nested(64))->is_array());
  EXPECT_TRUE(read_ordered_json(nested(64))->is_array());
  EXPECT_TRUE(read_json(nested(65))->is_discarded());
  EXPECT_TRUE(read_ordered_json(nested(65))->is_discarded());
}

TEST(JsonReader, ReadsUpTo4096Values) {
  EXPECT_EQ(read_json('[' + repeated("1,", 4093) + "1]")->size(), 4094U);
  EXPECT_TRUE(read_json('[' + repeated("1,", 4095) + "1]")->is_discarded());
  EXPECT_TRUE(read_json('[' + repeated("{},", 4000) + "1]")->is_discarded());
}

TEST(JsonReader, DoesNotCountBracketsInStrings) {
  const std::string text = '"' + repeated("[{,", 5000) + R"(\"[[\\")";
  EXPECT_EQ(read_json(text)->get<std::string>().size(), 15000U + 4U);
}

TEST(JsonReader, RejectsAMegabyteOfBracketsAtOnce) {
  for (const auto* part : {"[", "{\"a\":", "[]", "{}", "[{},", "]"}) {
    EXPECT_TRUE(read_json(repeated(part, 200'000))->is_discarded()) << part;
    EXPECT_TRUE(read_ordered_json(repeated(part, 200'000))->is_discarded()) << part;
  }
}

TEST(JsonReader, DeeplyNestedCacheEntryIsBroken) {
  const std::string start =
      R"({"Credentials":{"AccessKeyId":"ASIA1","SecretAccessKey":"s","SessionToken":"t",)"
      R"("Expiration":"1970-01-01T10:00:00UTC"},"More":)";
  const auto zone = [] { return LocalZone{}; };
  EXPECT_EQ(parse_cache_entry(start + nested(10) + '}', TimePoint{}, zone, "aws").state,
            CacheEntry::State::valid);
  EXPECT_EQ(parse_cache_entry(start + nested(100) + '}', TimePoint{}, zone, "aws").state,
            CacheEntry::State::broken);
}

}  // namespace
}  // namespace latchkey::test
