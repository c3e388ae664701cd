// SPDX-License-Identifier: Apache-2.0
#include "platform/network/windows/exchange.hpp"

#include <algorithm>
#include <charconv>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "platform/system/windows/secret_wide.hpp"
#include "platform/system/windows/utf16.hpp"

namespace latchkey::windows {
namespace {

// Options that mingw-w64's headers lack.
constexpr DWORD kDisableGlobalPooling = 195;  // WINHTTP_OPTION_DISABLE_GLOBAL_POOLING
constexpr DWORD kTls13 = 0x2000;              // WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_3

bool breaks_header(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
}

/// WinHTTP counts milliseconds in an int, and 0 means no limit, as in latchkey.
int milliseconds_for_winhttp(std::chrono::milliseconds time) {
  constexpr long long kLongest = 2'000'000'000;
  return static_cast<int>(std::clamp<long long>(time.count(), 0, kLongest));
}

struct Proxy {
  std::string address;  ///< "host:port"
  SecretText login;     ///< "user:password", decoded; empty: none
};

Proxy proxy_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  Proxy proxy;
  if (const auto at = url.rfind('@'); at != std::string_view::npos) {
    proxy.login = percent_decoded(url.substr(0, at));
    url.remove_prefix(at + 1);
  }
  proxy.address = url.substr(0, url.find_first_of("/?#"));
  return proxy;
}

/// Base64 of RFC 4648, section 4, as HTTP headers require.
std::string base64(std::string_view bytes) {
  auto text = base64url(bytes);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % 4 != 0) text.push_back('=');
  return text;
}

}  // namespace

std::string proxy_address(const HttpRequest& request) {
  return request.proxy ? proxy_of(*request.proxy).address : std::string();
}

HttpHandle open_session(const WinHttp& library, const HttpRequest& request) {
  const auto proxy = wide(proxy_address(request));
  const DWORD kind = request.proxy ? WINHTTP_ACCESS_TYPE_NAMED_PROXY : WINHTTP_ACCESS_TYPE_NO_PROXY;
  HttpHandle session(library,
                     library.open(nullptr, kind, request.proxy ? proxy.c_str() : nullptr, nullptr, 0));
  if (!session) return session;
  DWORD yes = TRUE;
  library.set_option(session.get(), kDisableGlobalPooling, &yes, sizeof yes);
  DWORD protocols = WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2 | kTls13;
  if (library.set_option(session.get(), WINHTTP_OPTION_SECURE_PROTOCOLS, &protocols, sizeof protocols) == 0) {
    protocols = WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2;  // Windows 10 supports no newer one
    library.set_option(session.get(), WINHTTP_OPTION_SECURE_PROTOCOLS, &protocols, sizeof protocols);
  }
  return session;
}

Exchange::Address Exchange::address_of(const std::string& url) {
  constexpr unsigned short kHttp = 80;
  constexpr unsigned short kHttps = 443;
  Address address;
  address.encrypted = text::ascii_lower(url.substr(0, 6)) == "https:";
  address.host = http::host_of(url);
  address.port = address.encrypted ? kHttps : kHttp;
  const auto scheme = url.find("://");
  const auto start = scheme == std::string::npos ? 0 : scheme + 3;
  const auto slash = std::min(url.find_first_of("/?#", start), url.size());
  const auto authority = url.substr(start, slash - start);
  if (const auto colon = authority.rfind(':'); colon != std::string::npos && authority.back() != ']')
    std::from_chars(authority.data() + colon + 1, authority.data() + authority.size(), address.port);
  address.path = url.substr(slash, url.find('#') - slash);
  if (address.path.empty() || address.path.front() != '/') address.path.insert(0, 1, '/');
  return address;
}

