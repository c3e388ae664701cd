// SPDX-License-Identifier: Apache-2.0
// Preloaded into latchkey by tests (LD_PRELOAD): records calls, makes one fail, or kills the process before
// one.
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

// Adds a line to the file that LATCHKEY_TEST_CALLS names.
void record(const std::string& line) {
  const char* path = std::getenv("LATCHKEY_TEST_CALLS");
  if (path == nullptr) return;
  const int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return;
  const auto text = line + '\n';
  [[maybe_unused]] const auto written = write(file, text.data(), text.size());
  close(file);
}

// Whether this is the call whose number (from 1) is in the variable.
bool is_due(const char* variable, int number) {
  const char* value = std::getenv(variable);
  return value != nullptr && std::atoi(value) == number;
}

}  // namespace

extern "C" {

int fsync(int file) {
  char path[4096] = "";
  const auto length = readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), path, sizeof path - 1);
  record("fsync " + std::string(path, length > 0 ? static_cast<std::size_t>(length) : 0));
  return real<int(int)>("fsync")(file);
}

int rename(const char* from, const char* to) {
  static int calls = 0;
  if (is_due("LATCHKEY_TEST_KILL_AT_RENAME", ++calls)) kill(getpid(), SIGKILL);
  record("rename " + std::string(from) + " " + to);
  return real<int(const char*, const char*)>("rename")(from, to);
}

pid_t fork() {
  static int calls = 0;  // a child continues counting
  if (is_due("LATCHKEY_TEST_FORK_FAILS", ++calls)) {
    errno = EAGAIN;
    return -1;
  }
  return real<pid_t()>("fork")();
}

}  // extern "C"
