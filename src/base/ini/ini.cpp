// SPDX-License-Identifier: Apache-2.0
#include "base/ini/ini.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/ini/header.hpp"
#include "base/ini/name_index.hpp"
#include "base/ini/setting_list.hpp"
#include "base/ini/setting_reader.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"

namespace latchkey::ini {
namespace {

constexpr std::string_view kDefaultSection = "DEFAULT";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A section with this many settings keeps the list that parse() makes, so that they are read only once.
constexpr std::size_t kMany = 1024;

/// "\r\n" and a lone "\r" end a line as "\n" does. No other character ends a line at this level.
void normalize_newlines(SecretText& data) {
  const auto text = data.view();
  auto from = text.find('\r');
  if (from == std::string_view::npos) return;
  auto to = from;
  for (; from < text.size(); ++from) {
    const bool is_pair = text[from] == '\r' && from + 1 < text.size() && text[from + 1] == '\n';
    if (!is_pair) data.data()[to++] = text[from] == '\r' ? '\n' : text[from];
  }
  data.resize(to);
}

/// The number of sections in `text`, without indented ones.
std::size_t count_sections(std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    if (at == 0 || text[at - 1] == '\n') ++count;
  }
  return count;
}

/// A key for messages. One that does not look like the name of a setting may be a misplaced secret.
std::string shown_key(std::string_view key) {
  const bool is_name = key.size() <= 40 && key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
                                               std::string_view::npos;
  return is_name ? std::string(key) : "(not shown)";
}

std::size_t first_invalid_line(std::string_view text) {
  for (std::size_t number = 1;; ++number) {
    const auto end = text.find('\n');
    if (!unicode::is_valid(text.substr(0, end)) || end == std::string_view::npos) return number;
    text.remove_prefix(end + 1);
  }
}

void inherit(SettingList& list, const SettingList& defaults) {
  for (const auto& setting : defaults.settings()) list.add(setting);
}

}  // namespace

/// Checks a whole file and finds its sections.
class Parser {
 public:
  Parser(SecretText text, std::string path, std::size_t most_memory)
      : source_(std::make_shared<Source>()), most_memory_(most_memory) {
    normalize_newlines(text);
    source_->path = std::move(path);
    source_->text = std::move(text);
  }

  Result<File> parse() {
    std::string_view rest = source_->text.view();
    if (!unicode::is_valid(rest)) {
      return bad(Cause::file_not_utf8, first_invalid_line(rest), "it is not UTF-8 text",
                 "save the file as UTF-8 without a byte order mark");
    }
    if (rest.size() > std::numeric_limits<std::uint32_t>::max()) return too_large(1);
    const auto count = std::min(count_sections(rest), most_memory_ / kSectionMemory);
    sections_.reserve(count);
    names_.reserve(count);
    std::uint32_t number = 0;
    while (!rest.empty()) {
      const auto line = next_line(rest);
      const auto text = reader_.continue_with(line);
      ++number;
      if (!text.empty()) CHECK(take_line(text, number, line.data(), rest.data()));
      if (memory_ + reader_.memory() > most_memory_) return too_large(number);
    }
    end_section(rest.data());
    if (bad_header_) return not_a_header(first_bad_line_, *bad_header_);
    if (first_bad_line_ != 0)
      return bad(Cause::file_line_invalid, first_bad_line_,
                 "a line is neither a section, nor a setting, nor a comment");
    for (const auto* problem : {&bad_nested_, &bad_nested_default_}) {
      if (problem->line != 0)
        return bad(Cause::file_syntax, problem->line,
                   "a line below " + shown_key(problem->key) + " has no \"=\"");
    }
    CHECK(inherit_defaults());
    File file;
    file.source_ = std::move(source_);
    file.sections_ = std::move(sections_);
    return file;
  }

 private:
  /// Bytes of a section besides its settings: the data of Config and the list of settings.
  static constexpr std::size_t kSectionMemory =
      sizeof(Section) + 2 * kIndexEntry + 3 * kAllocation + sizeof(SettingList);

  tl::unexpected<Error> bad(
      Cause cause, std::size_t line, const std::string& why,
      const std::string& hint = "correct that line; botocore cannot read the file as it is") const {
    return fail(cause, "unable to parse config file: " + why, hint,
                Origin::file(source_->path, static_cast<std::uint32_t>(line)));
  }

  tl::unexpected<Error> not_a_header(std::uint32_t line, const std::string& meant) const {
    return bad(Cause::file_line_invalid, line, "a header is not between \"[\" and \"]\"", "write " + meant);
  }

  tl::unexpected<Error> too_large(std::uint32_t line) const {
    constexpr unsigned kMegabyte = 20;
    return bad(Cause::file_too_large, line,
               "the file is too large: the settings up to this line need more than " +
                   std::to_string(most_memory_ >> kMegabyte) + " MB of memory",
               "remove profiles that are not in use, or split the file and set AWS_CONFIG_FILE");
  }

