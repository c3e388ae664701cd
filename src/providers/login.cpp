// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "aws/cache/login_cache.hpp"
#include "aws/request/dpop.hpp"
#include "aws/request/json_service.hpp"
#include "base/credential_check.hpp"
#include "base/python_json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "mfa/single_flight.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/files/files.hpp"
#include "providers/provider.hpp"

namespace latchkey {

Provider login_provider;

namespace {

using Json = nlohmann::json;

constexpr const char* kService = "the AWS sign-in service";

/// One profile's use of a login session.
class LoginSession {
 public:
  LoginSession(const ProviderInput& in, const std::string& session)
      : setup_(in.setup),
        profile_(in.profile),
        session_(session),
        path_(login_token_path(in.setup.host.env, session)) {}

  Result<Credentials> load(const LoadOptions& options) const;

 private:
  Result<LoginToken> read() const { return need_login_token(setup_.host, profile_, session_); }
  Result<LoginToken> renew_once(LoginToken token, bool fresh) const;
  Result<LoginToken> renew(LoginToken token, const Connection& connection) const;
  Result<LoginRenewal> ask(const LoginToken& token, const Connection& connection) const;
  Result<LoginRenewal> read_answer(Json& answer) const;
  Error explained(const ServiceFailure& failure) const;
  void store(const LoginToken& token, const LoginRenewal& renewal) const;

  std::string start() const { return "profile " + profile_ + ": "; }
  std::string sign_in() const { return login_hint(profile_); }

