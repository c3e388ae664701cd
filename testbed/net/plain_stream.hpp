// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/stream.hpp"

namespace testbed {

class PlainStream : public Stream {
 public:
  explicit PlainStream(int socket) : socket_(socket) {}  ///< not owned

  std::size_t read(char* buffer, std::size_t size) override;
  bool write(std::string_view data) override;
  bool wait_readable() override;
  bool next_is_control() override;
  void finish() override;

 private:
  int socket_;
};

}  // namespace testbed
