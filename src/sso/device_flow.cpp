// SPDX-License-Identifier: Apache-2.0
#include "sso/device_flow.hpp"

#include <algorithm>

#include "aws/request/metadata_reply.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "base/url.hpp"

namespace latchkey {
namespace {

constexpr std::chrono::seconds kShortestInterval{1}, kSlowDown{5};

struct Begun {
  SsoRegistration registration;
  DeviceAuthorization authorization;
};

Result<SsoRegistration> new_registration(const OidcClient& client, const SsoTokenCache& cache,
                                         const Host& host) {
  auto made = client.register_client(std::nullopt);
  if (!made) return tl::unexpected(explain_sign_in(made.error(), client.session()));
  if (const auto stored = cache.store(client.session(), *made); !stored) host.warn(stored.error().message);
  return *std::move(made);
}

/// A registration for the browser flow may not use this flow.
std::optional<SsoRegistration> known_registration(const OidcClient& client, const SsoTokenCache& cache) {
  auto known = cache.registration(client.session());
  return known && known->grant_types.empty() ? known : std::nullopt;
}

Result<Begun> begin(const Host& host, const OidcClient& client, const SsoTokenCache& cache) {
  auto registration = known_registration(client, cache);
  const bool was_known = registration.has_value();
  if (!was_known) {
    TRY(registration, new_registration(client, cache, host));
  }
  auto begun = client.start_device_authorization(*registration);
  if (!begun && was_known && begun.error().code == "InvalidClientException") {
    host.debug("sso: the service no longer knows the registration at hand");
    TRY(registration, new_registration(client, cache, host));
    begun = client.start_device_authorization(*registration);
  }
  if (!begun) return tl::unexpected(explain_sign_in(begun.error(), client.session()));
  return Begun{*std::move(registration), *std::move(begun)};
}

void tell(const Host& host, const DeviceAuthorization& device, bool opens_browser) {
  const auto& address = device.address_with_code.empty() ? device.address : device.address_with_code;
  // Only web addresses are passed to a program.
  const bool opened = opens_browser && split_url(address) && host.open_browser(address);
  host.notice((opened ? "confirm in the browser; if it did not open, go to: " : "to sign in, open: ") +
              text::printable(address));
  host.notice("and check that it shows the code: " + text::printable(device.user_code));
}

tl::unexpected<Error> confirmation_timed_out(const DeviceAuthorization& device, std::chrono::seconds waited) {
  return fail(
      Cause::sign_in_timeout,
      "code " + text::printable(device.user_code) + " was not confirmed within " + duration_text(waited),
      "run it again for a new code");
}

/// The network may fail for a while during the flow (RFC 8628 section 3.5).
bool is_transient(const ServiceFailure& failure) {
  if (failure.transport) return latchkey::is_transient(*failure.transport);
  return failure.status >= 500 || failure.status == 429;
}

}  // namespace

Result<SsoToken> device_flow(const Host& host, const OidcClient& client, const SsoTokenCache& cache,
                             bool opens_browser, std::chrono::seconds longest) {
  TRY(const auto begun, begin(host, client, cache));
  const auto& device = begun.authorization;
  tell(host, device, opens_browser);
  auto interval = std::max(device.interval, kShortestInterval);
  std::optional<ServiceFailure> trouble;  // of the last try
  const auto most = std::min(device.lifetime, longest);
  for (auto waited = std::chrono::seconds(0); waited < most; waited += interval) {
    host.sleep(interval);
    auto token = client.create_token(begun.registration, device_grant(device.device_code));
    if (token) return *std::move(token);
    const auto& code = token.error().code;
    const bool was_in_trouble = trouble.has_value();
    trouble.reset();
    if (code == "AuthorizationPendingException") continue;
    if (code == "SlowDownException") {
      interval += kSlowDown;
      continue;
    }
    if (is_transient(token.error())) {
      if (!was_in_trouble)
        host.notice(explain_sign_in(token.error(), client.session()).message +
                    "; the sign-in continues as soon as it answers");
      trouble = std::move(token).error();
      interval += kSlowDown;
      continue;
    }
    if (code == "ExpiredTokenException") break;
    if (code == "AccessDeniedException") {
      return fail(
          Cause::sign_in_refused,
          "the sign-in to " + text::printable(client.session().shown()) + " was refused in the browser",
          "run it again, and confirm the request there");
    }
    return tl::unexpected(explain_sign_in(token.error(), client.session()));
  }
  if (trouble) return tl::unexpected(explain_sign_in(*trouble, client.session()));
  return confirmation_timed_out(device, most);
}

}  // namespace latchkey
