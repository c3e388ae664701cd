// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testbed {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string target;  ///< as received
  int minor_version = 1;
  Headers headers;  ///< values without blanks around them
  std::string body;

  std::string_view path() const;   ///< target before '?'
  std::string_view query() const;  ///< target after '?'
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain";
  std::string body;
  Headers headers;  ///< besides Content-Type, Content-Length, Date and Connection
};

/// The first header of that name, ignoring case.
std::optional<std::string> header(const HttpRequest& request, std::string_view name);

std::string lower_case(std::string_view text);

/// The whole message as bytes. `now` (Unix seconds) becomes the Date header.
std::string to_wire(const HttpResponse& response, std::int64_t now, bool keep_alive, bool head_only = false);

}  // namespace testbed
