// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <string>

#include <gtest/gtest.h>

#include "net/http_reader.hpp"

namespace testbed {
namespace {

/// Bytes from memory, a few at a time.
class MemoryStream : public Stream {
 public:
  MemoryStream(std::string input, std::size_t step) : input_(std::move(input)), step_(step) {}

  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t count = std::min({size, step_, input_.size()});
    std::memcpy(buffer, input_.data(), count);
    input_.erase(0, count);
    return count;
  }
  bool write(std::string_view data) override {
    written.append(data);
    return true;
  }
  bool wait_readable() override { return !input_.empty(); }
  bool next_is_control() override { return false; }
  void finish() override {}

  std::string written;

 private:
  std::string input_;
  std::size_t step_;
};

int status_of(const std::string& input) {
  MemoryStream stream(input, 7);
  HttpReader reader(stream);
  return reader.read() ? 200 : reader.error();
}

TEST(HttpReader, SplitsPipelinedRequests) {
  for (const std::size_t step : {1U, 5U, 1000U}) {
    MemoryStream stream(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
        "POST /x HTTP/1.1\r\nHost:  b \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1;q=1\r\nf\r\n0\r\nT: "
        "t\r\n\r\n"
        "GET /y?z HTTP/1.0\r\n\r\n",
        step);
    HttpReader reader(stream);
    EXPECT_EQ(reader.read()->body, "abc");
    const auto second = reader.read();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->body, "def");
    EXPECT_EQ(header(*second, "hOST"), "b");
    const auto third = reader.read();
    ASSERT_TRUE(third);
    EXPECT_EQ(third->path(), "/y");
    EXPECT_EQ(third->query(), "z");
    EXPECT_FALSE(reader.read());
    EXPECT_EQ(reader.error(), 0) << "an end between requests is no mistake";
  }
}

TEST(HttpReader, AnswersExpectContinue) {
  MemoryStream stream("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\nx",
                      100);
  HttpReader reader(stream);
  EXPECT_TRUE(reader.read());
  EXPECT_EQ(stream.written, "HTTP/1.1 100 Continue\r\n\r\n");
}

TEST(HttpReader, RejectsMalformedRequests) {
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(status_of(get + "\r\n"), 200);
  for (const std::string& bad :
       {std::string("\r\n\r\n"), std::string("GET /\r\nHost: a\r\n\r\n"),
        std::string("G@T / HTTP/1.1\r\nHost: a\r\n\r\n"), std::string("GET / HTTP/1.1\r\n\r\n"),
        get + "Host: b\r\n\r\n", get + " folded\r\n\r\n", get + "no colon\r\n\r\n", get + "A : b\r\n\r\n",
        get + "A: \x01\r\n\r\n", get + "Content-Length: -1\r\n\r\n",
        get + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", get + "Content-Length: 5\r\n\r\nabc",
        get + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        get + "Transfer-Encoding: gzip\r\n\r\n", get + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        get + "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", std::string("GET / HTT")}) {
    EXPECT_EQ(status_of(bad), 400) << bad;
  }
  EXPECT_EQ(status_of("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
  EXPECT_EQ(status_of(get + "Content-Length: 1048577\r\n\r\n"), 413);
  EXPECT_EQ(status_of(get + "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n"), 413);
  EXPECT_EQ(status_of(get + "A: " + std::string(70000, 'x') + "\r\n\r\n"), 431);
}

}  // namespace
}  // namespace testbed
