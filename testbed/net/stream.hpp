// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace testbed {

/// The bytes of a connection, with or without TLS. Used by one thread.
class Stream {
 public:
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;

  /// Waits for bytes; returns their number, 0 if the peer has disconnected.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;

  /// Sends all. false: the peer has disconnected.
  virtual bool write(std::string_view data) = 0;

  /// Waits until data is readable, without reading it. false: the peer has disconnected.
  virtual bool wait_readable() = 0;

  /// Whether the available bytes, if they can be peeked at, begin a request to /control.
  virtual bool next_is_control() = 0;

  /// Ends the connection so that the written data arrives.
  virtual void finish() = 0;
};

}  // namespace testbed
