// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "platform/process/helper_process.hpp"
#include "platform/system/environment.hpp"

namespace latchkey {

/// Has a person asked for codes by `latchkey process`, run beside us, so that neither an endpoint nor a
/// renewal waits for anybody. What it gets it leaves in the caches. Questions that are open end with this
/// value.
class PromptHelper {
 public:
  /// `program`: latchkey itself; empty: nobody can be asked. `environment`: of this process, as it came.
  PromptHelper(std::string program, Environment environment, HelperProcess::Terminal terminal)
      : program_(std::move(program)), environment_(std::move(environment)), terminal_(terminal) {}

  /// Returns at once. One question for a profile at a time.
  void ask(const std::string& profile);

 private:
  std::string program_;
  Environment environment_;
  HelperProcess::Terminal terminal_;
  std::map<std::string, std::unique_ptr<HelperProcess>> open_;
};

}  // namespace latchkey
