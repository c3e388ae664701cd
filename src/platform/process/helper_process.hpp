// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/system/environment.hpp"

namespace latchkey {

/// A program that works beside this one, with our standard error, nothing on the other streams, and no
/// signals of ours. It is ended when this value goes.
class HelperProcess {
 public:
  enum class Terminal {
    shared,  ///< it may ask on ours
    none,    ///< in a session of its own
  };
  /// `path`: absolute. One that cannot be started has ended.
  HelperProcess(const std::string& path, const std::vector<std::string>& arguments,
                const Environment& environment, Terminal terminal);
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;
  /// Asks it to end, and makes it end a second later; at once where a system has no way to ask.
  ~HelperProcess();

  bool runs();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace latchkey
