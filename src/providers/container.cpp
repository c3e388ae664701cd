// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/request/endpoints.hpp"
#include "aws/request/metadata_reply.hpp"
#include "base/credential_check.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "base/url.hpp"
#include "platform/files/files.hpp"
#include "providers/provider.hpp"

namespace latchkey {

Provider container_provider;

namespace {

constexpr ProviderId kProvider = ProviderId::container;
constexpr const char* kRelative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr const char* kFull = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr const char* kTokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr const char* kToken = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr const char* kContainerHost = "http://169.254.170.2";
constexpr std::chrono::seconds kTimeout{2};
constexpr int kAttempts = 3;
constexpr std::size_t kLargestToken = 64U << 10U;

/// "127.x.y.z" as Python's ipaddress reads it: four numbers below 256, without leading zeros.
bool is_ipv4_loopback(std::string_view host) {
  if (host.substr(0, 4) != "127.") return false;
  int count = 0;
  while (true) {
    const auto dot = std::min(host.find('.'), host.size());
    const auto part = host.substr(0, dot);
    const bool digits =
        !part.empty() && part.size() <= 3 && part.find_first_not_of("0123456789") == std::string_view::npos;
    if (!digits || (part.size() > 1 && part.front() == '0') || (part.size() == 3 && part > "255"))
      return false;
    ++count;
    if (dot == host.size()) return count == 4;
    host.remove_prefix(dot + 1);
  }
}

/// The number 1 in any spelling of IPv6 without dots, between brackets.
bool is_ipv6_loopback(std::string_view host) {
  if (host.size() < 5 || host.front() != '[') return false;
  host = host.substr(1, host.size() - 2);
  const bool is_whole =
      host.find("::") != std::string_view::npos || std::count(host.begin(), host.end(), ':') == 7;
  return is_whole && host.back() == '1' && host.find_first_not_of("0:") == host.size() - 1;
}

bool is_allowed(const UrlParts& url) {
  if (url.scheme == "https") return true;
  const std::string host = unicode::lower(url.host);
  constexpr std::string_view kHosts[] = {"169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost"};
  return is_ipv4_loopback(host) || is_ipv6_loopback(host) ||
         std::find(std::begin(kHosts), std::end(kHosts), host) != std::end(kHosts);
}

/// The correction for a value that is not the URL of a credential endpoint.
std::string endpoint_hint(const std::string& value, bool is_relative) {
  constexpr std::string_view kPasted = "\"' \t\r\n";
  const bool is_pasted = !value.empty() && (kPasted.find(value.front()) != std::string_view::npos ||
                                            kPasted.find(value.back()) != std::string_view::npos);
  if (is_pasted) return "write it without quotation marks, blanks and line ends around it";
  if (is_relative && value.substr(0, 4) == "http") return std::string("for a whole URL, set ") + kFull;
  if (is_relative && value.substr(0, 1) != "/") return "a path begins with /: write /" + value;
  return "it must be https, a loopback address, 169.254.170.2, 169.254.170.23, fd00:ec2::23 or localhost";
}

/// The Authorization header. Another program refreshes its file, so it is read for each request.
Result<std::optional<Secret>> authorization(const Environment& env) {
  SecretText token;
  const char* source = kTokenFile;
  if (const auto* path = env.find(kTokenFile)) {
    TRY(auto text, files::read(*path, kLargestToken));
    if (!text) {
      return fail(Cause::container_token_missing,
                  "the file that " + std::string(kTokenFile) + " names is not there: " + *path,
                  "the program that sets the variable must write the file", Origin::variable(kTokenFile));
    }
    token = *std::move(text);
  } else if (const auto* value = env.find(source = kToken)) {
    token = *value;
  } else {
    return std::nullopt;
  }
  if (token.view().find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    return fail(
        Cause::container_token_invalid,
        std::string(source) + ": the token is not a valid header value: it contains a line end or a NUL",
        "write it without a line end behind it", Origin::variable(source));
  }
  if (const auto flaw = flaw_in(token.view())) {
    return fail(Cause::container_token_invalid, std::string(source) + ": the token " + *flaw,
                "write the token alone, as text", Origin::variable(source));
  }
  return token;
}

tl::unexpected<Error> failed(Cause cause, const std::string& url, const std::string& why, std::string hint) {
  return fail(cause, "container credentials: " + url + ' ' + why, std::move(hint));
}

Result<Credentials> credentials_of(const Host& host, const std::string& url, MetadataReply reply) {
  if (!reply.missing.empty()) {
    return failed(Cause::container_reply_invalid, url, "answered without " + reply.missing,
                  "check that it is the right endpoint");
  }
  if (!set_expiration(reply)) {
    return failed(Cause::container_reply_invalid, url,
                  "answered with an Expiration that is not a timestamp with a time zone",
                  "check that it is the right endpoint");
  }
  if (const auto flaw = flaw_in(reply.credentials)) {
    return failed(Cause::container_reply_invalid, url,
                  "answered with credentials that are rejected: " + *flaw,
                  "check that it is the right endpoint");
  }
  if (*reply.credentials.expiration < host.now()) {
    return failed(Cause::received_expired, url, "answered with credentials that have expired",
                  "check this machine's clock, and what serves the endpoint");
  }
  reply.credentials.source = name_of(kProvider);
  return std::move(reply.credentials);
}

Result<Credentials> ask(const Host& host, const HttpRequest& request, std::string_view token) {
  for (int attempt = 1;; ++attempt) {
    auto response = host.transport->send(request);
    std::string why = "did not answer in JSON";
    if (!response) {
      why = "could not be reached: " + response.error().detail;
    } else if (response->status != 200) {
      const bool echoes = !token.empty() && response->body.view().find(token) != std::string_view::npos;
      why = "answered with HTTP " + std::to_string(response->status) +
            (echoes ? "" : shown_body(response->body));
    } else {
      auto reply = parse_metadata_reply(response->body);
      if (reply.is_json) return credentials_of(host, request.url, std::move(reply));
    }
    host.debug("container-role: " + request.url + ' ' + why);
    if (attempt == kAttempts || (!response && !is_transient(response.error()))) {
      const bool has_ended = !response && is_own_endpoint(request.url);
      return failed(Cause::container_unreachable, request.url, why,
                    has_ended ? "the latchkey exec --refresh or serve at that address has ended: unset " +
                                    std::string(kFull)
                              : "it is named by " + std::string(kRelative) + " or " + kFull);
    }
    host.sleep(std::chrono::seconds(1));
  }
}

Result<Credentials> load(const Host& host, const std::string& url) {
  TRY(const auto token, authorization(host.env));
  HttpRequest request;
  request.method = "GET";
  request.url = url;
  request.headers = {{"Accept", "application/json"}, {"User-Agent", "latchkey/" LATCHKEY_VERSION}};
  if (token) request.headers.emplace_back("Authorization", token->reveal());
  request.connect_timeout = request.read_timeout = kTimeout;
  return ask(host, request, token ? token->reveal() : std::string_view());
}

}  // namespace

/// Source: botocore/credentials.py:2068-2149, utils.py:3068-3187.
Result<std::optional<CredentialSource>> container_provider(const ProviderInput& in) {
  const auto& env = in.setup.host.env;
  const auto* relative = env.find(kRelative);
  const auto* full = env.find(kFull);
  if (relative == nullptr && full == nullptr) return std::nullopt;
  const std::string text = relative != nullptr ? kContainerHost + *relative : *full;
  const auto url = split_url(text);
  if (!url || !is_allowed(*url)) {
    return fail(Cause::container_host_refused,
                std::string(relative != nullptr ? kRelative : kFull) + ": unsupported host in \"" +
                    text::printable(text) + '"',
                endpoint_hint(relative != nullptr ? *relative : *full, relative != nullptr),
                Origin::variable(relative != nullptr ? kRelative : kFull));
  }
  return CredentialSource{
      kProvider, std::nullopt,
      [&host = in.setup.host, target = url->text()](const LoadOptions&) { return load(host, target); }};
}

}  // namespace latchkey
