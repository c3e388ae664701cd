// SPDX-License-Identifier: Apache-2.0
#include "platform/process/coprocess.hpp"

#include <optional>
#include <thread>

#include <windows.h>

#include "platform/process/coprocess_reader.hpp"
#include "platform/process/windows/find_executable.hpp"
#include "platform/process/windows/prompt_mutex.hpp"
#include "platform/process/windows/spawn.hpp"

namespace latchkey {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLeave{500};  // for its exit once its input is closed
constexpr UINT kEnded = 128 + 15;    // the status of a program that latchkey ends, as after SIGTERM

}  // namespace

// Ctrl-C needs no code here: it ends this process, and closing its handles ends the job and all its
// processes.
class Coprocess::Child : public CoprocessReader<Coprocess::Child, windows::Handle> {
 public:
  explicit Child(Deadline deadline) : CoprocessReader(deadline) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  std::optional<StartFailure> start(const std::string& path, const std::vector<std::string>& arguments,
                                    const Environment& environment, Errors errors);
  bool write_line(std::string_view text);

  /// Sleeps a little. `late`: the deadline has passed.
  ReadResult wait();
  bool has_exited() const { return windows::exits_within(process_, milliseconds{0}); }
  int reap();
  static std::string_view without_line_end(std::string_view line);

 private:
  windows::PromptLock alone_ = windows::lock_prompts();
  windows::Job job_{windows::Job::Members::all};
  windows::Handle process_;
  bool is_late_ = false;
};

std::optional<StartFailure> Coprocess::Child::start(const std::string& path,
                                                    const std::vector<std::string>& arguments,
                                                    const Environment& environment, Errors errors) {
  windows::Pipe in;
  windows::Pipe out;
  windows::Pipe err;
  DWORD why = windows::open_pipe(in);
  if (why == ERROR_SUCCESS) why = windows::open_pipe(out);
  if (why == ERROR_SUCCESS && errors == Errors::kept) why = windows::open_pipe(err);
  if (why != ERROR_SUCCESS) return windows::start_failure(path, why);
  // A program that does not read must not block latchkey.
  DWORD no_wait = PIPE_READMODE_BYTE | PIPE_NOWAIT;
  SetNamedPipeHandleState(in.writer.get(), &no_wait, nullptr, nullptr);
  windows::Spawn spawn;
  spawn.hide_console();
  spawn.belong_to(job_);
  spawn.connect(in.reader, 0);
  spawn.connect(out.writer, 1);
  if (err.writer) spawn.connect(err.writer, 2);
  auto child = spawn.start(path, arguments, environment);
  if (!child) return child.error();
  process_ = *std::move(child);
  in_ = std::move(in.writer);
  from_out_ = std::move(out.reader);
  from_err_ = std::move(err.reader);
  return std::nullopt;
}

Coprocess::Child::~Child() {
  in_.close();
  if (process_ && (is_late_ || !windows::exits_within(process_, kLeave))) job_.end(kEnded);
}

Coprocess::ReadResult Coprocess::Child::wait() {
  const auto pause = next_pause();
  is_late_ = pause.count() == 0;
  if (is_late_) return ReadResult::late;
  std::this_thread::sleep_for(pause);
  return ReadResult::line;
}

int Coprocess::Child::reap() {
  const int status = windows::wait_for(process_);
  process_.close();
  job_.release_children();
  return status;
}

/// Windows programs end lines with two characters.
std::string_view Coprocess::Child::without_line_end(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool Coprocess::Child::write_line(std::string_view text) {
  while (!text.empty()) {
    DWORD written = 0;
    if (WriteFile(in_.get(), text.data(), static_cast<DWORD>(text.size()), &written, nullptr) == 0)
      return false;
    text.remove_prefix(written);
    if (written == 0 && wait() != ReadResult::line) return false;
  }
  return true;
}

Coprocess::Coprocess(std::unique_ptr<Child> child) : child_(std::move(child)) {}
Coprocess::Coprocess(Coprocess&&) noexcept = default;
Coprocess& Coprocess::operator=(Coprocess&&) noexcept = default;
Coprocess::~Coprocess() = default;

tl::expected<Coprocess, StartFailure> Coprocess::start(const std::vector<std::string>& arguments,
                                                       const Environment& environment, Deadline deadline,
                                                       Errors errors) {
  const auto path = windows::find_program(arguments.empty() ? std::string() : arguments[0], environment);
  if (!path) return tl::unexpected(path.error());
  auto child = std::make_unique<Child>(deadline);
  if (auto failure = child->start(*path, arguments, environment, errors))
    return tl::unexpected(*std::move(failure));
  return Coprocess(std::move(child));
}

bool Coprocess::write_line(std::string_view line) {
  return child_->write_line(std::string(line) + '\n');
}
Coprocess::ReadResult Coprocess::read_line(Secret& line) {
  return child_->read_line(line);
}
Coprocess::Exit Coprocess::finish() {
  return child_->finish();
}

}  // namespace latchkey
