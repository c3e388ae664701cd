// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/login_cache.hpp"

#include <nlohmann/json.hpp>

#include "aws/config/paths.hpp"
#include "base/credential_check.hpp"
#include "base/json_reader.hpp"
#include "base/python_json.hpp"
#include "base/secret/credentials_json.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/files/files.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestFile = 1U << 20U;

tl::unexpected<Error> broken(const std::string& path, const std::string& why) {
  return fail(Cause::login_session_invalid, "the login session's file " + path + ' ' + why);
}

std::string* text_member(Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get_ptr<std::string*>() : nullptr;
}

/// The members that botocore checks, in its order (botocore/credentials.py:2557-2562), then those that it
/// uses unchecked.
std::vector<std::string> missing_members(Json& json) {
  std::vector<std::string> missing;
  const auto access = json.find("accessToken");
  const bool has_access = access != json.end() && access->is_object();
  if (!has_access) missing.emplace_back("accessToken");
  for (const auto* name : {"refreshToken", "dpopKey", "clientId"}) {
    if (text_member(json, name) == nullptr) missing.emplace_back(name);
  }
  for (const auto* name : {"accessKeyId", "secretAccessKey", "sessionToken", "expiresAt"}) {
    if (has_access && text_member(*access, name) == nullptr)
      missing.push_back(std::string("accessToken.") + name);
  }
  return missing;
}

Result<LoginToken> token_of(Json& json, const std::string& path) {
  if (const auto missing = missing_members(json); !missing.empty())
    return broken(path, "lacks " + text::join(missing, ", "));
  auto& access = json["accessToken"];
  const auto time = parse_timestamp(*text_member(access, "expiresAt"));
  if (!time) return broken(path, "has an expiresAt that is not a timestamp with a time zone");
  LoginToken token;
  auto& found = token.credentials;
  found.access_key_id = *text_member(access, "accessKeyId");
  found.secret_access_key = Secret(*text_member(access, "secretAccessKey"));
  found.session_token = Secret(*text_member(access, "sessionToken"));
  found.expiration = time->at;
  found.expiration_offset = time->offset;
  if (const auto* account = text_member(access, "accountId")) found.account_id = *account;
  found.source = "login";
  if (const auto flaw = flaw_in(found)) return broken(path, "is rejected: " + *flaw);
  if (const auto flaw = flaw_in({{"refreshToken", *text_member(json, "refreshToken")},
                                 {"clientId", *text_member(json, "clientId")}})) {
    return broken(path, "is rejected: " + *flaw);
  }
  token.client_id = *text_member(json, "clientId");
  token.refresh_token = Secret(*text_member(json, "refreshToken"));
  token.dpop_key = Secret(*text_member(json, "dpopKey"));
  return token;
}

/// "2099-01-01T00:00:00Z"
std::string expiry_text(TimePoint at) {
  std::string text = isoformat({std::chrono::floor<std::chrono::seconds>(at)});
  return text.replace(text.find('+'), std::string::npos, "Z");
}

}  // namespace

std::string login_token_path(const Environment& env, const std::string& login_session) {
  return files::join(paths::login_cache(env), sha256_hex(login_session) + ".json");
}

Result<LoginToken> parse_login_token(std::string_view text, const std::string& path) {
  // Python's parser rejects a byte order mark, but the JSON library would skip it.
  if (text.substr(0, 3) == "\xEF\xBB\xBF") return broken(path, "begins with a byte order mark");
  auto json = read_ordered_json(text);
  if (json->is_discarded()) return broken(path, text.empty() ? "is empty" : "is not JSON");
  if (!json->is_object()) return broken(path, "is not a JSON object");
  auto token = token_of(*json, path);
  if (token) token->text = SecretText(text);
  return token;
}

Result<std::optional<LoginToken>> read_login_token(const Host& host, const std::string& path) {
  constexpr int kTries = 3;
  for (int i = 1;; ++i) {
    TRY(const auto text, ownership::read(paths::place(host.env), path, kLargestFile));
    if (!text) return std::nullopt;
    auto token = parse_login_token(*text, path);
    if (token) return *std::move(token);
    if (i == kTries) return tl::unexpected(std::move(token).error());
    host.sleep(std::chrono::milliseconds(5));
  }
}

Result<LoginToken> need_login_token(const Host& host, const std::string& profile,
                                    const std::string& login_session) {
  const auto path = login_token_path(host.env, login_session);
  const std::string start = "profile " + profile + ": ";
  auto token = read_login_token(host, path);
  if (!token) {
    auto error = std::move(token).error();
    error.message = start + error.message;
    if (error.kind == ErrorKind::config) error.hint = login_hint(profile);
    return tl::unexpected(std::move(error));
  }
  if (*token) return **std::move(token);
  return fail(Cause::login_session_missing,
              start + "there is no login session of " + text::printable(login_session) + ": " + path +
                  " is not there",
              login_hint(profile));
}

std::string login_hint(const std::string& profile) {
  return "run aws login --profile " + command_line_word(profile);
}

/// Source: botocore/credentials.py:2657-2678.
SecretText renewed_login_text(const LoginToken& token, const LoginRenewal& renewal) {
  const auto& found = renewal.credentials;
  auto document = read_ordered_json(token.text.reveal());
  Json& json = *document;
  wipe_texts(json["accessToken"]);
  wipe_texts(json["refreshToken"]);
  OrderedSecretJson access;
  add_keys(*access, found, {"accessKeyId", "secretAccessKey", "sessionToken"});
  if (token.credentials.account_id) (*access)["accountId"] = *token.credentials.account_id;
  (*access)["expiresAt"] = expiry_text(*found.expiration);
  json["accessToken"] = *std::move(access);
  json["refreshToken"] = renewal.refresh_token.reveal();
  return python_json(json);
}

}  // namespace latchkey
