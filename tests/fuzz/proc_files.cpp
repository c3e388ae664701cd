// SPDX-License-Identifier: Apache-2.0
// Any bytes as files of /proc, parts of which other users choose: stat and cmdline of a process, and the
// lines of the connection table with the user of a connection.
#include "fuzz/support.hpp"
#include "platform/process/posix/process_tree.hpp"
#include "platform/process/process_info.hpp"

namespace {

using namespace latchkey;
using fuzz::need;

constexpr std::string_view kLocal = "0100007F:0FA1";
constexpr std::string_view kRemote = "0100007F:C350";

void try_stat(std::string_view text) {
  need(posix::parent_in(text) >= 0);
  // A program's name does not affect its parent.
  need(posix::parent_in("7 (" + std::string(text) + ") S 4711 7 7 0 -1\n") == 4711);
  for (const auto& field : posix::status_fields(text)) need(field.find(' ') == std::string::npos);
}

void try_command_line(std::string_view text) {
  const auto words = posix::command_line_words(text);
  std::string again;
  for (const auto& word : words) again.append(word).append(1, '\0');
  if (!text.empty() && text.back() != '\0') again.pop_back();
  need(again == text);
  constexpr std::size_t kLongest = 2 * 40 + 1;  // two names and a blank
  const auto shown = caller_text(words);
  need(shown.size() <= kLongest && !fuzz::has_control(shown));
  static_cast<void>(is_shell_layer(words));
}

void try_connection(std::string_view line) {
  static_cast<void>(posix::connection_user(line, kLocal, kRemote));
  // The first field of a line does not affect its user or connection.
  if (line.find(' ') != std::string_view::npos || line.empty()) return;
  const auto made =
      std::string(line) + ": " + std::string(kLocal) + ' ' + std::string(kRemote) + " 01 0:0 00:0 0 1000 0 1";
  need(posix::connection_user(made, kLocal, kRemote) == uid_t{1000});
  need(!posix::connection_user(made, kRemote, kLocal));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = latchkey::fuzz::text_of(data, size);
  try_stat(text);
  try_command_line(text);
  try_connection(text);
  return 0;
}
