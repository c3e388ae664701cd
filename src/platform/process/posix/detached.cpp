// SPDX-License-Identifier: Apache-2.0
#include "platform/process/detached.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/posix/owner_rules.hpp"
#include "platform/process/posix/spawn.hpp"
#include "platform/process/subprocess.hpp"
#include "platform/system/deadline.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"

namespace latchkey {
namespace {

constexpr off_t kLongestLog = 1 << 20;
constexpr std::size_t kLongestOutput = 8U << 10U;

Result<posix::Descriptor> open_log(const std::string& path) {
  CHECK(files::make_folder(files::folder_of(path)));
  std::optional<ownership::Flaw> flaw;
  auto file = posix::open_own_file(path, O_WRONLY | O_APPEND | O_CREAT, flaw);
  if (flaw) return fail(Cause::write_failed, flaw->what, flaw->hint);
  file.lift();
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) {
    const int why = errno;
    return fail(Cause::write_failed, "cannot write " + path + ": " + posix::error_text(why),
                posix::write_hint(why, files::folder_of(path)));
  }
  static_cast<void>(fchmod(file.get(), 0600));
  if (status.st_size > kLongestLog) static_cast<void>(ftruncate(file.get(), 0) == 0);
  fcntl(file.get(), F_SETFL, O_APPEND);
  return file;
}

/// The program, or nullopt. Without a display, xdg-open would start a browser in this terminal.
std::optional<std::string> browser(const Environment& environment) {
  if (const auto* named = environment.find_filled("BROWSER")) {
    // A list is allowed, as in Python; the first existing program is used.
    for (std::size_t start = 0; start <= named->size();) {
      const auto end = std::min(named->find(':', start), named->size());
      const auto name = named->substr(start, end - start);
      if (!name.empty() && !look_for_program(name, environment)) return name;
      start = end + 1;
    }
    return std::nullopt;
  }
#ifdef __APPLE__
  return "open";
#else
  const bool has_display =
      environment.find_filled("DISPLAY") != nullptr || environment.find_filled("WAYLAND_DISPLAY") != nullptr;
  for (const auto* name : {"xdg-open", "wslview"}) {
    const bool needs_display = std::string_view(name) == "xdg-open";
    if ((has_display || !needs_display) && !look_for_program(name, environment)) return name;
  }
  return std::nullopt;
#endif
}

}  // namespace

struct BackgroundProcess::Process {
  pid_t id = -1;
  posix::Descriptor output;
  SecretText text;
};

Result<BackgroundProcess> BackgroundProcess::start(const std::string& path,
                                                   const std::vector<std::string>& arguments,
                                                   const Environment& environment, const std::string& log) {
  TRY(const auto file, open_log(log));
  auto process = std::make_unique<Process>();
  posix::Pipe pipe;
  int why = posix::open_pipe(pipe);
  posix::Spawn spawn;
  spawn.lead_session();
  spawn.obey_signals();
  spawn.work_in("/");
  spawn.connect_to_nothing(STDIN_FILENO);
  spawn.connect(pipe.writer, STDOUT_FILENO);
  spawn.connect(file, STDERR_FILENO);
  spawn.keep_only_standard_streams();
  if (why == 0) why = spawn.start(process->id, path, arguments, environment.to_strings());
  if (why != 0)
    return fail(Cause::process_not_started, "cannot start " + path + ": " + posix::error_text(why));
  process->output = std::move(pipe.reader);
  fcntl(process->output.get(), F_SETFL, O_NONBLOCK);
  return BackgroundProcess(std::move(process));
}

std::optional<std::string> BackgroundProcess::output(std::chrono::milliseconds time) {
  const Deadline deadline(time);
  while (process_->output) {
    pollfd ready{process_->output.get(), POLLIN, 0};
    poll(&ready, 1, static_cast<int>(std::max(deadline.left().count(), std::chrono::milliseconds::rep{0})));
    posix::take_available(process_->output, process_->text, kLongestOutput);
    if (process_->output && deadline.over()) return std::nullopt;
  }
  return std::string(process_->text.view());
}

bool BackgroundProcess::has_ended() const {
  return waitpid(process_->id, nullptr, WNOHANG) != 0;
}

long BackgroundProcess::id() const {
  return process_->id;
}

BackgroundProcess::BackgroundProcess(std::unique_ptr<Process> process) : process_(std::move(process)) {}
BackgroundProcess::BackgroundProcess(BackgroundProcess&&) noexcept = default;
BackgroundProcess& BackgroundProcess::operator=(BackgroundProcess&&) noexcept = default;
BackgroundProcess::~BackgroundProcess() = default;

void report_to_starter(const std::string& report) {
  static_cast<void>(std::fflush(stdout));
  static_cast<void>(posix::write_all(STDOUT_FILENO, report));
  dup2(STDERR_FILENO, STDOUT_FILENO);
}

bool has_browser(const Environment& environment) {
  return browser(environment).has_value();
}

bool open_browser(const std::string& url, const Environment& environment) {
  const auto name = browser(environment);
  if (!name) return false;
  const auto path = posix::find_program(*name, environment);
  if (!path) return false;
  posix::Spawn spawn;
  spawn.lead_session();
  spawn.obey_signals();
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) spawn.connect_to_nothing(stream);
  spawn.keep_only_standard_streams();
  pid_t child = -1;
  return spawn.start(child, *path, {*name, url}, environment.to_strings()) == 0;
}

}  // namespace latchkey
