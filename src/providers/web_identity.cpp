// SPDX-License-Identifier: Apache-2.0
#include "providers/web_identity.hpp"

#include "aws/cache/cache_key.hpp"
#include "aws/cache/role_cache.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "mfa/single_flight.hpp"
#include "platform/files/files.hpp"

namespace latchkey {

Provider web_identity_provider;

namespace {

constexpr ProviderId kProvider = ProviderId::web_identity;
constexpr std::size_t kLargestToken = 1U << 20U;

/// Converts line ends as Python does for text files: every one becomes "\n", and a final one is kept.
SecretText universal_newlines(std::string_view text) {
  SecretText result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    result += text[i] == '\r' ? '\n' : text[i];
  }
  return result;
}

std::optional<Credentials> find_cached(const Setup& setup, const WebIdentity& wanted,
                                       const LoadOptions& options) {
  if (!wanted.is_cached || options.fresh) return std::nullopt;
  auto found = RoleCache(setup.host, sts_identity(setup)).find(role_cache_key(wanted.step));
  if (!found || !found->last(options.least_left, setup.host.now())) return std::nullopt;
  return found;
}

Result<Credentials> assume(const Setup& setup, const WebIdentity& wanted, const StsClient& sts) {
  TRY(const auto token, read_web_identity_token(wanted));
  auto reply = sts.assume_role_with_web_identity(wanted.step, token);
  if (!reply) {
    auto error = explain(reply.error(), {wanted.step.profile, wanted.step.role_arn, {}, {}, false});
    if (error.cause == Cause::web_identity_refused) error.origin = wanted.token_file_origin;
    if (error.origin.setting == "role_arn") error.origin = wanted.role_arn_origin;
    if (error.origin.setting == "role_session_name") error.origin = wanted.session_name_origin;
    return tl::unexpected(std::move(error));
  }
  if (wanted.is_cached) {
    const RoleCache cache(setup.host, sts.endpoint().identity);
    const auto stored = cache.store(role_cache_key(wanted.step), *reply);
    if (!stored) setup.host.warn(not_stored(stored.error()));
  }
  return std::move(reply->value.credentials);
}

/// One call for all processes that need the role now, also for those that obtain it in another way.
Result<Credentials> assume_once(const Setup& setup, const WebIdentity& wanted, const LoadOptions& options,
                                const StsClient& sts) {
  std::optional<Credentials> found;
  const auto is_there = [&] {
    found = find_cached(setup, wanted, options);
    return found.has_value();
  };
  auto flight =
      begin_single_flight(setup.host, {role_lock(sts.endpoint().identity, role_cache_key(wanted.step)),
                                       "role " + wanted.step.role_arn, is_there});
  // An unwritable home directory must not block roles that need no prompt.
  if (!flight && flight.error().kind == ErrorKind::io) {
    setup.host.debug("no lock: " + flight.error().message);
    return assume(setup, wanted, sts);
  }
  if (!flight) return tl::unexpected(std::move(flight).error());
  if (!*flight) return *std::move(found);
  auto credentials = assume(setup, wanted, sts);
  // Waiters may have another token, but not another STS.
  if (!credentials && credentials.error().kind == ErrorKind::network)
    (*flight)->failed(setup.host, credentials.error());
  return credentials;
}

Result<Credentials> load(const Setup& setup, const WebIdentity& wanted, const LoadOptions& options) {
  auto found = find_cached(setup, wanted, options);
  if (!found) {
    CHECK(check_arguments(wanted.step));
    TRY(auto connection, sts_connection(setup, false));
    const StsClient sts(setup.host, std::move(connection));
    TRY(found, wanted.is_cached ? assume_once(setup, wanted, options, sts) : assume(setup, wanted, sts));
  }
  found->source = name_of(kProvider);
  return *std::move(found);
}

}  // namespace

Result<std::optional<WebIdentity>> web_identity(const ProviderInput& in) {
  const Profile* profile = in.setup.config.find(in.profile);
  const bool reads_environment = !in.as_source && !in.setup.selection.is_explicit;
  // A variable that is set takes precedence over the profile, even if it is empty.
  const Environment empty;
  const Settings settings(reads_environment ? in.setup.host.env : empty, profile);
  const auto token_file = settings.get("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
  if (!token_file || token_file->text.empty()) return std::nullopt;
  const auto role_arn = settings.get("AWS_ROLE_ARN", "role_arn");
  if (!role_arn || role_arn->text.empty()) {
    return fail(
        Cause::web_identity_no_role,
        "profile " + in.profile + " has a web identity token (" + token_file->text + ") and no role for it",
        "add role_arn to the profile, or set AWS_ROLE_ARN", token_file->origin);
  }
  WebIdentity wanted;
  wanted.step.profile = in.profile;
  wanted.step.role_arn = role_arn->text;
  wanted.role_arn_origin = role_arn->origin;
  if (const auto name = settings.get("AWS_ROLE_SESSION_NAME", "role_session_name")) {
    wanted.step.session_name = name->text;
    wanted.session_name_origin = name->origin;
  }
  wanted.token_file = token_file->text;
  wanted.token_file_origin = token_file->origin;
  wanted.is_cached = !in.as_source;
  return wanted;
}

Result<Secret> read_web_identity_token(const WebIdentity& wanted) {
  const std::string start = "profile " + wanted.step.profile + ": the web identity token file ";
  TRY(auto text, files::read(wanted.token_file, kLargestToken));
  if (!text) {
    return fail(
        Cause::web_identity_token_missing, start + wanted.token_file + " is not there",
        "check web_identity_token_file and AWS_WEB_IDENTITY_TOKEN_FILE; ~ and $ in them stay as they are",
        wanted.token_file_origin);
  }
  constexpr std::size_t kShortest = 4;  // the limit of STS
  const std::size_t size = unicode::is_valid(*text) ? unicode::length(*text) : 0;
  Secret token = size < kShortest ? SecretText() : universal_newlines(*text);
  if (token.empty()) {
    return fail(Cause::web_identity_token_empty, start + wanted.token_file + " holds no token",
                "the program that writes it must write an OpenID Connect token", wanted.token_file_origin);
  }
  return token;
}

Result<std::optional<CredentialSource>> web_identity_provider(const ProviderInput& in) {
  TRY(auto wanted, web_identity(in));
  if (!wanted) return std::nullopt;
  return CredentialSource{kProvider, std::nullopt,
                          [&setup = in.setup, wanted = *std::move(wanted)](const LoadOptions& options) {
                            return load(setup, wanted, options);
                          }};
}

}  // namespace latchkey
