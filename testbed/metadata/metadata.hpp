// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "aws_state.hpp"
#include "net/http_message.hpp"
#include "world/world.hpp"

namespace testbed {

/// What a container or an EC2 instance asks for the credentials of its role. Which role is in the path:
///   GET /container/ACCOUNT/ROLE                      with the Authorization kContainerToken
///   PUT /instance/ACCOUNT/ROLE/latest/api/token      and GET .../latest/meta-data/iam/security-credentials/
class Metadata {
 public:
  static constexpr std::string_view kContainerToken = "testbed-container-token";

  static bool owns(const HttpRequest& request);
  /// Whether the reply to the request gets lost on its way: a token does not pass more hops than the limit.
  static bool loses_reply(const HttpRequest& request, const InstanceRules& rules);
  HttpResponse answer(const HttpRequest& request, const World& world, AwsState& state);

 private:
  HttpResponse instance(const HttpRequest& request, const Role& role, std::string_view path, AwsState& state);
  HttpResponse new_token(const HttpRequest& request, std::int64_t now);
  bool may_ask(const HttpRequest& request, const AwsState& state) const;

  std::unordered_map<std::string, std::int64_t> tokens_;  ///< when each ends
};

}  // namespace testbed
