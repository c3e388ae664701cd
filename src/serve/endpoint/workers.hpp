// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <thread>

namespace latchkey {

/// Runs the work of one name in another thread or at once. Never called for a name whose work has not ended.
using StartWork = std::function<void(const std::string& name, std::function<void()> work)>;

/// Runs each piece of work in a thread of its own. For one thread; the destructor waits for all work.
class Workers {
 public:
  Workers() = default;
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  /// The last work of that name has ended. Where the system allows no more threads, the work runs here.
  void start(const std::string& name, std::function<void()> work);

 private:
  std::map<std::string, std::thread> threads_;  // by name; those that ended are joined at the next start
};

}  // namespace latchkey
