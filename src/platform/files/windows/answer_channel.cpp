// SPDX-License-Identifier: Apache-2.0
#include "platform/files/answer_channel.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include <windows.h>

#include "base/secret/secret_text.hpp"
#include "base/text.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/files/files.hpp"
#include "platform/system/windows/handle.hpp"
#include "platform/system/windows/user.hpp"
#include "platform/system/windows/utf16.hpp"
#include "platform/system/windows/win32_error.hpp"

// A channel is a pipe, which is in a separate name space on Windows, and an empty file for finding it. The
// pipe's name is derived from the file's path, which other users cannot see. Both are removed with their
// process.
namespace latchkey {
namespace {

constexpr std::size_t kLongestMessage = 256;
constexpr DWORD kSendTimeout = 2000;  // for a sender while another message is received

std::wstring pipe_of(const std::string& path) {
  return L"\\\\.\\pipe\\latchkey-" + windows::wide(sha256_hex(text::ascii_lower(files::absolute(path))));
}

/// The files of channels to remove when the console ends this process.
class Guarded {
 public:
  static void add(const std::string& file) {
    const std::lock_guard lock(mutex_);
    if (std::exchange(listens_, true) == false) SetConsoleCtrlHandler(on_event, TRUE);
    files_.push_back(windows::wide_path(file));
  }
  static void forget(const std::string& file) {
    const std::lock_guard lock(mutex_);
    std::erase(files_, windows::wide_path(file));
  }

 private:
  static BOOL WINAPI on_event(DWORD /*event*/) {
    const std::lock_guard lock(mutex_);
    for (const auto& file : files_) DeleteFileW(file.c_str());
    files_.clear();
    return FALSE;  // the next handler ends the process
  }

  static inline std::mutex mutex_;
  static inline std::vector<std::wstring> files_;
  static inline bool listens_ = false;
};

}  // namespace

class AnswerChannel::Box {
 public:
  explicit Box(std::string path) : path_(std::move(path)) {}
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;
  ~Box();

  DWORD make();
  void guard();
  void also_remove(std::string file);
  Received receive(Deadline deadline, Secret& message);

 private:
  /// From now on a process can send a message.
  void listen();
  bool await_sender(Deadline deadline);
  /// The whole text of a sender.
  SecretText read(Deadline deadline) const;

