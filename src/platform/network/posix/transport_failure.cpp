// SPDX-License-Identifier: Apache-2.0
#include "platform/network/posix/exchange.hpp"

// Maps libcurl's errors to TransportFailure.
namespace latchkey::posix {

tl::unexpected<TransportFailure> Exchange::fail(Reason reason, std::string detail) const {
  return tl::unexpected(TransportFailure{reason, std::move(detail), sent_});
}

Exchange::Reason Exchange::reason_of(CURLcode code) const {
  long connect_status = 0;
  curl_.easy_getinfo(handle_, CURLINFO_HTTP_CONNECTCODE, &connect_status);
  const bool tunnel_refused = connect_status != 0 && connect_status / 100 != 2;
  const bool at_proxy = request_.proxy && (!sent_ || tunnel_refused);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Reason::resolve;
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Reason::proxy;
    case CURLE_COULDNT_CONNECT:
      return at_proxy ? Reason::proxy : Reason::connect;
    case CURLE_OPERATION_TIMEDOUT:
      return Reason::timeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
      return Reason::tls;
    // A connection that closed before the request was written is the proxy's.
    default:
      return at_proxy ? Reason::proxy : Reason::broken;
  }
}

tl::unexpected<TransportFailure> Exchange::failure_of(CURLcode code) const {
  if (cancelled_) return fail(Reason::unavailable, "cancelled");
  if (too_large_) return fail(Reason::too_large, "the reply is too large");
  if (silent_) {
    return fail(Reason::timeout,
                "no answer for " + std::to_string(request_.read_timeout.count()) + " seconds");
  }
  if (late_) return fail(Reason::timeout, http::too_slow_text(exchange_limit(request_)));
  if (code == CURLE_ABORTED_BY_CALLBACK)
    return fail(Reason::broken, "the connection was closed before a reply came");
  const std::string plain = curl_.easy_strerror(code);
  return fail(reason_of(code),
              http::without_login(words_[0] != '\0' ? words_.data() : plain, plain, request_.proxy));
}

}  // namespace latchkey::posix
