// SPDX-License-Identifier: Apache-2.0
// AWS's published Signature Version 4 suite, read from $LATCHKEY_SUITES/sigv4-classic.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "auth/canonical.hpp"

namespace testbed {
namespace {

namespace fs = std::filesystem;

std::string slurp(fs::path path, const char* extension) {
  std::ifstream file(path.replace_extension(extension), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  std::string out;
  for (const char c : text.str()) {
    if (c != '\r') out += c;
  }
  return out;
}

// The suite's requests are not valid HTTP: folded lines, blanks in the target, bare line feeds.
HttpRequest read_request(const std::string& text) {
  HttpRequest request;
  const auto split = text.find("\n\n");
  std::istringstream head(text.substr(0, split));
  if (split != std::string::npos) request.body = text.substr(split + 2);
  std::string line;
  std::getline(head, line);
  request.method = line.substr(0, line.find(' '));
  request.target = line.substr(line.find(' ') + 1, line.rfind(' ') - line.find(' ') - 1);
  while (std::getline(head, line)) {
    if (line.empty()) continue;
    if (line[0] == ' ' || line[0] == '\t') {
      request.headers.back().second += " " + line;
    } else {
      request.headers.emplace_back(line.substr(0, line.find(':')), line.substr(line.find(':') + 1));
    }
  }
  return request;
}

std::vector<std::string> signed_headers(const std::string& authorization) {
  const auto start = authorization.find("SignedHeaders=") + 14;
  std::istringstream list(authorization.substr(start, authorization.find(',', start) - start));
  std::vector<std::string> out;
  for (std::string name; std::getline(list, name, ';');) out.push_back(name);
  return out;
}

TEST(Sigv4Suite, EveryCaseMatches) {
  const char* suites = std::getenv("LATCHKEY_SUITES");
  if (suites == nullptr || !fs::exists(fs::path(suites) / "sigv4-classic")) {
    std::cout << "not run: the sigv4-classic suite against the testbed (needs LATCHKEY_SUITES)" << std::endl;
    return;
  }
  const fs::path root = fs::path(suites) / "sigv4-classic";
  int cases = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".req") continue;
    SCOPED_TRACE(entry.path().string());
    ++cases;
    const std::string authorization = slurp(entry.path(), ".authz");
    // The signed form, including the token that a case adds.
    const std::string canonical =
        canonical_request(read_request(slurp(entry.path(), ".sreq")), signed_headers(authorization));
    EXPECT_EQ(canonical, slurp(entry.path(), ".creq"));
    const Scope scope{"20150830", "us-east-1", "service", "aws4_request"};
    const std::string to_sign = string_to_sign("20150830T123600Z", scope, canonical);
    EXPECT_EQ(to_sign, slurp(entry.path(), ".sts"));
    EXPECT_EQ(signature("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope, to_sign),
              authorization.substr(authorization.find("Signature=") + 10));
  }
  EXPECT_GE(cases, 30);
}

}  // namespace
}  // namespace testbed
