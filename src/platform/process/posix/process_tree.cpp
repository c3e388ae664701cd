// SPDX-License-Identifier: Apache-2.0
#include "platform/process/posix/process_tree.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#ifdef __APPLE__
#include <libproc.h>
#endif

#include "platform/process/posix/proc_files.hpp"
#include "platform/system/deadline.hpp"
#include "platform/system/posix/descriptor.hpp"

namespace latchkey::posix {
namespace {

std::vector<pid_t> all_processes() {
  std::vector<pid_t> found;
#ifdef __APPLE__
  constexpr std::size_t kMost = 16384;
  found.resize(kMost);
  const int count = proc_listallpids(found.data(), static_cast<int>(kMost * sizeof(pid_t)));
  found.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
#else
  DIR* const listing = opendir("/proc");
  if (listing == nullptr) return found;
  while (const auto* entry = readdir(listing)) {  // NOLINT(concurrency-mt-unsafe): the listing is ours alone
    if (const auto pid = static_cast<pid_t>(std::atoi(&entry->d_name[0])); pid > 0) found.push_back(pid);
  }
  closedir(listing);
#endif
  return found;
}

#ifndef __APPLE__
/// The text of /proc/PID/stat. Empty: the process is gone or hidden.
std::string status_text(pid_t pid) {
  const auto opened = open_again(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY);
  std::array<char, 1024> text{};
  const ssize_t got = opened ? ::read(opened.get(), text.data(), text.size()) : 0;
  return {text.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}
#endif

bool is_zombie(pid_t pid) {
#ifdef __APPLE__
  static_cast<void>(pid);
  return false;
#else
  const auto fields = status_fields(status_text(pid));
  return !fields.empty() && fields.front() == "Z";
#endif
}

}  // namespace

pid_t parent_of(pid_t pid) {
#ifdef __APPLE__
  struct proc_bsdinfo info {};
  const int size = proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, &info, sizeof info);
  return size == static_cast<int>(sizeof info) ? static_cast<pid_t>(info.pbi_ppid) : 0;
#else
  return parent_in(status_text(pid));
#endif
}

ProcessTree::ProcessTree(pid_t root) : members_{{root, getpgid(root)}} {
  std::vector<std::pair<pid_t, pid_t>> parents;  // process, parent
  for (const pid_t pid : all_processes()) parents.emplace_back(pid, parent_of(pid));
  for (std::size_t i = 0; i < members_.size(); ++i) {
    for (const auto& [pid, parent] : parents) {
      const bool is_new =
          parent == members_[i].pid && std::none_of(members_.begin(), members_.end(),
                                                    [pid = pid](const Member& m) { return m.pid == pid; });
      if (is_new) members_.push_back({pid, getpgid(pid)});
    }
  }
}

bool ProcessTree::Member::is_alive() const {
  return getpgid(pid) == group && !is_zombie(pid);
}

void ProcessTree::signal(int number) const {
  for (const auto& member : members_) {
    if (member.is_alive()) ::kill(member.pid, number);
  }
}

bool ProcessTree::ends_within(std::chrono::milliseconds time) const {
  constexpr std::chrono::milliseconds kNap{5};
  const Deadline deadline(time);
  while (std::any_of(members_.begin(), members_.end(), [](const Member& m) { return m.is_alive(); })) {
    if (deadline.over()) return false;
    std::this_thread::sleep_for(kNap);
  }
  return true;
}

}  // namespace latchkey::posix
