// SPDX-License-Identifier: Apache-2.0
// Common code of the fuzz targets: property checks, a folder for files, and a machine without a network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <sys/stat.h>

#include "base/unicode.hpp"
#include "platform/host.hpp"

namespace latchkey::fuzz {

/// Ends the run as a finding, with the line of the failed property.
inline void need(bool holds, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%d: this property does not hold\n", file, line);
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// The first byte, which selects one of several parsers, and the rest. 0 and nothing: there are no bytes.
inline std::pair<unsigned, std::string_view> selected(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return {0, {}};
  return {data[0], text_of(data + 1, size - 1)};
}

/// `text` before and after its first NUL.
inline std::pair<std::string, std::string> halves(std::string_view text) {
  const auto end = text.find('\0');
  if (end == std::string_view::npos) return {std::string(text), {}};
  return {std::string(text.substr(0, end)), std::string(text.substr(end + 1))};
}

/// Whether a terminal would interpret part of `text`: C0, DEL, C1, or a byte that is not UTF-8.
inline bool has_control(std::string_view text) {
  while (!text.empty()) {
    const char32_t c = unicode::next(text);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0xDC80 && c <= 0xDCFF)) return true;
  }
  return false;
}

/// A folder of this process, in memory if the system supports it, removed at the end.
class Folder {
 public:
  Folder() {
    const std::string memory = "/dev/shm";
    path_ = (std::filesystem::is_directory(memory) ? memory : std::string("/tmp")) + "/latchkey-fuzz-XXXXXX";
    need(mkdtemp(path_.data()) != nullptr);
    umask(S_IRWXG | S_IRWXO);  // files that others may write are ignored
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  /// Writes a file below the folder. Returns its path.
  std::string write(std::string_view name, std::string_view text) const {
    const auto path = path_ + '/' + std::string(name);
    overwrite(path, text);
    return path;
  }
  /// Replaces the bytes of a file in place.
  static void overwrite(const std::string& path, std::string_view text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    need(file.good());
  }

 private:
  std::string path_;
};

/// Sends the same reply to every request.
class SameAnswer : public Transport {
 public:
  HttpResponse answer{200, {{"content-type", "application/json"}}, {}};

  tl::expected<HttpResponse, TransportFailure> send(const HttpRequest&) override { return answer; }
};

constexpr TimePoint kNow{std::chrono::seconds{1772323200}};  // 2026-03-01T00:00:00Z

/// A machine with the fixed time kNow. Its HOME is `home`. It has no terminal and no programs.
inline Host quiet_host(const std::string& home) {
  Host host;
  host.env.set("HOME", home);
  host.now = [] { return kNow; };
  host.sleep = [](std::chrono::milliseconds) {};
  host.jitter = [] { return 0.5; };
  host.uuid = [] { return std::string("00000000-0000-4000-8000-00000000abcd"); };
  host.zone = [] { return LocalZone{"JST", "JDT", std::chrono::hours{9}, std::chrono::hours{10}}; };
  host.debug = host.warn = host.notice = [](const std::string&) {};
  host.transport = std::make_shared<SameAnswer>();
  return host;
}

}  // namespace latchkey::fuzz
