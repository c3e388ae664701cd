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

/// The metadata services for the credentials of a container's or EC2 instance's role. The path contains the
/// role:
///   GET /container/ACCOUNT/ROLE                      with the Authorization kContainerToken
///   PUT /instance/ACCOUNT/ROLE/latest/api/token      and GET .../latest/meta-data/iam/security-credentials/
class Metadata {
 public:
  static constexpr std::string_view kContainerToken = "testbed-container-token";

  static bool owns(const HttpRequest& request);
  /// Whether the reply is lost: a token does not pass more hops than the limit.
  static bool loses_reply(const HttpRequest& request, const InstanceRules& rules);
  HttpResponse answer(const HttpRequest& request, const World& world, AwsState& state);

 private:
  HttpResponse instance(const HttpRequest& request, const Role& role, std::string_view path, AwsState& state);
  HttpResponse new_token(const HttpRequest& request, std::int64_t now);
  bool may_ask(const HttpRequest& request, const AwsState& state) const;

  std::unordered_map<std::string, std::int64_t> tokens_;  ///< their expirations
};

}  // namespace testbed
