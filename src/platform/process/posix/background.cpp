// SPDX-License-Identifier: Apache-2.0
#include "platform/process/background.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/files/posix/owner_rules.hpp"
#include "platform/process/posix/spawn.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"

namespace latchkey {
namespace {

constexpr off_t kLongestLog = 1 << 20;

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

}  // namespace

Result<long> start_in_background(const std::string& path, const std::vector<std::string>& arguments,
                                 const Environment& environment, const std::string& log) {
  TRY(const auto file, open_log(log));
  posix::Spawn spawn;
  spawn.lead_session();
  spawn.obey_signals();
  spawn.work_in("/");
  spawn.connect_to_nothing(STDIN_FILENO);
  spawn.connect(file, STDOUT_FILENO);
  spawn.connect(file, STDERR_FILENO);
  spawn.keep_only_standard_streams();
  pid_t child = -1;
  const int why = spawn.start(child, path, arguments, environment.to_strings());
  if (why != 0)
    return fail(Cause::process_not_started, "cannot start " + path + ": " + posix::error_text(why));
  return child;
}

bool background_has_ended(long process_id) {
  return waitpid(static_cast<pid_t>(process_id), nullptr, WNOHANG) != 0;
}

}  // namespace latchkey
