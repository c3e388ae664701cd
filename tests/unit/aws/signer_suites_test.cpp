// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>

#include "aws/request/signer.hpp"
#include "platform/crypto/hash.hpp"
#include "unit/support/vectors.hpp"

// Runs the official suites of Signature Version 4 from the folder LATCHKEY_SUITES; they are not part of this
// repository.
namespace latchkey::test {
namespace {

namespace fs = std::filesystem;

const Secret kSecretKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

/// The folder of a suite; if it is missing, empty and a printed line.
fs::path suite(const char* name) {
  const char* suites = std::getenv("LATCHKEY_SUITES");
  if (suites != nullptr && fs::exists(fs::path(suites) / name)) return fs::path(suites) / name;
  std::cout << "not run: the " << name << " suite (needs LATCHKEY_SUITES)" << std::endl;
  return {};
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::string text(std::istreambuf_iterator<char>(in), {});
  std::string plain;
  for (const char c : text) {
    if (c != '\r') plain += c;
  }
  return plain;
}

/// A request in the form of a file: request line, headers (with continuation lines), a blank line, the body.
SigningRequest parse(const std::string& text, std::string& body) {
  SigningRequest request;
  const auto line_end = std::min(text.find('\n'), text.size());
  const std::string line = text.substr(0, line_end);
  const auto target = line.find(' ') + 1;
  const std::string url = line.substr(target, line.rfind(' ') - target);
  request.method = line.substr(0, target - 1);
  request.path = url.substr(0, url.find('?'));
  if (url.find('?') != std::string::npos) request.query = url.substr(url.find('?') + 1);
  std::size_t at = line_end + 1;
  while (at < text.size() && text[at] != '\n') {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string header = text.substr(at, end - at);
    at = end + 1;
    if (header.front() == ' ' || header.front() == '\t') {
      request.headers.back().second.append("\n").append(header);
    } else {
      request.headers.emplace_back(header.substr(0, header.find(':')), header.substr(header.find(':') + 1));
    }
  }
  body = at + 1 <= text.size() ? text.substr(at + 1) : "";
  request.payload_hash = sha256_hex(body);
  return request;
}

/// Sorts and encodes the query as a client would, because the suite has raw queries.
TEST(Signer, MatchesTheClassicSuite) {
  const auto root = suite("sigv4-classic");
  if (root.empty()) return;
  int passed = 0;
  int failed = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".sreq") continue;
    auto file = entry.path();
    std::string body;
    auto request = parse(slurp(file), body);
    request.headers.erase(std::remove_if(request.headers.begin(), request.headers.end(),
                                         [](const auto& header) { return header.first == "Authorization"; }),
                          request.headers.end());
    const std::string authorization = slurp(file.replace_extension(".authz"));
    // Cases with a token that is added after signing do not sign it.
    if (authorization.find("x-amz-security-token") == std::string::npos) {
      request.headers.erase(
          std::remove_if(request.headers.begin(), request.headers.end(),
                         [](const auto& header) { return header.first == "X-Amz-Security-Token"; }),
          request.headers.end());
    }
    const auto signature =
        sign(request, {"us-east-1", "service", "20150830T123600Z"}, "AKIDEXAMPLE", kSecretKey);
    EXPECT_EQ(signature.canonical_request, slurp(file.replace_extension(".creq"))) << file.filename();
    EXPECT_EQ(signature.string_to_sign, slurp(file.replace_extension(".sts"))) << file.filename();
    EXPECT_EQ(signature.authorization, authorization) << file.filename();
    ++(signature.authorization == authorization ? passed : failed);
  }
  report("sigv4-classic suite", passed, failed, 0);
}

TEST(Signer, MatchesTheAwsCAuthSuite) {
  const auto root = suite("sigv4-c-auth");
  if (root.empty()) return;
  int passed = 0;
  int failed = 0;
  for (const auto& entry : fs::directory_iterator(root / "v4")) {
    const auto context = Json::parse(slurp(entry.path() / "context.json"));
    std::string body;
    auto request = parse(slurp(entry.path() / "request.txt"), body);
    std::string time;
    for (const char c : context["timestamp"].get<std::string>()) {
      if (c != '-' && c != ':') time += c;
    }
    request.normalize_path = context["normalize"];
    request.headers.emplace_back("X-Amz-Date", time);
    if (context["sign_body"]) request.headers.emplace_back("X-Amz-Content-Sha256", request.payload_hash);
    if (context["credentials"].contains("token") && !context.value("omit_session_token", false)) {
      request.headers.emplace_back("X-Amz-Security-Token",
                                   context["credentials"]["token"].get<std::string>());
    }
    const auto signature = sign(request, {context["region"], context["service"], time},
                                context["credentials"]["access_key_id"], kSecretKey);
    const bool same = signature.hex == slurp(entry.path() / "header-signature.txt");
    EXPECT_EQ(signature.canonical_request, slurp(entry.path() / "header-canonical-request.txt"))
        << entry.path().filename();
    EXPECT_TRUE(same) << entry.path().filename();
    ++(same ? passed : failed);
  }
  report("sigv4-c-auth suite", passed, failed, 0, "its query signatures are not ours to make");
}

}  // namespace
}  // namespace latchkey::test
