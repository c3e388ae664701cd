// SPDX-License-Identifier: Apache-2.0
#include "platform/files/answer_channel.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <optional>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret/secret_text.hpp"
#include "platform/files/posix/owner_rules.hpp"
#include "platform/system/posix/descriptor.hpp"
#include "platform/system/posix/errno.hpp"
#include "platform/system/posix/signals.hpp"

namespace latchkey {
namespace {

constexpr std::size_t kLongestMessage = 256;  // below PIPE_BUF everywhere, so that messages do not mix

/// The writing end of this user's channel if a process reads from it, else empty.
posix::Descriptor open_writer(const std::string& path) {
  // Without a reader this fails with ENXIO, so the kernel tells whether the owner is running.
  auto opened = posix::open_again(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOFOLLOW);
  struct stat status {};
  const bool good =
      opened && fstat(opened.get(), &status) == 0 && S_ISFIFO(status.st_mode) && status.st_uid == geteuid();
  if (!good) static_cast<void>(opened.close());
  return opened;
}

/// While it exists, writing without a reader is an error, not a signal.
class WithoutPipeSignal {
 public:
  WithoutPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    was_pending_ = is_pending();
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  WithoutPipeSignal(const WithoutPipeSignal&) = delete;
  WithoutPipeSignal& operator=(const WithoutPipeSignal&) = delete;
  ~WithoutPipeSignal() {
    int taken = 0;
    if (!was_pending_ && is_pending()) sigwait(&pipe_, &taken);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  static bool is_pending() {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
  }
  sigset_t pipe_{}, before_{};
  bool was_pending_ = false;
};

}  // namespace

class AnswerChannel::Box {
 public:
  explicit Box(std::string path) : files_{std::move(path)} {}
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;
  ~Box() { remove(); }

  int make();
  void remove();
  Received receive(Deadline deadline, Secret& message);

  std::vector<std::string> files_;
  std::optional<posix::CaughtSignals> signals_;

 private:
  /// Whether a whole line has arrived.
  bool take();

  posix::Descriptor reader_, writer_;
  SecretText text_;
};

int AnswerChannel::Box::make() {
  const std::string path = std::exchange(files_.front(), files_.front() + ".new");
  const std::string& early = files_.front();
  if (mkfifo(early.c_str(), 0600) != 0) {
    files_.clear();  // another process removes them
    return errno;
  }
  reader_ = posix::open_again(early.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  if (!reader_) return errno;
  // Its own writer keeps the channel open after the end of the first message.
  writer_ = posix::open_again(early.c_str(), O_WRONLY | O_NONBLOCK | O_NOFOLLOW);
  if (!writer_) return errno;
  reader_.lift();
  writer_.lift();
  struct stat taken {};
  if (::lstat(path.c_str(), &taken) == 0) return EEXIST;
  // Renamed only now, so that no process finds it without an owner and removes it.
  if (::rename(early.c_str(), path.c_str()) != 0) return errno;
  files_.front() = path;
  return 0;
}

void AnswerChannel::Box::remove() {
  // Files that refer to the channel are removed first, so that no process finds a dead channel.
  std::reverse(files_.begin(), files_.end());
  for (const auto& file : files_) ::unlink(file.c_str());
  files_.clear();
}

bool AnswerChannel::Box::take() {
  std::array<char, kLongestMessage> chunk;  // NOLINT: filled by read()
  const ssize_t got = ::read(reader_.get(), chunk.data(), chunk.size());
  if (got > 0) {
    text_.append({chunk.data(), std::min(static_cast<std::size_t>(got), kLongestMessage - text_.size())});
  }
  for (volatile char& byte : chunk) byte = 0;
  return text_.size() == kLongestMessage || text_.view().find('\n') != std::string_view::npos;
}

AnswerChannel::Received AnswerChannel::Box::receive(Deadline deadline, Secret& message) {
  for (;;) {
    const auto left = deadline.left();
    if (left.count() == 0) return Received::late;
    std::array<pollfd, 2> waits{pollfd{signals_ ? posix::CaughtSignals::reader() : -1, POLLIN, 0},
                                pollfd{reader_.get(), POLLIN, 0}};
    static_cast<void>(poll(waits.data(), waits.size(), static_cast<int>(left.count())));
    while (const int signal = signals_ ? signals_->next() : 0) {
      if (signal == SIGCONT) continue;
      if (signal != SIGTSTP) remove();
      signals_->send_message(signal);
      if (signal != SIGTSTP) return Received::interrupted;
    }
    if (!take()) continue;
    message = SecretText(text_.view().substr(0, text_.view().find('\n')));
    text_.clear();
    return Received::message;
  }
}

AnswerChannel::AnswerChannel(std::unique_ptr<Box> box) : box_(std::move(box)) {}
AnswerChannel::AnswerChannel(AnswerChannel&&) noexcept = default;
AnswerChannel& AnswerChannel::operator=(AnswerChannel&&) noexcept = default;
AnswerChannel::~AnswerChannel() = default;

Result<AnswerChannel> AnswerChannel::create(const std::string& path) {
  auto box = std::make_unique<Box>(path);
  if (const int why = box->make(); why != 0) {
    return fail(Cause::write_failed, "cannot make " + path + ": " + posix::error_text(why));
  }
  return AnswerChannel(std::move(box));
}

void AnswerChannel::guard() {
  box_->signals_.emplace();
}

void AnswerChannel::also_remove(std::string path) {
  box_->files_.push_back(std::move(path));
}

AnswerChannel::Received AnswerChannel::receive(Deadline deadline, Secret& message) {
  return box_->receive(deadline, message);
}

namespace answer_channel {

bool is_listening(const std::string& path) {
  return static_cast<bool>(open_writer(path));
}

bool send_message(const std::string& path, const Secret& message) {
  const auto writer = open_writer(path);
  if (!writer || message.reveal().size() >= kLongestMessage) return false;
  const WithoutPipeSignal without;
  SecretText line = message.reveal();
  line += '\n';
  return posix::write_all(writer.get(), line) == 0;
}

std::vector<std::string> own_names(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(opendir(folder.c_str()), closedir);
  struct stat status {};
  if (!opened || fstat(dirfd(opened.get()), &status) != 0) return names;
  if (!posix::is_private(status)) return names;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): safe on a DIR that only we read
  while (const dirent* entry = readdir(opened.get())) {
    if (fstatat(dirfd(opened.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    const bool plain = S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode);
    if (plain && status.st_uid == geteuid()) names.emplace_back(entry->d_name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string machine_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

long long process_number() {
  return ::getpid();
}

}  // namespace answer_channel
}  // namespace latchkey