  /// Handles the stripped `text` of a line that does not continue a setting. `start` and `end` are the starts
  /// of this line and the next one.
  Result<void> take_line(std::string_view text, std::uint32_t number, const char* start, const char* end) {
    // Up to the last "]" of the line, as in Python 3.11's greedy pattern, with at least one character
    // between.
    const auto close = text.front() == '[' ? text.rfind(']') : std::string_view::npos;
    if (close != std::string_view::npos && close > 1) {
      end_section(start);
      return open_section(text.substr(1, close - 1), number, end);
    }
    if (section_ == nullptr && !is_in_defaults_) {
      if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark)
        return bad(Cause::file_byte_order_mark, number, "the file begins with a byte order mark",
                   "save the file as UTF-8 without a byte order mark");
      if (const auto header = meant_header(text)) return not_a_header(number, *header);
      return bad(Cause::file_no_section, number, "a setting stands before the first [section]",
                 "put a [section] above it");
    }
    switch (reader_.start(text, number)) {
      case SettingReader::Start::setting:
        break;
      case SettingReader::Start::repeated:
        if (bad_header_) return not_a_header(first_bad_line_, *bad_header_);
        return bad(Cause::file_duplicate, number,
                   "setting " + shown_key(reader_.key()) + " appears twice in [" +
                       std::string(is_in_defaults_ ? kDefaultSection : section_->name) + "]");
      case SettingReader::Start::other:
        // Reported after the whole file was read, because a later duplicate is reported first.
        if (first_bad_line_ == 0) {
          first_bad_line_ = number;
          bad_header_ = meant_header(text);
        }
    }
    return {};
  }

  Result<void> open_section(std::string_view name, std::uint32_t number, const char* text) {
    is_in_defaults_ = name == kDefaultSection;
    if (is_in_defaults_) {  // it may be opened again
      section_ = nullptr;
      reader_.open(source_->defaults);
      return {};
    }
    sections_.push_back(Section(name, number, *source_));
    section_ = &sections_.back();
    section_->text_ = text;
    reader_.open(settings_);
    const auto name_at = [this](std::uint32_t at) -> std::string_view { return sections_[at].name; };
    if (names_.add(static_cast<std::uint32_t>(sections_.size() - 1), name_at))
      return bad_header_
                 ? not_a_header(first_bad_line_, *bad_header_)
                 : bad(Cause::file_duplicate, number, "section [" + std::string(name) + "] appears twice");
    memory_ += kSectionMemory;
    return {};
  }

  /// Ends the section whose text ends at `end`.
  void end_section(const char* end) {
    reader_.end();
    auto& problem = is_in_defaults_ ? bad_nested_default_ : bad_nested_;
    if (auto found = reader_.take_problem(); problem.line == 0) problem = std::move(found);
    if (section_ == nullptr) return;
    section_->size_ = static_cast<std::uint32_t>(end - section_->text_);
    if (settings_.settings().size() >= kMany) {
      section_->list_ = new SettingList(std::exchange(settings_, {}));
    } else {
      settings_.clear();
    }
  }

  Result<void> inherit_defaults() {
    auto& defaults = source_->defaults.settings();
    if (defaults.empty()) return {};
    const auto added = defaults.size() * sections_.size();
    if (memory_ + reader_.memory() + added * sizeof(Setting) > most_memory_) {
      return bad(Cause::file_too_large, defaults.front().line,
                 "[DEFAULT] is too large: it adds " + std::to_string(defaults.size()) +
                     " settings to each of " + std::to_string(sections_.size()) + " sections",
                 "move the settings of [DEFAULT] to the profiles that need them");
    }
    for (auto& setting : defaults) setting.inherited = true;
    for (auto& section : sections_) {
      if (auto* list = section.list_.load(); list != nullptr) inherit(*list, source_->defaults);
    }
    return {};
  }

  std::shared_ptr<Source> source_;
  std::size_t most_memory_;
  std::size_t memory_ = 0;  // approximate memory of sections_
  File::Sections sections_;
  NameIndex names_;             // of sections_
  Section* section_ = nullptr;  // the last one, unless the reader is in [DEFAULT]
  bool is_in_defaults_ = false;
  SettingList settings_;  // of section_
  SettingReader reader_{settings_};
  std::uint32_t first_bad_line_ = 0;
  std::optional<std::string> bad_header_;  // the intended header of first_bad_line_
  NestedProblem bad_nested_, bad_nested_default_;
};

Section::Section(Section&& other) noexcept
    : name(other.name),
      line(other.line),
      size_(other.size_),
      text_(other.text_),
      source_(other.source_),
      list_(other.list_.exchange(nullptr)) {}

Section::~Section() {
  delete list_.load();
}

SettingList& Section::list() const {
  if (auto* known = list_.load(std::memory_order_acquire)) return *known;
  auto list = std::make_unique<SettingList>();
  read_settings(*list, {text_, size_}, line + 1);
  inherit(*list, source_->defaults);
  list->settings().shrink_to_fit();
  SettingList* known = nullptr;
  return list_.compare_exchange_strong(known, list.get()) ? *list.release() : *known;
}

const std::vector<Setting>& Section::settings() const {
  return list().settings();
}

const Setting* Section::find(std::string_view key) const {
  return list().find(key);
}

const std::string& Section::path() const {
  return source_->path;
}

void Section::replace_settings(std::vector<Setting> settings) {
  list().replace(std::move(settings));
}

Result<File> parse(SecretText text, std::string path, std::size_t most_memory) {
  return Parser(std::move(text), std::move(path), most_memory).parse();
}

}  // namespace latchkey::ini
