// SPDX-License-Identifier: Apache-2.0
#include "control/jwt_control.hpp"

#include <charconv>

#include "base/encoding.hpp"
#include "base/form.hpp"
#include "base/hash.hpp"
#include "jwt/jwt.hpp"

namespace testbed {
namespace {

HttpResponse text_reply(int status, std::string text) {
  HttpResponse out;
  out.status = status;
  out.body = std::move(text) + "\n";
  return out;
}

const IdentityProvider* asked_provider(const World& world, const Form& form) {
  const auto issuer = form_value(form, "issuer");
  if (!issuer) return world.identity_providers.empty() ? nullptr : &world.identity_providers.begin()->second;
  const auto found = world.identity_providers.find(*issuer);
  return found == world.identity_providers.end() ? nullptr : &found->second;
}

}  // namespace

HttpResponse control_jwt(const HttpRequest& request, const World& world, std::int64_t now) {
  const Form form = parse_form(request.query()).value_or(Form());
  const IdentityProvider* provider = asked_provider(world, form);
  if (provider == nullptr) return text_reply(404, "no such identity provider");
  if (!provider->key.can_sign())
    return text_reply(409, "the config has only the public key of this provider");
  const std::string lifetime = form_value(form, "lifetime_seconds").value_or("3600");
  std::int64_t seconds = 0;
  const char* end = lifetime.data() + lifetime.size();
  const auto parsed = std::from_chars(lifetime.data(), end, seconds);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return text_reply(400, "lifetime_seconds must be a whole number");
  }
  const nlohmann::ordered_json claims{{"iss", provider->issuer},
                                      {"sub", form_value(form, "subject").value_or("ada")},
                                      {"aud", form_value(form, "audience").value_or(provider->audience)},
                                      {"iat", now},
                                      {"exp", now + seconds},
                                      {"jti", hex(random_bytes(8))}};
  return text_reply(200, make_jwt({{"typ", "JWT"}}, claims, provider->key));
}

}  // namespace testbed