  std::string path_;
  std::vector<std::string> along_;
  bool is_guarded_ = false;
  windows::Handle file_, pipe_;
  windows::Handle came_, read_;  // events
  OVERLAPPED listening_{};
  bool is_pending_ = false;
};

DWORD AnswerChannel::Box::make() {
  came_ = windows::Handle(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  read_ = windows::Handle(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  constexpr DWORD kAccess = PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE;
  constexpr DWORD kKind = PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS;
  pipe_ = windows::Handle(CreateNamedPipeW(pipe_of(path_).c_str(), kAccess, kKind, 1, 0, kLongestMessage, 0,
                                           windows::owner_only()));
  if (!came_ || !read_ || !pipe_) return GetLastError();
  listen();
  // The file is created second, so that no process finds it without an owner.
  file_ = windows::Handle(CreateFileW(windows::wide_path(path_).c_str(), GENERIC_WRITE | DELETE,
                                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                      windows::owner_only(), CREATE_NEW,
                                      FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE, nullptr));
  return file_ ? ERROR_SUCCESS : GetLastError();
}

void AnswerChannel::Box::guard() {
  is_guarded_ = true;
  for (const auto& file : along_) Guarded::add(file);
}

void AnswerChannel::Box::also_remove(std::string file) {
  if (is_guarded_) Guarded::add(file);
  along_.push_back(std::move(file));
}

AnswerChannel::Box::~Box() {
  // Files that refer to the channel are removed first, so that no process finds a dead channel.
  for (const auto& file : along_) {
    static_cast<void>(files::remove(file));
    if (is_guarded_) Guarded::forget(file);
  }
  file_.close();
  if (is_pending_) {  // the kernel writes into listening_ until then
    DWORD none = 0;
    CancelIo(pipe_.get());
    GetOverlappedResult(pipe_.get(), &listening_, &none, TRUE);
  }
}

void AnswerChannel::Box::listen() {
  listening_ = {};
  listening_.hEvent = came_.get();
  ResetEvent(came_.get());
  if (ConnectNamedPipe(pipe_.get(), &listening_) == 0 && GetLastError() == ERROR_IO_PENDING) {
    is_pending_ = true;
  } else {
    SetEvent(came_.get());  // a sender is connected, or has sent a message
  }
}

bool AnswerChannel::Box::await_sender(Deadline deadline) {
  const auto left = static_cast<DWORD>(std::min<long long>(deadline.left().count(), INFINITE - 1));
  if (WaitForSingleObject(came_.get(), left) != WAIT_OBJECT_0) return false;
  is_pending_ = false;
  return true;
}

SecretText AnswerChannel::Box::read(Deadline deadline) const {
  auto text = SecretText::of_size(kLongestMessage);
  std::size_t used = 0;
  while (used < kLongestMessage && text.view().find('\n') == std::string_view::npos) {
    OVERLAPPED begun{};
    begun.hEvent = read_.get();
    ResetEvent(read_.get());
    const auto room = static_cast<DWORD>(kLongestMessage - used);
    const bool done = ReadFile(pipe_.get(), text.data() + used, room, nullptr, &begun) != 0;
    if (!done && GetLastError() != ERROR_IO_PENDING) break;
    const auto left = static_cast<DWORD>(std::min<long long>(deadline.left().count(), INFINITE - 1));
    if (WaitForSingleObject(read_.get(), left) != WAIT_OBJECT_0) CancelIo(pipe_.get());
    DWORD got = 0;
    if (GetOverlappedResult(pipe_.get(), &begun, &got, TRUE) == 0 || got == 0) break;
    used += got;
  }
  return text;
}

AnswerChannel::Received AnswerChannel::Box::receive(Deadline deadline, Secret& message) {
  while (await_sender(deadline)) {
    const auto text = read(deadline);
    DisconnectNamedPipe(pipe_.get());
    listen();
    const auto end = text.view().find('\n');
    if (end == std::string_view::npos) continue;
    message = SecretText(text.view().substr(0, end));
    return Received::message;
  }
  return Received::late;
}

AnswerChannel::AnswerChannel(std::unique_ptr<Box> box) : box_(std::move(box)) {}
AnswerChannel::AnswerChannel(AnswerChannel&&) noexcept = default;
AnswerChannel& AnswerChannel::operator=(AnswerChannel&&) noexcept = default;
AnswerChannel::~AnswerChannel() = default;

Result<AnswerChannel> AnswerChannel::create(const std::string& path) {
  auto box = std::make_unique<Box>(path);
  if (const DWORD why = box->make(); why != ERROR_SUCCESS)
    return fail(Cause::write_failed, "cannot make " + path + ": " + windows::error_text(why));
  return AnswerChannel(std::move(box));
}

void AnswerChannel::guard() {
  box_->guard();
}

void AnswerChannel::also_remove(std::string path) {
  box_->also_remove(std::move(path));
}

AnswerChannel::Received AnswerChannel::receive(Deadline deadline, Secret& message) {
  return box_->receive(deadline, message);
}

namespace answer_channel {

bool is_listening(const std::string& path) {
  // The check does not use up a connection. While the owner receives a message, the pipe is not ready.
  return WaitNamedPipeW(pipe_of(path).c_str(), 1) != 0 || GetLastError() == ERROR_SEM_TIMEOUT;
}

bool send_message(const std::string& path, const Secret& message) {
  const auto pipe = pipe_of(path);
  if (message.reveal().size() >= kLongestMessage || WaitNamedPipeW(pipe.c_str(), kSendTimeout) == 0)
    return false;
  // The peer may identify this user, but not impersonate it.
  const windows::Handle writer(CreateFileW(pipe.c_str(), GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                                           SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr));
  if (!writer) return false;
  SecretText line = message.reveal();
  line += '\n';
  DWORD written = 0;
  return WriteFile(writer.get(), line.data(), static_cast<DWORD>(line.size()), &written, nullptr) != 0;
}

std::vector<std::string> own_names(const std::string& folder) {
  auto names = files::names_in(folder);
  // The folder determines the owner; only this user can access it.
  std::erase_if(names, [&](const std::string& name) {
    const DWORD attributes = GetFileAttributesW(windows::wide_path(files::join(folder, name)).c_str());
    constexpr DWORD kOther = FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT;
    return attributes == INVALID_FILE_ATTRIBUTES || (attributes & kOther) != 0;
  });
  return names;
}

std::string machine_name() {
  std::array<wchar_t, MAX_COMPUTERNAME_LENGTH + 1> name{};
  auto size = static_cast<DWORD>(name.size());
  return GetComputerNameW(name.data(), &size) != 0 ? windows::narrow({name.data(), size}) : std::string();
}

long long process_number() {
  return GetCurrentProcessId();
}

}  // namespace answer_channel
}  // namespace latchkey
