// SPDX-License-Identifier: Apache-2.0
// Any bytes as a command line of a config file, as a section's header, as a whole number and as a mistyped
// name. latchkey reads back its quoted text as one word.
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "fuzz/support.hpp"
#include "platform/process/command_line.hpp"

namespace {

using namespace latchkey;
using fuzz::need;

using Words = std::vector<std::string>;

void try_words(std::string_view line) {
  const auto words = text::shell_split(line);
  need(words == split_command_line(line));
  if (!words) return;
  Words quoted;
  std::size_t size = 0;
  for (const auto& word : *words) {
    quoted.push_back(text::shell_quoted(word));
    size += word.size();
  }
  need(size <= line.size());
  need(text::shell_split(text::join(quoted, " ")) == words);
  const auto second = text::second_word(line);
  need(second.has_value() == (words->size() == 2));
  if (second) need(*second == (*words)[1]);
}

void try_quoting(const std::string& word) {
  for (const auto& quoted : {text::shell_quoted(word), command_line_word(word)}) {
    need(text::shell_split(quoted) == Words{word});
    need(split_command_line("program " + quoted + " last") == Words{"program", word, "last"});
  }
}

void try_number(std::string_view text) {
  const auto number = text::parse_int(text);
  if (!number) return;
  constexpr long long kMost = 1'000'000'000'000'000'000;
  need(*number > -kMost && *number < kMost);
  need(text::parse_int(std::to_string(*number)) == number);
  need(text::parse_int(' ' + std::string(text) + '\n') == number);
}

void try_names(std::string_view text) {
  const auto [wanted, names] = fuzz::halves(text);
  const auto known = text::shell_split(names).value_or(Words{});
  constexpr std::size_t kMost = 3;
  const auto found = text::nearest(known, wanted);
  need(found.size() <= kMost);
  for (const auto& name : found) need(std::find(known.begin(), known.end(), name) != known.end());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = latchkey::fuzz::text_of(data, size);
  try_words(text);
  try_quoting(std::string(text));
  try_number(text);
  try_names(text);
  return 0;
}
