// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/openssl_ptr.hpp"
#include "net/stream.hpp"

namespace testbed {

class TlsStream : public Stream {
 public:
  explicit TlsStream(OpensslPtr<SSL> session) : session_(std::move(session)) {}  ///< after its handshake

  std::size_t read(char* buffer, std::size_t size) override;
  bool write(std::string_view data) override;
  bool wait_readable() override;
  bool next_is_control() override { return false; }
  void finish() override;

 private:
  OpensslPtr<SSL> session_;
};

}  // namespace testbed
