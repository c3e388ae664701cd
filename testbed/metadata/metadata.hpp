// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "net/http_message.hpp"
#include "world/sessions.hpp"
#include "world/world.hpp"

namespace testbed {

/// What a container or an EC2 instance asks for the credentials of its role. Which role is in the path:
///   GET /container/ACCOUNT/ROLE                      with the Authorization kContainerToken
///   PUT /instance/ACCOUNT/ROLE/latest/api/token      and GET .../latest/meta-data/iam/security-credentials/
class Metadata {
 public:
  static constexpr std::string_view kContainerToken = "testbed-container-token";

  static bool owns(const HttpRequest& request);
  HttpResponse answer(const HttpRequest& request, const World& world, Sessions& sessions, std::int64_t now);

 private:
  HttpResponse instance(const HttpRequest& request, const Role& role, std::string_view path,
                        Sessions& sessions, std::int64_t now);
  HttpResponse new_token(const HttpRequest& request, std::int64_t now);
  bool has_good_token(const HttpRequest& request, std::int64_t now) const;

  std::unordered_map<std::string, std::int64_t> tokens_;  ///< when each ends
};

}  // namespace testbed
