// SPDX-License-Identifier: Apache-2.0
#include "platform/network/posix/curl.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include <dirent.h>
#include <dlfcn.h>

#include "platform/network/transport.hpp"

namespace latchkey::posix {
namespace {

#ifdef __APPLE__
constexpr const char* kLibraries[] = {"libcurl.4.dylib", "/usr/lib/libcurl.4.dylib"};
#else
constexpr const char* kLibraries[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
#endif

template <typename Function>
bool look_up(void* library, const char* name, Function& function) {
  void* const found = dlsym(library, name);
  static_assert(sizeof(found) == sizeof(function));
  std::memcpy(&function, &found,
              sizeof(found));  // POSIX guarantees that this is a function, but C++ has no cast for it
  return found != nullptr;
}

bool look_up_all(void* library, Curl& curl) {
  return look_up(library, "curl_global_init", curl.global_init) &&
         look_up(library, "curl_version_info", curl.version_info) &&
         look_up(library, "curl_easy_init", curl.easy_init) &&
         look_up(library, "curl_easy_reset", curl.easy_reset) &&
         look_up(library, "curl_easy_setopt", curl.easy_setopt) &&
         look_up(library, "curl_easy_perform", curl.easy_perform) &&
         look_up(library, "curl_easy_getinfo", curl.easy_getinfo) &&
         look_up(library, "curl_easy_strerror", curl.easy_strerror) &&
         look_up(library, "curl_easy_cleanup", curl.easy_cleanup) &&
         look_up(library, "curl_slist_append", curl.slist_append) &&
         look_up(library, "curl_slist_free_all", curl.slist_free_all);
}

/// Whether the loader's message means that the library is not installed.
bool is_not_installed(std::string_view why) {
#ifdef __APPLE__
  return why.find("no such file") != std::string_view::npos;
#else
  return why.find("No such file") != std::string_view::npos;
#endif
}

/// Records why no library was loaded: the first reason other than "not installed", else that.
void note_failure(std::string& why, const char* reason) {
  if (reason != nullptr && (why.empty() || is_not_installed(why))) why = reason;
}

struct Loaded {
  const Curl* curl = nullptr;
  std::string why_not;
};

Loaded load() {
  static Curl curl{};
  Loaded loaded;
  for (const char* name : kLibraries) {
    void* const library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr || !look_up_all(library, curl)) {
      note_failure(loaded.why_not, dlerror());  // NOLINT(concurrency-mt-unsafe): of this thread
    } else if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
      note_failure(loaded.why_not, "it cannot be initialized");
    } else {
      loaded.curl = &curl;
      break;
    }
  }
  return loaded;
}

const Loaded& loaded_library() {
  static const Loaded loaded = load();
  return loaded;
}

/// "5ed36f99.0": eight digits and a number, as `openssl rehash` names its links.
bool is_hashed_name(std::string_view name) {
  constexpr std::size_t kDigits = 8;
  return name.size() > kDigits + 1 && name[kDigits] == '.' && name[kDigits + 1] == '0' &&
         name.find_first_not_of("0123456789abcdef") == kDigits;
}

/// Whether `folder` is a complete trust store; a few hashed files next to a bundle are additions to it.
bool holds_authorities(const char* folder) {
  constexpr int kWholeStore = 50;
  DIR* const listing = opendir(folder);
  if (listing == nullptr) return false;
  int count = 0;
  while (count < kWholeStore) {
    const auto* entry = readdir(listing);  // NOLINT(concurrency-mt-unsafe): the listing is ours alone
    if (entry == nullptr) break;
    if (is_hashed_name(entry->d_name)) ++count;
  }
  closedir(listing);
  return count >= kWholeStore;
}

std::string find_authorities(const Curl& curl) {
  const auto* info = curl.version_info(CURLVERSION_NOW);
  const std::string_view backend = info != nullptr && info->ssl_version != nullptr ? info->ssl_version : "";
  if (backend.substr(0, 7) != "OpenSSL") return {};
  constexpr const char* kFolders[] = {"/etc/ssl/certs", "/etc/pki/tls/certs",
                                      "/etc/pki/ca-trust/extracted/pem/directory-hash"};
  const auto* const found = std::find_if(std::begin(kFolders), std::end(kFolders), holds_authorities);
  return found != std::end(kFolders) ? *found : "";
}

}  // namespace

const Curl* load_curl() {
  return loaded_library().curl;
}

std::string curl_missing_text() {
  const auto& why = loaded_library().why_not;
  if (loaded_library().curl != nullptr) return "libcurl cannot make a connection: out of memory";
  std::string text = std::string("the library ") + kLibraries[0] + " cannot be loaded";
  if (!is_not_installed(why)) {
    return text + ": " + why + "; if a limit on memory or open files is set (ulimit -a), raise it";
  }
#ifndef __APPLE__
  text += "; install the package libcurl4 (Debian, Ubuntu) or libcurl (Fedora, Alpine)";
#endif
  return text;
}

std::string authorities_folder(const Curl& curl) {
  static const std::string folder = find_authorities(curl);
  return folder;
}

}  // namespace latchkey::posix

namespace latchkey {

std::string http_library() {
  const auto* curl = posix::load_curl();
  if (curl == nullptr) return "none: " + posix::curl_missing_text();
  const auto* info = curl->version_info(CURLVERSION_NOW);
  const std::string tls = info->ssl_version != nullptr ? std::string(", ") + info->ssl_version : "";
  return std::string("libcurl ") + info->version + tls;
}

}  // namespace latchkey
