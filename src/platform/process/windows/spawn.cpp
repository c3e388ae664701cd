// SPDX-License-Identifier: Apache-2.0
#include "platform/process/windows/spawn.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>

#include "platform/process/windows/find_executable.hpp"
#include "platform/system/windows/utf16.hpp"

namespace latchkey::windows {
namespace {

constexpr DWORD kPipeSize = 64U << 10U;

HANDLE standard_stream(std::size_t number) {
  constexpr std::array kNames = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  const HANDLE stream = GetStdHandle(kNames.at(number));
  return stream == INVALID_HANDLE_VALUE ? nullptr : stream;
}

Handle open_nothing() {
  return Handle(CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                            OPEN_EXISTING, 0, nullptr));
}

Handle inheritable(HANDLE ours) {
  HANDLE copy = nullptr;
  const HANDLE self = GetCurrentProcess();
  if (DuplicateHandle(self, ours, self, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS) == 0) return {};
  return Handle(copy);
}

/// The list of handles that a new process inherits.
class InheritedHandles {
 public:
  explicit InheritedHandles(std::vector<HANDLE> handles) : handles_(std::move(handles)) {
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    room_.resize(size / sizeof(std::max_align_t) + 1);
    good_ = InitializeProcThreadAttributeList(get(), 1, 0, &size) != 0 &&
            UpdateProcThreadAttribute(get(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(),
                                      handles_.size() * sizeof(HANDLE), nullptr, nullptr) != 0;
  }
  InheritedHandles(const InheritedHandles&) = delete;
  InheritedHandles& operator=(const InheritedHandles&) = delete;
  ~InheritedHandles() {
    if (good_) DeleteProcThreadAttributeList(get());
  }

  explicit operator bool() const { return good_; }
  LPPROC_THREAD_ATTRIBUTE_LIST get() { return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(room_.data()); }

 private:
  std::vector<HANDLE> handles_;
  std::vector<std::max_align_t> room_;
  bool good_ = false;
};

}  // namespace

DWORD open_pipe(Pipe& made) {
  HANDLE reader = nullptr;
  HANDLE writer = nullptr;
  if (CreatePipe(&reader, &writer, nullptr, kPipeSize) == 0) return GetLastError();
  made.reader = Handle(reader);
  made.writer = Handle(writer);
  return ERROR_SUCCESS;
}

Job::Job(Members members) : job_(CreateJobObjectW(nullptr, nullptr)) {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  if (members == Members::the_first)
    limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
  SetInformationJobObject(job_.get(), JobObjectExtendedLimitInformation, &limits, sizeof limits);
}

void Job::add(HANDLE process) const {
  AssignProcessToJobObject(job_.get(), process);
}

void Job::end(UINT status) const {
  TerminateJobObject(job_.get(), status);
}

void Job::release_children() const {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION none{};
  SetInformationJobObject(job_.get(), JobObjectExtendedLimitInformation, &none, sizeof none);
}

void Spawn::connect(const Handle& ours, int stream) {
  streams_.at(static_cast<std::size_t>(stream)) = ours.get();
}

void Spawn::connect_to_nothing(int stream) {
  opened_.push_back(open_nothing());
  connect(opened_.back(), stream);
}

DWORD Spawn::create(const std::wstring& program, std::wstring& line, std::wstring& variables,
                    PROCESS_INFORMATION& made) {
  std::vector<Handle> copies;
  std::vector<HANDLE> inherited;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    auto copy = inheritable(streams_.at(i) != nullptr ? streams_.at(i) : standard_stream(i));
    if (!copy) copy = inheritable(open_nothing().get());
    if (!copy) return GetLastError();
    inherited.push_back(copy.get());
    copies.push_back(std::move(copy));
  }
  InheritedHandles list(inherited);
  if (!list) return GetLastError();
  STARTUPINFOEXW start{};
  start.StartupInfo.cb = sizeof start;
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  start.StartupInfo.hStdInput = inherited[0];
  start.StartupInfo.hStdOutput = inherited[1];
  start.StartupInfo.hStdError = inherited[2];
  start.lpAttributeList = list.get();
  const auto create_with = [&](DWORD flags) {
    return CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, TRUE, flags, variables.data(),
                          folder_.empty() ? nullptr : folder_.c_str(), &start.StartupInfo, &made) != 0;
  };
  const DWORD flags = flags_ | CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT |
                      (job_ != nullptr ? CREATE_SUSPENDED : 0);
  if (create_with(flags)) return ERROR_SUCCESS;
  // A job that processes may not leave, such as that of a build service.
  const bool stays = GetLastError() == ERROR_ACCESS_DENIED && (flags & CREATE_BREAKAWAY_FROM_JOB) != 0;
  if (stays && create_with(flags & ~static_cast<DWORD>(CREATE_BREAKAWAY_FROM_JOB))) return ERROR_SUCCESS;
  return GetLastError();
}

tl::expected<Handle, StartFailure> Spawn::start(const std::string& path,
                                                const std::vector<std::string>& arguments,
                                                const Environment& environment) {
  auto command = command_line(path, arguments);
  if (!command) return tl::unexpected(command.error());
  auto variables = environment_block(environment);
  PROCESS_INFORMATION made{};
  const DWORD why = create(command->program, command->line, variables.text(), made);
  if (why != ERROR_SUCCESS) return tl::unexpected(start_failure(path, why));
  Handle process(made.hProcess);
  const Handle thread(made.hThread);
  if (job_ != nullptr) {
    job_->add(process.get());
    ResumeThread(thread.get());
  }
  return process;
}

bool take_available(Handle& from, SecretText& to, std::size_t most) {
  constexpr int kMostReads = 16;
  std::array<char, 4096> chunk;  // NOLINT: filled by ReadFile()
  bool came = false;
  for (int i = 0; from && i < kMostReads; ++i) {
    DWORD there = 0;
    DWORD got = 0;
    if (PeekNamedPipe(from.get(), nullptr, 0, nullptr, &there, nullptr) == 0) {
      from.close();
      break;
    }
    if (there == 0) break;
    const auto wanted = std::min(there, static_cast<DWORD>(chunk.size()));
    if (ReadFile(from.get(), chunk.data(), wanted, &got, nullptr) == 0) break;
    to.append({chunk.data(), std::min(static_cast<std::size_t>(got), most - std::min(most, to.size()))});
    came = true;
  }
  SecureZeroMemory(chunk.data(), chunk.size());
  return came;
}

bool exits_within(const Handle& process, std::chrono::milliseconds time) {
  return WaitForSingleObject(process.get(), static_cast<DWORD>(time.count())) == WAIT_OBJECT_0;
}

int wait_for(const Handle& process) {
  constexpr int kUnknown = 255;
  DWORD status = 0;
  if (WaitForSingleObject(process.get(), INFINITE) != WAIT_OBJECT_0 ||
      GetExitCodeProcess(process.get(), &status) == 0)
    return kUnknown;
  return static_cast<int>(status);
}

}  // namespace latchkey::windows
