// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

#include "control/fault.hpp"
#include "control/ledger.hpp"
#include "metadata/metadata.hpp"
#include "net/http_message.hpp"
#include "sts/service.hpp"
#include "world/world.hpp"

namespace testbed {

/// The testbed without its sockets: turns requests into replies. Thread-safe.
class Testbed {
 public:
  Testbed(World world, Clock clock);

  struct Reply {
    HttpResponse response;
    Drop drop = Drop::none;  ///< what to do instead of sending the whole response
  };

  /// `via` is the listener: "http", "https" or "proxy". Only "http" has /control and metadata.
  Reply answer(const HttpRequest& request, const std::string& via);

  bool drops_before_read();
  void count_connection();
  std::int64_t now();

  /// Ends the waits of slow faults, so that the program can end.
  void stop();

 private:
  Reply answer_metadata(const HttpRequest& request);
  Reply answer_aws(const HttpRequest& request, const std::string& via);
  /// The caller holds the lock.
  Judged<HttpResponse> answer_sts(const HttpRequest& request, const std::optional<Form>& form,
                                  const std::string& operation);
  void wait(std::int64_t milliseconds);

  const World world_;
  std::mutex mutex_;  // guards the members below
  AwsState state_;
  Ledger ledger_;
  FaultBox faults_;
  Metadata metadata_;
  bool stopped_ = false;
  std::condition_variable stop_;
};

/// Whether the request belongs to /control rather than to AWS.
bool is_control(const HttpRequest& request);

}  // namespace testbed
