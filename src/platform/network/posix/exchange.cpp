// SPDX-License-Identifier: Apache-2.0
#include "platform/network/posix/exchange.hpp"

#include <cerrno>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "platform/system/posix/errno.hpp"

namespace latchkey::posix {
namespace {

/// Blocks SIGPIPE of this thread. A TLS library writes to sockets that the peer has closed, and with
/// CURLOPT_NOSIGNAL libcurl does not handle the signal.
class HoldSigpipe {
 public:
  HoldSigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    was_pending_ = pending();
    pthread_sigmask(SIG_BLOCK, &pipe_, &mask_before_);
  }
  HoldSigpipe(const HoldSigpipe&) = delete;
  HoldSigpipe& operator=(const HoldSigpipe&) = delete;
  ~HoldSigpipe() {
    int taken = 0;
    if (!was_pending_ && pending()) sigwait(&pipe_, &taken);
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  }

 private:
  static bool pending() {
    sigset_t signals;
    sigemptyset(&signals);
    sigpending(&signals);
    return sigismember(&signals, SIGPIPE) == 1;
  }
  sigset_t pipe_{}, mask_before_{};
  bool was_pending_ = false;
};

bool breaks_header(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
}

/// Why `path` cannot serve as certificates; empty if it can.
std::string unreadable(const std::string& path, bool& folder) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return error_text(errno);
  folder = S_ISDIR(status.st_mode);
  if (!folder && !S_ISREG(status.st_mode)) return "it is not a file";  // a pipe would block libcurl
  return access(path.c_str(), folder ? R_OK | X_OK : R_OK) == 0 ? std::string() : error_text(errno);
}

/// CURLOPT_QUICK_EXIT of libcurl 7.87 abandons a running name lookup. Without it, libcurl waits for the
/// lookup even after a timeout or a cancellation.
constexpr auto kQuickExit = static_cast<CURLoption>(322);

/// libcurl counts milliseconds in an int, and 0 means its default. In latchkey 0 means no limit.
long milliseconds_for_curl(std::chrono::milliseconds time) {
  constexpr long kLongest = 2'000'000'000;
  return time.count() <= 0 || time.count() > kLongest ? kLongest : static_cast<long>(time.count());
}

}  // namespace

Exchange::~Exchange() {
  for (auto* line = lines_; line != nullptr; line = line->next) {
    for (volatile char* at = line->data; *at != '\0'; ++at) *at = '\0';  // it may contain a session token
  }
  curl_.slist_free_all(lines_);
  curl_.easy_reset(handle_);  // clears the options, keeps the connection
}

std::size_t Exchange::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  exchange.last_sign_ = Clock::now();
  exchange.too_large_ = !exchange.headers_.add({data, size * count});
  return exchange.too_large_ ? 0 : size * count;
}

std::size_t Exchange::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  auto& body = exchange.response_.body;
  exchange.too_large_ = size * count > kBodyLimit - body.size();
  if (exchange.too_large_) return 0;
  body.append({data, size * count});
  return size * count;
}

/// libcurl calls this at least once a second while it waits. Non-zero stops it.
int Exchange::on_progress(void* self, curl_off_t, curl_off_t received, curl_off_t, curl_off_t uploaded) {
  auto& exchange = *static_cast<Exchange*>(self);
  const auto now = Clock::now();
  if (received + uploaded != exchange.moved_) exchange.last_sign_ = now;
  exchange.moved_ = received + uploaded;
  if (!exchange.told_ && !exchange.request_.is_probe && now - exchange.began_ >= std::chrono::seconds(1)) {
    exchange.told_ = true;
    if (exchange.on_wait_)
      exchange.on_wait_(http::host_of(exchange.request_.url), exchange_limit(exchange.request_));
  }
  const auto limit = exchange.request_.read_timeout;
  exchange.silent_ = exchange.sent_ && limit.count() > 0 && now - exchange.last_sign_ >= limit;
  exchange.late_ = now - exchange.began_ >= exchange_limit(exchange.request_);
  return exchange.silent_ || exchange.late_ || exchange.cancelled_ ? 1 : 0;
}

/// Called right before the request is written. libcurl writes it again over a new connection if a reused one
/// was closed. The code in it may have been used then, so the caller decides about retries.
int Exchange::on_start(void* self, char*, char*, int, int) {
  auto& exchange = *static_cast<Exchange*>(self);
  if (exchange.sent_) return CURL_PREREQFUNC_ABORT;
  exchange.sent_ = true;
  exchange.last_sign_ = Clock::now();
  return CURL_PREREQFUNC_OK;
}

bool Exchange::add_header(const SecretText& line) {
  auto* longer = curl_.slist_append(lines_, line.c_str());
  if (longer == nullptr) return false;
  lines_ = longer;
  return true;
}