void Exchange::set_options(bool encrypted) {
  const int connect = milliseconds_for_winhttp(request_.connect_timeout);
  const int read = milliseconds_for_winhttp(request_.read_timeout);
  library_.set_timeouts(handle_.get(), connect, connect, read, read);
  auto limit = static_cast<DWORD>(read == 0 ? -1 : read);
  library_.set_option(handle_.get(), WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT, &limit, sizeof limit);
  // WinHTTP must not follow these, because each would be a second request.
  DWORD off = WINHTTP_DISABLE_AUTHENTICATION | WINHTTP_DISABLE_COOKIES | WINHTTP_DISABLE_REDIRECTS;
  library_.set_option(handle_.get(), WINHTTP_OPTION_DISABLE_FEATURE, &off, sizeof off);
  DWORD_PTR self = reinterpret_cast<DWORD_PTR>(this);
  library_.set_option(handle_.get(), WINHTTP_OPTION_CONTEXT_VALUE, &self, sizeof self);
  library_.set_status_callback(handle_.get(), &Exchange::on_status, WINHTTP_CALLBACK_FLAG_SEND_REQUEST, 0);
  if (encrypted && authorities_) {
    DWORD ours_to_judge = SECURITY_FLAG_IGNORE_UNKNOWN_CA;
    library_.set_option(handle_.get(), WINHTTP_OPTION_SECURITY_FLAGS, &ours_to_judge, sizeof ours_to_judge);
  }
}

bool Exchange::open(const Address& address) {
  host_ = address.host;
  connection_ = HttpHandle(library_, library_.connect(session_, wide(address.host).c_str(), address.port, 0));
  if (!connection_) return false;
  // The path is sent unchanged, because it is signed.
  const DWORD flags = WINHTTP_FLAG_ESCAPE_DISABLE | WINHTTP_FLAG_ESCAPE_DISABLE_QUERY |
                      (address.encrypted ? WINHTTP_FLAG_SECURE : 0U);
  handle_ = HttpHandle(library_, library_.open_request(connection_.get(), wide(request_.method).c_str(),
                                                       wide(address.path).c_str(), nullptr,
                                                       WINHTTP_NO_REFERER, nullptr, flags));
  if (!handle_) return false;
  set_options(address.encrypted);
  return true;
}

bool Exchange::add_header(const SecretText& line) {
  const SecretWide text(wide(line));
  return library_.add_request_headers(handle_.get(), text.text().c_str(), static_cast<DWORD>(text.size()),
                                      WINHTTP_ADDREQ_FLAG_ADD) != 0;
}

bool Exchange::set_header() {
  for (const auto& [name, value] : request_.headers) {
    const auto key = text::ascii_lower(name);
    if (key == "host" || key == "content-length") continue;
    SecretText line = name;
    if (!add_header(line.append(": ").append(value))) return false;
  }
  const auto login = request_.proxy ? proxy_of(*request_.proxy).login : SecretText();
  if (login.empty()) return true;
  SecretText line = "Proxy-Authorization: Basic ";
  return add_header(line.append(SecretText(base64(login))));
}

void CALLBACK Exchange::on_status(HINTERNET handle, DWORD_PTR self, DWORD status, LPVOID, DWORD) {
  if (self != 0 && status == WINHTTP_CALLBACK_STATUS_SENDING_REQUEST)
    reinterpret_cast<Exchange*>(self)->before_sending(handle);
}

/// Called right before the request is written, when the peer's certificate is known. WinHTTP writes a request
/// again if a reused connection was closed. The code in it may have been used then, so the caller decides
/// about retries. Closing the handle stops WinHTTP here.
void Exchange::before_sending(HINTERNET handle) {
  if (authorities_ && !untrusted_) {
    PCCERT_CONTEXT certificate = nullptr;
    DWORD size = sizeof(void*);
    const bool known = library_.query_option(handle, WINHTTP_OPTION_SERVER_CERT_CONTEXT,
                                             static_cast<void*>(&certificate), &size) != 0;
    untrusted_ = !known || !authorities_.trust(certificate, host_);
  }
  const std::lock_guard lock(sending_);
  again_ = sent_;
  if (untrusted_ || again_ || abandoned_) return handle_.close();
  sent_ = true;
}

