// SPDX-License-Identifier: Apache-2.0
#include "net/http_reader.hpp"

#include <array>
#include <charconv>

namespace testbed {
namespace {

constexpr std::size_t kMostHead = 64U << 10U;
constexpr std::size_t kMostBody = 1U << 20U;

std::optional<std::size_t> number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
    return std::nullopt;
  return value;
}

}  // namespace

std::nullopt_t HttpReader::fail(int status) {
  error_ = status;
  return std::nullopt;
}

bool HttpReader::fill() {
  std::array<char, 16384> chunk{};
  const std::size_t got = stream_.read(chunk.data(), chunk.size());
  buffer_.append(chunk.data(), got);
  return got > 0;
}

// The path and query of a target in absolute form, which every server must accept (RFC 9112, 3.2.2): wine
// also sends it through a tunnel.
static std::string origin_form(std::string target) {
  const auto scheme = target.find("://");
  if (scheme == std::string::npos || target.front() == '/') return target;
  const auto path = target.find_first_of("/?", scheme + 3);
  if (path == std::string::npos) return "/";
  return target[path] == '/' ? target.substr(path) : '/' + target.substr(path);
}

std::optional<HttpRequest> HttpReader::read() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (buffer_.size() > kMostHead) return fail(431);
    const bool was_empty = buffer_.empty();
    if (!fill()) return was_empty ? std::nullopt : fail(400);
  }
  if (end > kMostHead) return fail(431);
  HttpRequest request;
  const int status = parse_head(std::string_view(buffer_).substr(0, end), request);
  buffer_.erase(0, end + 4);
  if (status != 0) return fail(status);
  request.target = origin_form(std::move(request.target));
  // CONNECT has no content, regardless of its fields (RFC 9110, 9.3.6): wine's contains those of the next
  // request.
  if (request.method != "CONNECT" && !read_body(request)) return std::nullopt;
  return request;
}

bool HttpReader::read_body(HttpRequest& request) {
  std::optional<std::string> length;
  bool chunked = false;
  for (const auto& [name, value] : request.headers) {
    const std::string key = lower_case(name);
    if (key == "content-length") {
      if (length && *length != value) return fail(400), false;
      length = value;
    } else if (key == "transfer-encoding") {
      if (chunked || lower_case(value) != "chunked") return fail(400), false;
      chunked = true;
    }
  }
  if (chunked && length) return fail(400), false;
  const auto size = length ? number(*length, 10) : std::optional<std::size_t>(0);
  if (!size) return fail(400), false;
  if (*size > kMostBody) return fail(413), false;
  if ((chunked || *size > 0) && lower_case(header(request, "Expect").value_or("")) == "100-continue" &&
      !stream_.write("HTTP/1.1 100 Continue\r\n\r\n")) {
    return false;
  }
  return chunked ? read_chunks(request.body) : take(*size, request.body);
}

bool HttpReader::take(std::size_t size, std::string& out) {
  while (buffer_.size() < size) {
    if (!fill()) return fail(400), false;
  }
  out.append(buffer_, 0, size);
  buffer_.erase(0, size);
  return true;
}

std::optional<std::string> HttpReader::take_line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (buffer_.size() > kMostHead || !fill()) return fail(400);
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

bool HttpReader::read_chunks(std::string& body) {
  for (;;) {
    const auto line = take_line();
    if (!line) return false;
    const auto size = number(std::string_view(*line).substr(0, line->find(';')), 16);
    if (!size) return fail(400), false;
    if (*size > kMostBody || body.size() + *size > kMostBody) return fail(413), false;
    if (*size == 0) break;
    std::string end;
    if (!take(*size, body) || !take(2, end)) return false;
    if (end != "\r\n") return fail(400), false;
  }
  for (std::size_t trailers = 0; trailers < 100; ++trailers) {
    const auto line = take_line();
    if (!line) return false;
    if (line->empty()) return true;
  }
  return fail(400), false;
}

}  // namespace testbed
