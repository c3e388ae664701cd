// SPDX-License-Identifier: Apache-2.0
#pragma once

// libcurl's types and constants. Its functions are looked up at run time, so none is called by name here.
#define CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_DEPRECATION  // CURLOPT_PROTOCOLS_STR is not in the libcurl of every machine we run on
#include <string>

#include <curl/curl.h>

namespace latchkey::posix {

/// The functions of libcurl that we use.
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

/// The machine's libcurl, loaded by the first call; nullptr where there is none. Stays loaded.
const Curl* load_curl();

/// What to tell a person when there is none.
std::string curl_missing_text();

/// The folder that holds the machine's certificate authorities under hashed names, if this libcurl can use
/// it. OpenSSL reads one file of it, where the bundle libcurl knows costs it 40 ms. Empty: leave libcurl's
/// choice.
std::string authorities_folder(const Curl& curl);

}  // namespace latchkey::posix
