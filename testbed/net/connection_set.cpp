// SPDX-License-Identifier: Apache-2.0
#include "net/connection_set.hpp"

#include <exception>
#include <system_error>
#include <thread>
#include <utility>

#include <sys/socket.h>

namespace testbed {

void ConnectionSet::start(Fd socket, std::function<void(int)> serve) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    open_.insert(socket.get());
    ++threads_;
  }
  const int number = socket.get();
  try {
    std::thread([this, fd = std::move(socket), serve = std::move(serve)]() mutable {
      run(std::move(fd), serve);
    }).detach();
  } catch (const std::system_error&) {  // no more threads: drops the connection, like an overloaded host
    const std::lock_guard lock(mutex_);
    open_.erase(number);
    --threads_;
  }
}

void ConnectionSet::run(Fd socket, const std::function<void(int)>& serve) {
  try {
    serve(socket.get());
  } catch (const std::exception&) {  // out of memory, or an OpenSSL failure: only this connection fails
  }
  const std::lock_guard lock(mutex_);
  open_.erase(socket.get());
  socket = Fd();  // closed under the lock, because stop() must not use a reused descriptor
  --threads_;
  changed_.notify_all();
}

void ConnectionSet::stop() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  changed_.wait(lock, [this] { return threads_ == 0; });
}

}  // namespace testbed
