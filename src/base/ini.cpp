// SPDX-License-Identifier: Apache-2.0
#include "base/ini.hpp"

#include <algorithm>
#include <forward_list>
#include <limits>
#include <optional>

#include "base/ini_header.hpp"
#include "base/name_index.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"

namespace latchkey::ini {
namespace {

constexpr std::string_view kDefaultSection = "DEFAULT";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Up to this number of keys are compared one by one. A NameIndex finds more.
constexpr std::size_t kFew = 16;
/// A section with this many settings keeps the list that parse() makes, so that they are read only once.
constexpr std::size_t kMany = 1024;
constexpr std::size_t kIndexEntry = 16;  // bytes that a NameIndex takes for one name, at most
constexpr std::size_t kAllocation = 24;  // bytes that an allocation takes beside its content, about

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

/// How many sections `text` has, without those that are indented.
std::size_t count_sections(std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    if (at == 0 || text[at - 1] == '\n') ++count;
  }
  return count;
}

/// str.splitlines() for what it knows beyond "\n", which nested values are split by.
bool ends_line(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

std::optional<Nested> parse_nested(std::string_view text) {
  Nested nested;
  NameIndex index;
  const auto name_at = [&nested](std::uint32_t position) -> std::string_view {
    return nested[position].first;
  };
  while (!text.empty()) {
    auto rest = text;
    std::size_t size = 0;
    while (!rest.empty()) {
      const auto before = rest.size();
      if (ends_line(unicode::next(rest))) break;
      size += before - rest.size();
    }
    const auto line = unicode::strip(text.substr(0, size));
    text = rest;
    if (line.empty()) continue;
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto key = unicode::strip(line.substr(0, equals));
    nested.emplace_back(key, unicode::strip(line.substr(equals + 1)));
    if (const auto same = index.add(static_cast<std::uint32_t>(nested.size() - 1), name_at)) {
      nested[*same].second = nested.back().second;
      nested.pop_back();
    }
  }
  return nested;
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

}  // namespace

/// The settings of one section, and what they refer to outside of the text of the file.
class SettingList {
  auto key_at() const {
    return [this](std::uint32_t position) -> std::string_view { return settings_[position].key; };
  }

 public:
  const std::vector<Setting>& settings() const { return settings_; }
  std::vector<Setting>& settings() { return settings_; }

  const Setting* find(std::string_view key) const {
    if (index_ != nullptr) {
      const auto found = index_->find(key, key_at());
      return found ? &settings_[*found] : nullptr;
    }
    const auto found =
        std::find_if(settings_.begin(), settings_.end(), [&](const Setting& s) { return s.key == key; });
    return found == settings_.end() ? nullptr : &*found;
  }

  /// Returns false, and adds nothing, if there is a setting with this key.
  bool add(const Setting& setting) {
    if (settings_.size() < kFew) {
      if (find(setting.key) != nullptr) return false;
      settings_.push_back(setting);
      return true;
    }
    if (index_ == nullptr) make_index();
    settings_.push_back(setting);
    const bool is_new = !index_->add(static_cast<std::uint32_t>(settings_.size() - 1), key_at());
    if (!is_new) settings_.pop_back();
    return is_new;
  }

  /// Keys may repeat. find() then returns the first one.
  void replace(std::vector<Setting> settings) {
    settings_ = std::move(settings);
    index_.reset();
    if (settings_.size() > kFew) make_index();
  }

  std::string_view keep(SecretText text) { return texts_.emplace_front(std::move(text)).view(); }
  const Nested* keep(Nested nested) { return &nested_.emplace_front(std::move(nested)); }

  void clear() {
    settings_.clear();
    index_.reset();
    texts_.clear();
    nested_.clear();
  }

 private:
  void make_index() {
    index_ = std::make_unique<NameIndex>();
    for (std::uint32_t i = 0; i < settings_.size(); ++i) index_->add(i, key_at());
  }

  std::vector<Setting> settings_;
  std::unique_ptr<NameIndex> index_;  // of the keys, if there are more than a few
  std::forward_list<SecretText> texts_;
  std::forward_list<Nested> nested_;
};

/// What the sections of a file share.
struct Source {
  std::string path;
  SecretText text;
  SettingList defaults;  ///< of [DEFAULT]
};

namespace {

struct NestedProblem {
  std::uint32_t line = 0;  ///< of the key; 0: there is no problem
  std::string key;
};

/// Reads the lines of a section into a list.
class SettingReader {
 public:
  enum class Start { setting, repeated, other };

  /// `list` must outlive the reading.
  explicit SettingReader(SettingList& list) : list_(&list) {}

  /// Takes a blank line, a comment, or a line that continues a setting, and returns an empty text. Returns
  /// the stripped text of any other line.
  std::string_view continue_with(std::string_view line) {
    const auto text = unicode::strip(line);
    if (text.empty()) {
      ++blank_lines_;
      return {};
    }
    if (text.front() == '#' || text.front() == ';') return {};
    const std::size_t indent =
        text.data() == line.data()
            ? 0
            : unicode::length({line.data(), static_cast<std::size_t>(text.data() - line.data())});
    if (is_open_ && indent > last_indent_) {
      join(text);
      return {};
    }
    last_indent_ = indent;
    return text;
  }

  /// Takes the first line of a setting, as continue_with() returned it.
  Start start(std::string_view text, std::uint32_t number) {
    const auto equals = text.find('=');
    const auto delimiter = std::min(equals, text.substr(0, equals).find(':'));
    auto key = unicode::strip_end(text.substr(0, delimiter));  // `text` begins with no blank
    if (delimiter == std::string_view::npos || key.empty()) return Start::other;
    end();
    if (!unicode::is_lower(key)) {
      key = list_->keep(unicode::lower(key));
      memory_ += sizeof(SecretText) + kAllocation + key.size();
    }
    memory_ += sizeof(Setting) + (list_->settings().size() >= kFew ? kIndexEntry : 0);
    blank_lines_ = 0;
    is_open_ = true;
    key_ = key;
    const Value value(unicode::strip(text.substr(delimiter + 1)));
    return list_->add({key, value, number}) ? Start::setting : Start::repeated;
  }

  /// Ends the last setting. If its value starts with a line end, it is nested.
  void end() {
    is_open_ = false;
    if (!std::exchange(is_joined_, false)) return;
    auto& setting = list_->settings().back();
    memory_ += sizeof(SecretText) + kAllocation + joined_.size();
    const auto text = list_->keep(std::exchange(joined_, {}));
    if (text.front() != '\n') {
      setting.value = Value(text);
      return;
    }
    auto nested = parse_nested(text);
    if (nested) {
      memory_ += sizeof(Nested) + kAllocation + nested->size() * sizeof(Nested::value_type);
      setting.value = Value(list_->keep(*std::move(nested)));
    } else if (problem_.line == 0) {
      problem_ = {setting.line, std::string(setting.key)};
    }
  }

  /// Ends the last setting and goes on with another section.
  void open(SettingList& list) {
    end();
    list_ = &list;
  }

  /// The key of the last setting, in lower case.
  std::string_view key() const { return key_; }
  /// About how many bytes the lists take, all together.
  std::size_t memory() const { return memory_; }
  /// The first one since the last call.
  NestedProblem take_problem() { return std::exchange(problem_, {}); }

 private:
  void join(std::string_view text) {
    if (!std::exchange(is_joined_, true)) joined_ = SecretText(*list_->settings().back().text());
    joined_.append(std::string(std::exchange(blank_lines_, 0) + 1, '\n')).append(text);
  }

  SettingList* list_;
  std::size_t last_indent_ = 0;
  std::size_t blank_lines_ = 0;  // since the last line of the setting
  std::size_t memory_ = 0;
  bool is_open_ = false;    // the last setting may be continued
  bool is_joined_ = false;  // joined_ is its value
  SecretText joined_;       // the lines of a value that has several
  std::string_view key_;
  NestedProblem problem_;
};

/// Takes the first line from the front of `text`, without its end.
std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// The lines of a section that parse() has checked.
void read_settings(SettingList& list, std::string_view text, std::uint32_t number) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  list.settings().reserve(std::min(lines, kFew));  // the last line of a file may need one more
  SettingReader reader(list);
  while (!text.empty()) {
    const auto line = reader.continue_with(next_line(text));
    if (!line.empty()) reader.start(line, number);
    ++number;
  }
  reader.end();
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
  /// Bytes that a section takes beside its settings: what Config adds for it and its list of settings.
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

  /// Takes the stripped `text` of a line that continues no setting. `start` and `end` are where the line
  /// starts and where the next one does.
  Result<void> take_line(std::string_view text, std::uint32_t number, const char* start, const char* end) {
    // Up to the last "]" of the line, as Python 3.11's greedy pattern takes it; at least one character
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
        // Reported when the whole file was read, as a duplicate that follows is reported first.
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

  /// Ends the section whose text goes up to `end`.
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
  std::size_t memory_ = 0;  // about what sections_ take
  File::Sections sections_;
  NameIndex names_;             // of sections_
  Section* section_ = nullptr;  // the last one, unless the reader is in [DEFAULT]
  bool is_in_defaults_ = false;
  SettingList settings_;  // of section_
  SettingReader reader_{settings_};
  std::uint32_t first_bad_line_ = 0;
  std::optional<std::string> bad_header_;  // what first_bad_line_ was meant to be
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