bool Exchange::set_header() {
  bool accept = false;
  bool content_type = false;
  for (const auto& [name, value] : request_.headers) {
    const auto key = text::ascii_lower(name);
    if (key == "host" || key == "content-length") continue;
    if (breaks_header(name) || breaks_header(value)) return false;
    accept = accept || key == "accept";
    content_type = content_type || key == "content-type";
    SecretText line = name;
    line.append(value.empty() ? ";" : ": ").append(value);  // ";" means empty for libcurl
    if (!add_header(line)) return false;
  }
  // Headers that libcurl would add.
  bool complete = add_header("Expect:");
  if (!accept) complete = complete && add_header("Accept:");
  if (!content_type) complete = complete && add_header("Content-Type:");
  set(CURLOPT_HTTPHEADER, lines_);
  set(CURLOPT_HEADEROPT,
      static_cast<long>(CURLHEADER_SEPARATE));  // no headers to a proxy that only tunnels
  return complete;
}

void Exchange::set_method() {
  const auto& method = request_.method;
  if (method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (method == "GET" && request_.body.empty()) {
    set(CURLOPT_HTTPGET, 1L);
  } else if (method == "DELETE" && request_.body.empty()) {
    set(CURLOPT_CUSTOMREQUEST, method.c_str());
  } else {  // also a PUT without a body, so that it has "Content-Length: 0"
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.c_str());
    if (method != "POST") set(CURLOPT_CUSTOMREQUEST, method.c_str());
  }
}

void Exchange::set_network() {
  set(CURLOPT_URL, request_.url.c_str());
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_FOLLOWLOCATION, 0L);
  // Always set, because libcurl otherwise reads the environment.
  set(CURLOPT_PROXY, request_.proxy ? request_.proxy->c_str() : "");
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(kQuickExit, 1L);  // an older libcurl rejects it
  set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds_for_curl(request_.connect_timeout));
}

void Exchange::set_callbacks() {
  void* const self = this;
  set(CURLOPT_ERRORBUFFER, words_.data());
  set(CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  set(CURLOPT_HEADERDATA, self);
  set(CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  set(CURLOPT_WRITEDATA, self);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Exchange::on_progress);
  set(CURLOPT_XFERINFODATA, self);
  tells_start_ = set(CURLOPT_PREREQFUNCTION, &Exchange::on_start) == CURLE_OK;
  set(CURLOPT_PREREQDATA, self);
  if (!tells_start_) {  // libcurl before 7.80
    // libcurl writes a request twice only over a reused connection.
    set(CURLOPT_FRESH_CONNECT, 1L);
    set(CURLOPT_FORBID_REUSE, 1L);
    sent_ = true;  // assumed, so that silence is noticed
  }
}

bool Exchange::set_authorities(std::string& why_not) {
  std::string folder;
  if (request_.ca_bundle) {
    bool is_folder = false;
    why_not = unreadable(*request_.ca_bundle, is_folder);
    if (!why_not.empty()) return false;
    if (!is_folder) {
      set(CURLOPT_CAINFO, request_.ca_bundle->c_str());
      set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
      set(CURLOPT_PROXY_CAINFO, request_.ca_bundle->c_str());
      set(CURLOPT_PROXY_CAPATH, static_cast<const char*>(nullptr));
      return true;
    }
    folder = *request_.ca_bundle;
  } else {
    folder = authorities_folder(curl_);
    if (folder.empty()) return true;
  }
  set(CURLOPT_CAINFO, static_cast<const char*>(nullptr));
  set(CURLOPT_CAPATH, folder.c_str());
  set(CURLOPT_PROXY_CAINFO, static_cast<const char*>(nullptr));
  set(CURLOPT_PROXY_CAPATH, folder.c_str());
  return true;
}

CURLcode Exchange::perform() {
  const HoldSigpipe hold;
  began_ = last_sign_ = Clock::now();
  const auto code = curl_.easy_perform(handle_);
  if (!tells_start_) {
    double seconds = 0;
    curl_.easy_getinfo(handle_, CURLINFO_PRETRANSFER_TIME, &seconds);
    sent_ = seconds > 0;
  }
  return code;
}

tl::expected<HttpResponse, TransportFailure> Exchange::run() {
  if (!set_header()) return fail(Reason::invalid, "a header of the request contains a line break or a NUL");
  set_method();
  set_network();
  std::string why_not;
  const bool encrypted = text::ascii_lower(request_.url.substr(0, 6)) == "https:";
  if (encrypted && !set_authorities(why_not)) {
    return fail(Reason::tls, "cannot read the CA bundle " + *request_.ca_bundle + ": " + why_not);
  }
  set_callbacks();
  const auto code = perform();
  if (code != CURLE_OK) return failure_of(code);
  long status = 0;
  curl_.easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  response_.headers = headers_.take();
  return std::move(response_);
}

}  // namespace latchkey::posix
