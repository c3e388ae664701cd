// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/request/metadata_reply.hpp"
#include "aws/request/metadata_settings.hpp"
#include "aws/request/proxy.hpp"
#include "base/credential_check.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "providers/provider.hpp"

namespace latchkey {

Provider instance_metadata_provider;

namespace {

constexpr ProviderId kProvider = ProviderId::instance_metadata;
constexpr const char* kTokenPath = "latest/api/token";
constexpr const char* kTokenSeconds = "21600";
constexpr const char* kRolePath = "latest/meta-data/iam/security-credentials/";

/// Whether it has exactly the form "2026-01-02T03:04:05Z", which botocore extends (utils.py:683-716).
bool is_plain_time(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";
  return text.size() == kShape.size() &&
         std::equal(text.begin(), text.end(), kShape.begin(),
                    [](char c, char s) { return s == 'd' ? c >= '0' && c <= '9' : c == s; });
}

class InstanceMetadata {
 public:
  InstanceMetadata(const Host& host, MetadataSettings settings)
      : host_(host), settings_(std::move(settings)) {}

  /// nullopt: there is no service, or it has no credentials.
  Result<std::optional<Credentials>> credentials() {
    if (const auto url = split_url(settings_.base_url)) {
      TRY(proxy_, proxy_for(*url, host_.env));
    }
    TRY(const auto token, fetch_token());
    if (!token) return std::nullopt;
    TRY(const auto role, get(kRolePath, *token, false));
    if (!role) return std::nullopt;
    TRY(auto body, get(kRolePath + role->reveal(), *token, true));
    if (!body) return std::nullopt;
    auto reply = parse_metadata_reply(body->reveal());
    if (!reply.missing.empty()) {
      debug("answered without " + reply.missing +
            (reply.code.empty() ? "" : ": " + text::printable(reply.code)));
      return std::nullopt;
    }
    return with_expiration(std::move(reply));
  }

 private:
  /// The token, empty for version 1 of the protocol. nullopt: no credentials are available.
  Result<std::optional<Secret>> fetch_token() {
    bool anybody_there = settings_.v1_disabled;  // then failure is always an error
    for (long long i = 0; i < settings_.attempts; ++i) {
      HttpRequest request = request_for("PUT", kTokenPath);
      request.headers.emplace_back("x-aws-ec2-metadata-token-ttl-seconds", kTokenSeconds);
      auto response = host_.transport->send(request);
      if (response) {
        anybody_there = true;
        debug("token: HTTP " + std::to_string(response->status));
        if (response->status == 200) {
          if (const auto flaw = flaw_in({{"the token of version 2", response->body}})) return rejected(*flaw);
          return std::move(response->body);
        }
        if (response->status == 400) return std::nullopt;
        if (response->status == 403 || response->status == 404 || response->status == 405) break;
      } else {
        const auto& failure = response.error();
        debug("token: " + failure.detail);
        if (!is_transient(failure)) return unreachable(failure);
        const bool connected = failure.sent || failure.reason == TransportFailure::Reason::broken;
        anybody_there = anybody_there || connected;
        if (connected && failure.reason == TransportFailure::Reason::timeout)
          break;  // the token's hop limit was exceeded
      }
    }
    if (settings_.v1_disabled) return needs_token();
    // If nothing accepted this call, nothing would accept the next one.
    return anybody_there || settings_.attempts <= 0 ? std::optional(Secret()) : std::nullopt;
  }

  Result<std::optional<Secret>> get(const std::string& path, const Secret& token, bool is_json) {
    if (token.empty() && settings_.v1_disabled) return needs_token();
    for (long long i = 0; i < settings_.attempts; ++i) {
      HttpRequest request = request_for("GET", path);
      if (!token.empty()) request.headers.emplace_back("x-aws-ec2-metadata-token", token.reveal());
      auto response = host_.transport->send(request);
      if (!response) {
        debug(text::printable(path) + ": " + response.error().detail);
        if (!is_transient(response.error())) return unreachable(response.error());
        continue;
      }
      debug(text::printable(path) + ": HTTP " + std::to_string(response->status));
      if (response->status != 200 || response->body.empty()) continue;
      if (is_json && !parse_metadata_reply(response->body).is_json) continue;
      return std::move(response->body);
    }
    return std::nullopt;
  }

