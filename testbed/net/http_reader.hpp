// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_message.hpp"
#include "net/stream.hpp"

namespace testbed {

/// Reads HTTP/1.1 requests from a stream, one after the other, also from one packet.
class HttpReader {
 public:
  explicit HttpReader(Stream& stream) : stream_(stream) {}

  /// nullopt: the connection has ended; if error() is not 0, that HTTP status should be sent first.
  std::optional<HttpRequest> read();
  int error() const { return error_; }

  /// Whether bytes of another request are buffered.
  bool has_buffered() const { return !buffer_.empty(); }

 private:
  std::nullopt_t fail(int status);
  bool fill();
  std::optional<std::string> take_line();
  bool read_body(HttpRequest& request);
  bool read_chunks(std::string& body);
  bool take(std::size_t size, std::string& out);

  Stream& stream_;
  std::string buffer_;
  int error_ = 0;
};

/// Parses a request line and headers, without the empty line at the end. Returns 0 or an error status.
int parse_head(std::string_view head, HttpRequest& request);

}  // namespace testbed
