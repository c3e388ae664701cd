// SPDX-License-Identifier: Apache-2.0
#include "platform/process/helper_process.hpp"

#include <memory>

#include "platform/process/windows/spawn.hpp"

namespace latchkey {

struct HelperProcess::Running {
  windows::Job job{windows::Job::Members::all};
  windows::Handle process;
};

HelperProcess::HelperProcess(const std::string& path, const std::vector<std::string>& arguments,
                             const Environment& environment, Terminal terminal)
    : running_(std::make_unique<Running>()) {
  windows::Spawn spawn;
  if (terminal == Terminal::none) spawn.hide_console();
  spawn.connect_to_nothing(0);
  spawn.connect_to_nothing(1);
  spawn.belong_to(running_->job);
  auto child = spawn.start(path, arguments, environment);
  if (child) running_->process = *std::move(child);
}

bool HelperProcess::runs() {
  return running_->process && WaitForSingleObject(running_->process.get(), 0) == WAIT_TIMEOUT;
}

// A program without a window or a console of ours cannot be asked to end, so its job ends it. Its locks are
// the kernel's, and its files whole at any instant.
HelperProcess::~HelperProcess() = default;

}  // namespace latchkey
