// SPDX-License-Identifier: Apache-2.0
#include "signed_request.hpp"

#include <algorithm>
#include <vector>

#include "auth/canonical.hpp"
#include "base/utc.hpp"

void sign(testbed::HttpRequest& request, const TestKey& key, const std::string& scope_region) {
  auto& headers = request.headers;
  headers.erase(std::remove_if(headers.begin(), headers.end(),
                               [](const auto& h) { return h.first == "Authorization"; }),
                headers.end());
  std::vector<std::string> names;
  std::string list;
  for (const auto& [name, value] : headers) names.push_back(testbed::lower_case(name));
  std::sort(names.begin(), names.end());
  for (const auto& name : names) list += (list.empty() ? "" : ";") + name;
  const std::string time = testbed::header(request, "X-Amz-Date").value_or("");
  const testbed::Scope scope{time.substr(0, 8), scope_region, "sts", "aws4_request"};
  const std::string signature = testbed::signature(
      key.secret, scope, testbed::string_to_sign(time, scope, testbed::canonical_request(request, names)));
  headers.emplace_back("Authorization", "AWS4-HMAC-SHA256 Credential=" + key.id + "/" + scope.text() +
                                            ", SignedHeaders=" + list + ", Signature=" + signature);
}

testbed::HttpRequest signed_request(const TestKey& key, const std::string& body, std::int64_t time) {
  testbed::HttpRequest request;
  request.method = "POST";
  request.target = "/";
  request.body = body;
  request.headers = {{"Host", "127.0.0.1:1"}, {"X-Amz-Date", testbed::basic_time(time)}};
  if (!key.token.empty()) request.headers.emplace_back("X-Amz-Security-Token", key.token);
  sign(request, key);
  return request;
}