  const Setup& setup_;
  std::string profile_, session_, path_;
};

/// With 15 minutes left botocore reads the file again and uses credentials with more than five minutes
/// (credentials.py:2606-2617), so the limit is five.
Result<Credentials> LoginSession::load(const LoadOptions& options) const {
  TRY(auto token, read());
  if (options.fresh || !token.lasts(setup_.host.now())) {
    TRY(token, renew_once(std::move(token), options.fresh));
  }
  return std::move(token.credentials);
}

/// One refresh for all processes that need one now. Waiters read the next token from the file, because the
/// previous one may be invalid.
Result<LoginToken> LoginSession::renew_once(LoginToken token, bool fresh) const {
  const Host& host = setup_.host;
  if (!setup_.region) {
    return fail(Cause::region_missing,
                start() + "a region is needed to renew the login session, and none is set",
                "set region in the profile, or AWS_DEFAULT_REGION, or pass --region",
                setup_.config.find(profile_)->origin());
  }
  TRY(const auto connection,
      service_connection(setup_, Service::signin, *setup_.region, setup_.region_origin));
  const auto old_key = token.credentials.access_key_id;
  Result<LoginToken> latest = std::move(token);
  const auto is_there = [&] {
    latest = read();
    return latest && latest->lasts(host.now()) && !(fresh && latest->credentials.access_key_id == old_key);
  };
  auto flight = begin_single_flight(
      host, {"login-" + sha256_hex(path_).substr(0, 40),
             "new credentials of the login session " + text::printable(session_), is_there});
  // An unwritable home directory must not prevent the refresh.
  if (!flight && flight.error().kind == ErrorKind::io) {
    host.debug("no lock: " + flight.error().message);
  } else if (!flight) {
    return tl::unexpected(std::move(flight).error());
  } else if (!*flight) {
    return latest;
  }
  if (!latest) return latest;
  auto renewed = renew(*std::move(latest), connection);
  if (!renewed && flight && *flight) (*flight)->failed(host, renewed.error());
  return renewed;
}

Result<LoginToken> LoginSession::renew(LoginToken token, const Connection& connection) const {
  TRY(auto renewal, ask(token, connection));
  renewal.credentials.account_id = token.credentials.account_id;
  store(token, renewal);
  token.credentials = std::move(renewal.credentials);
  return token;
}

Result<LoginRenewal> LoginSession::ask(const LoginToken& token, const Connection& connection) const {
  const auto key = EcKey::from_pem(token.dpop_key.reveal());
  if (!key) {
    return fail(Cause::login_session_invalid,
                start() + "the login session's file " + path_ + " has a dpopKey that is not a P-256 key",
                sign_in());
  }
  JsonCall call;
  call.operation = "CreateOAuth2Token";
  call.target = "/v1/token";
  call.headers = {
      {"DPoP", dpop_proof(*key, url_of(connection, call), setup_.host.now(), setup_.host.uuid())}};
  const OrderedSecretJson body(nlohmann::ordered_json{{"clientId", token.client_id},
                                                      {"refreshToken", token.refresh_token.reveal()},
                                                      {"grantType", "refresh_token"}});
  call.body = python_json(*body);
  auto answer = call_json(setup_.host, connection, call);
  if (!answer) return tl::unexpected(explained(answer.error()));
  return read_answer(**answer);
}

Result<LoginRenewal> LoginSession::read_answer(Json& answer) const {
  std::string missing;
  const auto take = [&](const char* folder, const char* name) {
    const Json::json_pointer at(std::string(folder) + '/' + name);
    if (!answer.contains(at) || !answer[at].is_string() || answer[at].get_ref<std::string&>().empty()) {
      missing += (missing.empty() ? "" : ", ") + at.to_string().substr(1);
      return std::string();
    }
    return std::move(answer[at].get_ref<std::string&>());
  };
  LoginRenewal renewal;
  auto& found = renewal.credentials;
  found.access_key_id = take("/accessToken", "accessKeyId");
  found.secret_access_key = Secret(take("/accessToken", "secretAccessKey"));
  found.session_token = Secret(take("/accessToken", "sessionToken"));
  renewal.refresh_token = Secret(take("", "refreshToken"));
  constexpr long long kLongest = 366LL * 24 * 3600;
  const auto lifetime = answer.find("expiresIn");
  const bool is_lifetime = lifetime != answer.end() && lifetime->is_number_integer() &&
                           lifetime->get<long long>() > 0 && lifetime->get<long long>() <= kLongest;
  if (!is_lifetime) missing += std::string(missing.empty() ? "" : ", ") + "expiresIn";
  if (!missing.empty()) {
    return fail(Cause::reply_invalid, start() + kService + " answered CreateOAuth2Token without " + missing,
                "try again in a moment; if that does not help, " + sign_in());
  }
  const auto now = std::chrono::floor<std::chrono::seconds>(setup_.host.now());
  found.expiration = now + std::chrono::seconds(lifetime->get<long long>());
  found.source = name_of(ProviderId::login);
  auto flaw = flaw_in(found);
  if (!flaw) flaw = flaw_in({{"refreshToken", renewal.refresh_token.reveal()}});
  if (flaw) {
    return fail(Cause::reply_invalid,
                start() + "the reply of " + kService + " to CreateOAuth2Token is rejected: " + *flaw,
                "try again in a moment; if that does not help, " + sign_in());
  }
  return renewal;
}

/// Source: botocore/credentials.py:2640-2647.
Error LoginSession::explained(const ServiceFailure& failure) const {
  const bool is_denied = failure.code.empty() || failure.code == "AccessDeniedException";
  const auto refused = [&](const std::string& why) {
    return Error{Cause::login_session_ended,
                 start() + "the login session of " + text::printable(session_) + ' ' + why, sign_in()};
  };
  if (is_denied && failure.reason == "TOKEN_EXPIRED") return refused("has ended");
  if (is_denied && failure.reason == "USER_CREDENTIALS_CHANGED")
    return refused("has ended, as the user's password or permissions have changed");
  if (is_denied && failure.reason == "INSUFFICIENT_PERMISSIONS") {
    auto error = refused("may not be renewed: the permission signin:CreateOAuth2Token is missing");
    error.hint = "have signin:CreateOAuth2Token allowed, then " + sign_in();
    return error;
  }
  auto error = explain(failure, kService, start());
  if (error.kind == ErrorKind::denied && error.hint.empty()) error.hint = sign_in();
  return error;
}

/// If valid credentials cannot be stored, they are still used. A file that another tool has refreshed, a
/// sign-in has replaced or a sign-out has removed is not changed.
void LoginSession::store(const LoginToken& token, const LoginRenewal& renewal) const {
  const auto current = read_login_token(setup_.host, path_);
  if (current && (!*current || (*current)->refresh_token.reveal() != token.refresh_token.reveal())) {
    setup_.host.debug("login: " + path_ + " is another one by now and stays as it is");
    return;
  }
  const auto written = files::write_private(path_, renewed_login_text(token, renewal));
  if (!written)
    setup_.host.warn(written.error().message + "; the login session may not outlast these credentials");
}

}  // namespace

/// Source: botocore/credentials.py:2549-2781.
Result<std::optional<CredentialSource>> login_provider(const ProviderInput& in) {
  const Profile* profile = in.setup.config.find(in.profile);
  if (profile == nullptr || !profile->has("login_session")) return std::nullopt;
  const auto* session = profile->text("login_session");
  if (session == nullptr) {
    return fail(Cause::login_session_invalid,
                "profile " + in.profile + ": login_session is not a single value",
                "aws login writes it as login_session = ARN", profile->origin_of("login_session"));
  }
  return CredentialSource{
      ProviderId::login, std::nullopt,
      [used = LoginSession(in, *session)](const LoadOptions& options) { return used.load(options); }};
}

}  // namespace latchkey
