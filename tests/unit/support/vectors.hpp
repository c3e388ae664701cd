// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <iostream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace latchkey::test {

using Json = nlohmann::ordered_json;

/// One member of a file of tests/vectors. Returned by value, because a range-for extends only the lifetime of
/// the value itself.
inline Json load_vectors(const std::string& name, const char* member) {
  std::ifstream in(std::string(LATCHKEY_VECTORS) + "/" + name);
  EXPECT_TRUE(in) << "tests/vectors/" << name << " is missing";
  return Json::parse(in)[member];
}

inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

/// Prints the line of counts for a vector file; scripts/test collects them.
inline void report(const std::string& file, int passed, int failed, int not_built,
                   const std::string& rest = "") {
  std::cout << "vectors: " << file << ": " << passed << " passed, " << failed << " failed, " << not_built
            << " not yet built" << (rest.empty() ? "" : ", " + rest) << std::endl;
  EXPECT_EQ(failed, 0);
  EXPECT_GT(passed, 0);
}

inline std::string base64_decoded(const std::string& text) {
  std::string result;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit =
        std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").find(c);
    if (digit == std::string::npos) continue;
    bits = (bits << 6U) | static_cast<unsigned>(digit);
    if ((count += 6) >= 8) {
      count -= 8;
      result += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
    }
  }
  return result;
}

}  // namespace latchkey::test
