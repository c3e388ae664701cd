// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "mfa/session_store.hpp"
#include "providers/provider.hpp"
#include "session/access.hpp"
#include "unit/support/test_host.hpp"

// Calls of STS with a device, and the sessions that they return.
namespace latchkey::test {

/// A config file with one role profile, whose MFA device is that of the keys.
inline constexpr const char* kRoleWithDevice = R"([profile ops]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/ops
source_profile = base
mfa_serial = arn:aws:iam::111111111111:mfa/ada
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = basesecret
)";

/// The argument of a form-encoded request; "none" if it is not there.
inline std::string argument_of(const HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : form_of(request.body)) {
    if (key == name) return value;
  }
  return "none";
}

/// A reply to GetSessionToken. The session token contains the ID.
inline HttpResponse session_reply(const std::string& id, const std::string& expiration) {
  return xml(
      200, "<GetSessionTokenResponse><GetSessionTokenResult><Credentials><AccessKeyId>" + id +
               "</AccessKeyId><SecretAccessKey>sessionsecret</SecretAccessKey><SessionToken>token-of-" + id +
               "</SessionToken><Expiration>" + expiration +
               "</Expiration></Credentials></GetSessionTokenResult></GetSessionTokenResponse>");
}

/// What a new process loads for the profile.
inline Result<Credentials> credentials_of(const Host& host, const std::string& profile,
                                          const LoadOptions& load = {}) {
  const auto session = open_session({profile, std::nullopt}, host);
  if (!session) return tl::unexpected(session.error());
  return load_credentials(*session, load);
}

/// The same without a prompt.
inline Result<Credentials> credentials_without_prompt(const Host& host, const std::string& profile) {
  LoadOptions load;
  load.may_ask = false;
  return credentials_of(host, profile, load);
}

/// Stores a session of the keys AKIABASE, as if a code had been entered now.
inline void store_session(const Host& host, const std::string& device, std::chrono::seconds length) {
  MfaSession session{{"aws", "AKIABASE", device}, "ops", host.now(), {}};
  session.credentials = {"ASIAMFA", Secret("mfasecret"), Secret("mfatoken"), host.now() + length,
                         {},        std::nullopt,        "mfa-session"};
  ASSERT_TRUE(SessionStore(host).store(session));
}

}  // namespace latchkey::test
