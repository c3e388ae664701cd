// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/workers.hpp"

#include <system_error>

namespace latchkey {

Workers::~Workers() {
  for (auto& [name, thread] : threads_) thread.join();
}

void Workers::start(const std::string& name, std::function<void()> work) {
  if (const auto last = threads_.find(name); last != threads_.end()) {
    last->second.join();
    threads_.erase(last);
  }
  try {
    threads_.emplace(name, std::thread(work));
  } catch (const std::system_error&) {
    work();
  }
}

}  // namespace latchkey
