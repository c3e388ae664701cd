// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace testbed {

/// A connection's bytes, in the clear or through TLS. Used by one thread.
class Stream {
 public:
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;

  /// Waits for bytes; returns how many came, 0 when the peer is gone.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;

  /// Sends all. false: the peer is gone.
  virtual bool write(std::string_view data) = 0;

  /// Waits until a read would not wait and takes nothing. false: the peer is gone.
  virtual bool wait_readable() = 0;

  /// Whether the waiting bytes, if they can be seen untaken, begin a request to /control.
  virtual bool next_is_control() = 0;

  /// Ends the connection so that what was written arrives.
  virtual void finish() = 0;
};

}  // namespace testbed
