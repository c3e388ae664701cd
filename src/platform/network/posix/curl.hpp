// SPDX-License-Identifier: Apache-2.0
#pragma once

// libcurl's types and constants. Its functions are looked up at run time and never called by name.
#define CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_DEPRECATION  // older versions of libcurl lack CURLOPT_PROTOCOLS_STR
#include <string>

#include <curl/curl.h>

namespace latchkey::posix {

/// The functions of libcurl that latchkey uses.
struct Curl {
  decltype(&curl_global_init) global_init;
  decltype(&curl_version_info) version_info;
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_reset) easy_reset;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
};

/// The machine's libcurl; nullptr: there is none. The first call loads it, and it stays loaded.
const Curl* load_curl();

/// The error message if there is none.
std::string curl_missing_text();

/// The folder with the machine's certificate authorities under hashed names, if this libcurl can use it.
/// OpenSSL reads one file of it, while libcurl's default bundle takes 40 ms. Empty: use libcurl's default.
std::string authorities_folder(const Curl& curl);

}  // namespace latchkey::posix
