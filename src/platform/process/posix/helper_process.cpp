// SPDX-License-Identifier: Apache-2.0
#include "platform/process/helper_process.hpp"

#include <chrono>
#include <csignal>
#include <thread>

#include <sys/wait.h>

#include "platform/process/posix/spawn.hpp"
#include "platform/system/deadline.hpp"

namespace latchkey {

struct HelperProcess::Running {
  pid_t process = -1;  // -1: it has ended
};

HelperProcess::HelperProcess(const std::string& path, const std::vector<std::string>& arguments,
                             const Environment& environment, Terminal terminal)
    : running_(std::make_unique<Running>()) {
  posix::Spawn spawn;
  if (terminal == Terminal::none) spawn.lead_session();
  spawn.obey_signals();
  spawn.connect_to_nothing(STDIN_FILENO);
  spawn.connect_to_nothing(STDOUT_FILENO);
  spawn.keep_only_standard_streams();
  pid_t child = -1;
  if (spawn.start(child, path, arguments, environment.to_strings()) == 0) running_->process = child;
}

bool HelperProcess::runs() {
  auto& process = running_->process;
  if (process > 0 && waitpid(process, nullptr, WNOHANG) != 0) process = -1;
  return process > 0;
}

HelperProcess::~HelperProcess() {
  using std::chrono::milliseconds;
  if (!runs()) return;
  const pid_t process = running_->process;
  ::kill(process, SIGTERM);
  for (const Deadline deadline(milliseconds{1000}); !deadline.over();) {
    if (!runs()) return;
    std::this_thread::sleep_for(milliseconds{5});
  }
  ::kill(process, SIGKILL);
  waitpid(process, nullptr, 0);
}

}  // namespace latchkey
