// SPDX-License-Identifier: Apache-2.0
#include "platform/process/posix/process_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
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
/// The text of /proc/PID/stat. Empty: the process has ended or is hidden.
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

/// `text` as a non-negative number.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end || number < Number{}) return std::nullopt;
  return number;
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
  constexpr std::chrono::milliseconds kPollInterval{5};
  const Deadline deadline(time);
  while (std::any_of(members_.begin(), members_.end(), [](const Member& m) { return m.is_alive(); })) {
    if (deadline.over()) return false;
    std::this_thread::sleep_for(kPollInterval);
  }
  return true;
}

std::vector<std::string> status_fields(std::string_view stat) {
  constexpr std::string_view kNameEnd = ") ";
  std::vector<std::string> fields;
  const auto name_end = stat.rfind(kNameEnd);
  if (name_end == std::string_view::npos) return fields;
  for (auto at = name_end + kNameEnd.size(); at < stat.size();) {
    const auto end = std::min(stat.find(' ', at), stat.size());
    fields.emplace_back(stat.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

pid_t parent_in(std::string_view stat) {
  constexpr std::size_t kParent = 1;
  const auto fields = status_fields(stat);
  return fields.size() > kParent ? number_in<pid_t>(fields[kParent]).value_or(0) : 0;
}

std::vector<std::string> command_line_words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find('\0'), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::optional<uid_t> connection_user(std::string_view line, std::string_view local, std::string_view remote) {
  constexpr std::size_t kLocal = 1;
  constexpr std::size_t kRemote = 2;
  constexpr std::size_t kUser = 7;
  std::size_t field = 0;
  for (std::size_t at = line.find_first_not_of(' '); at < line.size(); ++field) {
    const auto end = std::min(line.find(' ', at), line.size());
    const auto word = line.substr(at, end - at);
    if ((field == kLocal && word != local) || (field == kRemote && word != remote)) return std::nullopt;
    if (field == kUser) return number_in<uid_t>(word);
    at = std::min(line.find_first_not_of(' ', end), line.size());
  }
  return std::nullopt;
}

}  // namespace latchkey::posix