bool Exchange::send() {
  auto& body = const_cast<SecretText&>(
      request_.body);  // WinHTTP takes a non-const pointer to data that it does not change
  const auto size = static_cast<DWORD>(body.size());
  return library_.send_request(handle_.get(), WINHTTP_NO_ADDITIONAL_HEADERS, 0,
                               size > 0 ? body.data() : WINHTTP_NO_REQUEST_DATA, size, size,
                               reinterpret_cast<DWORD_PTR>(this)) != 0;
}

bool Exchange::read_header() {
  DWORD status = 0;
  DWORD size = sizeof status;
  if (library_.query_headers(handle_.get(), WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER, nullptr,
                             &status, &size, nullptr) == 0)
    return false;
  response_.status = static_cast<int>(status);
  size = 0;
  library_.query_headers(handle_.get(), WINHTTP_QUERY_RAW_HEADERS_CRLF, nullptr, nullptr, &size, nullptr);
  std::wstring raw(size / sizeof(wchar_t) + 1, L'\0');
  if (library_.query_headers(handle_.get(), WINHTTP_QUERY_RAW_HEADERS_CRLF, nullptr, raw.data(), &size,
                             nullptr) == 0)
    return false;
  raw.resize(size / sizeof(wchar_t));
  const auto text = narrow(raw);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find("\r\n", at), text.size());
    too_large_ = end > at && !headers_.add(std::string_view(text).substr(at, end - at));
    if (too_large_) return false;
    at = end + 2;
  }
  response_.headers = headers_.take();
  return true;
}

bool Exchange::read_body() {
  auto& body = response_.body;
  auto chunk = SecretText::of_size(16U << 10U);
  bool done = true;
  for (DWORD got = 1; got > 0;) {
    done = library_.read_data(handle_.get(), chunk.data(), static_cast<DWORD>(chunk.size()), &got) != 0;
    if (!done) break;
    too_large_ = got > kBodyLimit - body.size();
    if (too_large_ || is_abandoned()) break;
    body += chunk.view().substr(0, got);
  }
  return done && !too_large_;
}

/// Whether the body is complete, which not every WinHTTP checks.
bool Exchange::is_whole() const {
  constexpr int kNoContent = 204;
  constexpr int kNotModified = 304;
  if (request_.method == "HEAD" || response_.status == kNoContent || response_.status == kNotModified)
    return true;
  const auto length = std::find_if(response_.headers.begin(), response_.headers.end(),
                                   [](const auto& header) { return header.first == "content-length"; });
  return length == response_.headers.end() || length->second == std::to_string(response_.body.size());
}

tl::expected<HttpResponse, TransportFailure> Exchange::run() {
  for (const auto& [name, value] : request_.headers) {
    if (breaks_header(name) || breaks_header(value))
      return fail(Reason::invalid, "a header of the request contains a line break or a NUL");
  }
  const auto scheme = text::ascii_lower(request_.url.substr(0, request_.url.find("://")));
  if (scheme != "http" && scheme != "https") return fail(Reason::broken, "the address is not of HTTP");
  const auto address = address_of(request_.url);
  if (address.encrypted && request_.ca_bundle) {
    const auto why_not = authorities_.load(*request_.ca_bundle);
    if (!why_not.empty())
      return fail(Reason::tls, "cannot read the CA bundle " + *request_.ca_bundle + ": " + why_not);
  }
  const bool done = open(address) && set_header() && send() &&
                    library_.receive_response(handle_.get(), nullptr) != 0 && read_header() && read_body();
  if (!done) return failure_of(GetLastError());
  if (!is_whole()) return fail(Reason::broken, "the connection was closed in the middle of the reply");
  return std::move(response_);
}

}  // namespace latchkey::windows
