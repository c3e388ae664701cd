// SPDX-License-Identifier: Apache-2.0
#include "platform/network/windows/exchange.hpp"
#include "platform/system/windows/win32_error.hpp"

// Maps WinHTTP's errors to TransportFailure.
namespace latchkey::windows {
namespace {

constexpr DWORD kHeaderTooLarge = 12183;  // ERROR_WINHTTP_HEADER_SIZE_OVERFLOW
constexpr DWORD kTooManyHeaders = 12181;  // ERROR_WINHTTP_HEADER_COUNT_EXCEEDED

/// Error texts in English. WinHTTP's own are in its library, in the system's language.
std::string words_of(DWORD code) {
  switch (code) {
    case ERROR_WINHTTP_NAME_NOT_RESOLVED:
      return "the host name cannot be resolved";
    case ERROR_WINHTTP_CANNOT_CONNECT:
      return "cannot connect";
    case ERROR_WINHTTP_TIMEOUT:
    case WSAETIMEDOUT:
      return "it takes too long";
    case ERROR_WINHTTP_CONNECTION_ERROR:
      return "the connection was closed";
    case ERROR_WINHTTP_INVALID_SERVER_RESPONSE:
      return "the reply is not HTTP";
    case ERROR_WINHTTP_SECURE_CHANNEL_ERROR:
    case ERROR_WINHTTP_SECURE_FAILURE:
      return "the certificate is not trusted, or no secure connection can be agreed on";
    case ERROR_WINHTTP_SECURE_CERT_CN_INVALID:
      return "the certificate is of another host";
    case ERROR_WINHTTP_SECURE_CERT_DATE_INVALID:
      return "the certificate is not valid now";
    case ERROR_WINHTTP_SECURE_INVALID_CA:
      return "the certificate is by an unknown authority";
    default:
      return error_text(code) + " (WinHTTP " + std::to_string(code) + ')';
  }
}

}  // namespace

tl::unexpected<TransportFailure> Exchange::fail(Reason reason, std::string detail) const {
  return tl::unexpected(TransportFailure{reason, std::move(detail), sent_});
}

Exchange::Reason Exchange::reason_of(DWORD code) const {
  const bool at_proxy = request_.proxy && !sent_;
  switch (code) {
    case ERROR_WINHTTP_NAME_NOT_RESOLVED:
      return at_proxy ? Reason::proxy : Reason::resolve;
    case ERROR_WINHTTP_CANNOT_CONNECT:
      return at_proxy ? Reason::proxy : Reason::connect;
    case ERROR_WINHTTP_TIMEOUT:
    case WSAETIMEDOUT:
      return Reason::timeout;
    case ERROR_WINHTTP_SECURE_FAILURE:
    case ERROR_WINHTTP_SECURE_CHANNEL_ERROR:
    case ERROR_WINHTTP_SECURE_CERT_CN_INVALID:
    case ERROR_WINHTTP_SECURE_CERT_DATE_INVALID:
    case ERROR_WINHTTP_SECURE_INVALID_CA:
    case ERROR_WINHTTP_SECURE_INVALID_CERT:
    case ERROR_WINHTTP_SECURE_CERT_REV_FAILED:
    case ERROR_WINHTTP_SECURE_CERT_REVOKED:
    case ERROR_WINHTTP_SECURE_CERT_WRONG_USAGE:
      return Reason::tls;
    case kHeaderTooLarge:
    case kTooManyHeaders:
      return Reason::too_large;
    default:
      return at_proxy ? Reason::proxy : Reason::broken;
  }
}

tl::unexpected<TransportFailure> Exchange::failure_of(DWORD code) const {
  if (too_large_ || reason_of(code) == Reason::too_large)
    return fail(Reason::too_large, "the reply is too large");
  if (untrusted_)
    return fail(Reason::tls, "the certificate is by none of the authorities in " + *request_.ca_bundle);
  if (again_) return fail(Reason::broken, "the connection was closed before a reply came");
  if (sent_ && reason_of(code) == Reason::timeout)
    return fail(Reason::timeout,
                "no answer for " + std::to_string(request_.read_timeout.count()) + " seconds");
  return fail(reason_of(code), words_of(code));
}

}  // namespace latchkey::windows