  HttpRequest request_for(const char* method, const std::string& path) const {
    HttpRequest request;
    request.method = method;
    request.url = settings_.base_url + path;
    request.headers = {{"User-Agent", "latchkey/" LATCHKEY_VERSION}};
    request.proxy = proxy_;
    request.connect_timeout = request.read_timeout = std::chrono::seconds(settings_.timeout);
    request.is_probe = true;
    return request;
  }

  /// If the service cannot refresh them, credentials are used after their expiration.
  Result<std::optional<Credentials>> with_expiration(MetadataReply reply) const {
    if (!set_expiration(reply)) {
      return fail(Cause::metadata_reply_invalid,
                  "instance metadata: an Expiration that is not a timestamp with a time zone",
                  "check AWS_EC2_METADATA_SERVICE_ENDPOINT");
    }
    if (const auto flaw = flaw_in(reply.credentials)) return rejected(*flaw);
    auto& expiration = *reply.credentials.expiration;
    const auto now = host_.now();
    const std::chrono::seconds margin{15 * 60 + 120 + static_cast<long long>(host_.jitter() * 481)};
    if (is_plain_time(reply.expiration) && now >= expiration - margin) {
      expiration = std::chrono::floor<std::chrono::seconds>(now + margin);
      debug("expiring credentials are used for longer, as in other tools");
    }
    if (expiration < now) {
      return fail(Cause::received_expired, "instance metadata: credentials that have expired",
                  "check this machine's clock, and the instance's role");
    }
    reply.credentials.source = name_of(kProvider);
    return std::move(reply.credentials);
  }

  tl::unexpected<Error> unreachable(const TransportFailure& failure) const {
    return fail(Cause::metadata_unreachable,
                "instance metadata: " + settings_.base_url + " cannot be reached: " + failure.detail,
                "if this is not an EC2 instance, set AWS_EC2_METADATA_DISABLED=true");
  }
  static tl::unexpected<Error> rejected(const std::string& flaw) {
    return fail(Cause::metadata_reply_invalid, "instance metadata: the reply is rejected: " + flaw,
                "check AWS_EC2_METADATA_SERVICE_ENDPOINT");
  }
  tl::unexpected<Error> needs_token() const {
    return fail(Cause::metadata_needs_token,
                "instance metadata: " + settings_.base_url + " gave no token, and version 1 is disabled",
                "set ec2_metadata_v1_disabled = false, or AWS_EC2_METADATA_DISABLED=true if this is not an "
                "EC2 instance");
  }
  void debug(const std::string& line) const { host_.debug(name_of(kProvider) + ": " + line); }

  const Host& host_;
  MetadataSettings settings_;
  std::optional<std::string> proxy_;
};

}  // namespace

/// Source: botocore/credentials.py:1155-1182, utils.py:395-716.
Result<std::optional<CredentialSource>> instance_metadata_provider(const ProviderInput& in) {
  const auto* disabled = in.setup.host.env.find("AWS_EC2_METADATA_DISABLED");
  if (disabled != nullptr && text::equals_ignoring_case(*disabled, "true")) return std::nullopt;
  TRY(auto settings, metadata_settings(in.setup));
  if (settings.timeout <= 0) {
    return fail(Cause::metadata_setting_invalid,
                "metadata_service_timeout (AWS_METADATA_SERVICE_TIMEOUT) is not above 0",
                "it is a number of seconds");
  }
  return CredentialSource{
      kProvider, std::nullopt,
      [&setup = in.setup, settings = std::move(settings)](const LoadOptions&) -> Result<Credentials> {
        TRY(auto found, InstanceMetadata(setup.host, settings).credentials());
        if (found) return *std::move(found);
        return nothing_found(setup);
      }};
}

}  // namespace latchkey
