// SPDX-License-Identifier: Apache-2.0
#include "aws/cache_key.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "platform/files.hpp"
#include "providers/provider.hpp"

namespace latchkey {

Provider web_identity_provider;

namespace {

constexpr const char* kMethod = "assume-role-with-web-identity";
constexpr std::size_t kLargestToken = 1U << 20U;

struct WebIdentity {
  RoleStep step;
  std::string token_file;
  bool is_cached = true;  ///< botocore keeps what a source profile gives in memory only
};

/// As Python reads a text file: every line end becomes "\n", and one at the end stays.
std::string universal_newlines(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    result += text[i] == '\r' ? '\n' : text[i];
  }
  return result;
}

/// The token is renewed by somebody else, so it is read anew for each call.
Result<Secret> read_token(const WebIdentity& wanted) {
  const std::string start = "profile " + wanted.step.profile + ": the web identity token file ";
  TRY(auto text, files::read(wanted.token_file, kLargestToken));
  if (!text) {
    return fail(
        ErrorKind::io, start + wanted.token_file + " is not there",
        "check web_identity_token_file and AWS_WEB_IDENTITY_TOKEN_FILE; ~ and $ in them stay as they are");
  }
  constexpr std::size_t kShortest = 4;  // STS's own limit
  const std::size_t size = unicode::is_valid(*text) ? unicode::length(*text) : 0;
  Secret token(size < kShortest ? std::string() : universal_newlines(*text));
  wipe(*text);
  if (token.reveal().empty()) {
    return fail(ErrorKind::config, start + wanted.token_file + " holds no token",
                "whoever writes it must write a token of OpenID Connect into it");
  }
  return token;
}

std::optional<Credentials> find_cached(const Setup& setup, const WebIdentity& wanted, const LoadWish& wish) {
  if (!wanted.is_cached || wish.fresh) return std::nullopt;
  auto found = RoleCache(setup.host).find(role_cache_key(wanted.step));
  if (!found || !found->last(wish.least_left, setup.host.now())) return std::nullopt;
  return found;
}

Result<Credentials> assume(const Setup& setup, const WebIdentity& wanted) {
  CHECK(check_arguments(wanted.step));
  TRY(auto connection, sts_connection(setup, false));
  TRY(const auto token, read_token(wanted));
  auto reply = StsClient(setup.host, std::move(connection)).assume_role_with_web_identity(wanted.step, token);
  if (!reply) {
    return tl::unexpected(explain(reply.error(), {wanted.step.profile, wanted.step.role_arn, {}, {}}));
  }
  if (wanted.is_cached) {
    const auto stored = RoleCache(setup.host).store(role_cache_key(wanted.step), *reply);
    if (!stored) setup.host.warn(stored.error().message + "; other tools will not find these credentials");
  }
  return std::move(reply->value.credentials);
}

Result<Credentials> load(const Setup& setup, const WebIdentity& wanted, const LoadWish& wish) {
  auto found = find_cached(setup, wanted, wish);
  if (!found) {
    TRY(found, assume(setup, wanted));
  }
  found->source = kMethod;
  return *std::move(found);
}

}  // namespace

/// Source: botocore/credentials.py:1879-1977.
Result<std::optional<Source>> web_identity_provider(const ProviderInput& in) {
  const Profile* profile = in.setup.config.find(in.profile);
  const bool reads_environment = !in.as_source && !in.setup.selection.is_explicit;
  // A variable that is set counts before the profile even if it is empty.
  const auto setting = [&](const char* variable, const char* key) -> const std::string* {
    const auto* value = reads_environment ? in.setup.host.env.find(variable) : nullptr;
    return value != nullptr ? value : profile != nullptr ? profile->text(key) : nullptr;
  };
  const auto* token_file = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
  if (token_file == nullptr || token_file->empty()) return std::nullopt;
  const auto* role_arn = setting("AWS_ROLE_ARN", "role_arn");
  if (role_arn == nullptr || role_arn->empty()) {
    return fail(
        ErrorKind::config,
        "profile " + in.profile + " has a web identity token (" + *token_file + ") and no role for it",
        "add role_arn to the profile, or set AWS_ROLE_ARN");
  }
  WebIdentity wanted;
  wanted.step.profile = in.profile;
  wanted.step.role_arn = *role_arn;
  if (const auto* name = setting("AWS_ROLE_SESSION_NAME", "role_session_name"))
    wanted.step.session_name = *name;
  wanted.token_file = *token_file;
  wanted.is_cached = !in.as_source;
  return Source{kMethod, std::nullopt, [&setup = in.setup, wanted = std::move(wanted)](const LoadWish& wish) {
                  return load(setup, wanted, wish);
                }};
}

}  // namespace latchkey
