// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include <latchkey/credentials.hpp>

namespace latchkey {

/// Says that requests were refused, and why; of each reason once in a while, however many come.
class RefusalLog {
 public:
  explicit RefusalLog(std::function<void(const std::string&)> say) : say_(std::move(say)) {}

  /// `why`: words of ours, nothing that came with the request.
  void add(const char* why, TimePoint now);

 private:
  struct Count {
    TimePoint said{};
    long unsaid = 0;
  };
  std::function<void(const std::string&)> say_;
  std::map<std::string, Count> counts_;
};

}  // namespace latchkey
