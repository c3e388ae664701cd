// SPDX-License-Identifier: Apache-2.0
#include "serve/credential_endpoint.hpp"

#include "aws/signer.hpp"
#include "base/base64.hpp"
#include "platform/random.hpp"

namespace latchkey {
namespace {

constexpr int kForbidden = 403;
constexpr int kNotFound = 404;
constexpr int kMethodNotAllowed = 405;
constexpr int kUnavailable = 503;

/// In a time that tells nothing but the length.
bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  return difference == 0;
}

/// A refusal ends the connection, so that guessing costs one each time.
LocalReply refusal(int status, const char* code, const char* message) {
  LocalReply reply;
  reply.status = status;
  reply.body = std::make_shared<const std::string>(container_error_text(code, message));
  reply.closes = true;
  return reply;
}

}  // namespace

Secret new_endpoint_token() {
  constexpr std::size_t kBytes = 32;
  std::string bytes = random_bytes(kBytes);
  Secret token(base64url(bytes));
  wipe(bytes);
  return token;
}

std::string endpoint_path(const std::string& profile) {
  return "/role/" + percent_encode(profile);
}

LocalReply answer_credentials(const LocalRequest& request, const EndpointRules& rules,
                              const CredentialShelf& shelf, TimePoint now) {
  if (request.host != rules.authority)
    return refusal(kForbidden, "WrongHost", "this address is asked for by another name");
  if (!same(request.authorization, rules.token.reveal()))
    return refusal(kForbidden, "WrongToken", "Authorization is not AWS_CONTAINER_AUTHORIZATION_TOKEN");
  if (request.method != "GET") return refusal(kMethodNotAllowed, "MethodNotAllowed", "only GET is answered");
  const auto profile = rules.profiles.find(request.target);
  const auto item = profile != rules.profiles.end() ? shelf.at(profile->second, now) : std::nullopt;
  if (!item) return refusal(kNotFound, "NotFound", "there is no such profile here");
  LocalReply reply;
  reply.status = item->is_good ? reply.status : kUnavailable;
  reply.body = item->text;
  return reply;
}

}  // namespace latchkey
