// SPDX-License-Identifier: Apache-2.0
#include "platform/process/coprocess.hpp"

#include <algorithm>
#include <optional>
#include <thread>

#include <windows.h>

#include "platform/process/windows/find_executable.hpp"
#include "platform/process/windows/prompt_mutex.hpp"
#include "platform/process/windows/spawn.hpp"

namespace latchkey {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kLongestText = 8192;  // a code is six bytes; what is longer is none
constexpr milliseconds kLeave{500};         // to end by itself once its input is closed
constexpr milliseconds kShortestPollInterval{2};
constexpr milliseconds kLongestPollInterval{100};
constexpr milliseconds kExitPollInterval{10};  // it says nothing more, so it is about to end
constexpr UINT kEnded = 128 + 15;              // the status of a program that we end, as after SIGTERM

}  // namespace

// Ctrl-C needs nothing here: it ends this process, and with its handles the job and all that is in it.
class Coprocess::Child {
 public:
  explicit Child(Deadline deadline) : deadline_(deadline) { out_.reserve(kLongestText); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  std::optional<StartFailure> start(const std::string& path, const std::vector<std::string>& arguments,
                                    const Environment& environment, Errors errors);
  bool write_line(std::string_view text);
  ReadResult read_line(Secret& line);
  Exit finish();

 private:
  /// Sleeps a little. False: the deadline has passed.
  bool sleep_before_poll();
  /// Reads what is there; a stream at its end is closed.
  void take(windows::Handle& from, SecretText& to);
  bool is_too_long() const { return out_.size() == kLongestText; }

  windows::PromptLock alone_ = windows::lock_prompts();
  windows::Job job_{windows::Job::Members::all};
  Deadline deadline_;
  windows::Handle process_, in_, from_out_, from_err_;
  SecretText out_, err_;
  bool is_late_ = false;
  milliseconds poll_interval_ = kShortestPollInterval;
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
  // A program that does not listen must not hold us up.
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

bool Coprocess::Child::sleep_before_poll() {
  const auto left = deadline_.left();
  is_late_ = left.count() == 0;
  if (is_late_) return false;
  poll_interval_ = std::min(poll_interval_ * 2, kLongestPollInterval);
  std::this_thread::sleep_for(std::min(left, poll_interval_));
  return true;
}

void Coprocess::Child::take(windows::Handle& from, SecretText& to) {
  if (windows::take_available(from, to, kLongestText)) poll_interval_ = kShortestPollInterval;
  if (!from) poll_interval_ = std::min(poll_interval_, kExitPollInterval);
}

bool Coprocess::Child::write_line(std::string_view text) {
  while (!text.empty()) {
    DWORD written = 0;
    if (WriteFile(in_.get(), text.data(), static_cast<DWORD>(text.size()), &written, nullptr) == 0)
      return false;
    text.remove_prefix(written);
    if (written == 0 && !sleep_before_poll()) return false;
  }
  return true;
}

Coprocess::ReadResult Coprocess::Child::read_line(Secret& line) {
  poll_interval_ = kShortestPollInterval;
  for (;;) {
    take(from_err_, err_);
    take(from_out_, out_);
    if (const auto end = out_.view().find('\n'); end != std::string_view::npos) {
      // Programs of Windows end their lines with two characters.
      const bool has_return = end > 0 && out_.view()[end - 1] == '\r';
      line = SecretText(out_.view().substr(0, has_return ? end - 1 : end));
      out_.drop_front(end + 1);
      return ReadResult::line;
    }
    if (is_too_long()) return ReadResult::too_long;
    if (!from_out_) return ReadResult::end;
    if (!sleep_before_poll()) return ReadResult::late;
  }
}

Coprocess::Exit Coprocess::Child::finish() {
  Exit ending;
  in_.close();
  poll_interval_ = kShortestPollInterval;
  for (;;) {
    const bool exited =
        windows::exits_within(process_, milliseconds{0});  // asked first, so that nothing it said is missed
    take(from_err_, err_);
    take(from_out_, out_);
    if (is_too_long()) {
      ending.how = ReadResult::too_long;
      return ending;
    }
    if (exited) break;
    if (!sleep_before_poll()) {
      ending.how = ReadResult::late;
      return ending;
    }
  }
  ending.how = ReadResult::end;
  ending.status = windows::wait_for(process_);
  process_.close();
  job_.release_children();
  ending.out = std::move(out_);
  ending.err = std::string(err_.view());
  return ending;
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
