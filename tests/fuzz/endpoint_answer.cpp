// SPDX-License-Identifier: Apache-2.0
// Any bytes as the fields of a request to the endpoints of serve: method, target, Host, Authorization and the
// two metadata fields, one per line, after a byte that selects the user. Only a valid token gives access.
// (http_request sends whole requests to the listener.)
#include <array>

#include "fuzz/support.hpp"
#include "serve/endpoint/metadata_endpoint.hpp"

namespace {

using namespace latchkey;
using fuzz::kNow;
using fuzz::need;

constexpr const char* kKeyId = "ASIAPLANTEDFUZZ";
constexpr const char* kAuthority = "127.0.0.1:4001";

struct World {
  CredentialStore store{{"ops"}};
  EndpointRules rules{"", Secret("TOKEN"), {{"/role/ops", "ops"}}};
  MetadataRules metadata{kAuthority, Secret("KEY"), "ops", "eu-west-1"};

  World() {
    store.put("ops", {kKeyId, Secret("secret"), Secret("token"), kNow + std::chrono::hours(1), {}, {}, "x"});
  }
};

const World& world() {
  static const World made;
  return made;
}

/// A request, and the fields of its head by name.
struct Fields {
  std::array<std::string, 7> lines;

  explicit Fields(std::string_view text) {
    for (auto& line : lines) {
      const auto end = std::min(text.find('\n'), text.size());
      line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  LocalRequest request(bool by_other_user) const {
    LocalRequest made;
    made.method = lines[0];
    made.target = lines[1];
    made.host = lines[2];
    made.authorization = lines[3];
    made.by_other_user = by_other_user;
    if (!lines[6].empty()) made.names = {"X-Forwarded-For"};
    made.field = [this](std::string_view name) -> std::string_view {
      if (name == "x-aws-ec2-metadata-token") return lines[4];
      if (name == "x-aws-ec2-metadata-token-ttl-seconds") return lines[5];
      return name == "X-Forwarded-For" ? std::string_view(lines[6]) : std::string_view();
    };
    return made;
  }
};

bool shows_credentials(const LocalReply& reply) {
  return reply.body && reply.body->view().find(kKeyId) != std::string::npos;
}

void need_well_formed(const EndpointAnswer& answer) {
  need(answer.reply.status >= 200 && answer.reply.status < 600);
  for (const auto& [name, value] : answer.reply.fields)
    need(value.find_first_of("\r\n") == std::string::npos);
  need((answer.refused == nullptr) || answer.reply.closes);
}

void try_container(const LocalRequest& request) {
  const auto answer = answer_credentials(request, world().rules, world().store, kNow);
  need_well_formed(answer);
  const bool may = !request.by_other_user && request.method == "GET" && request.authorization == "TOKEN" &&
                   request.target == "/role/ops" && is_loopback_host(request.host);
  need((answer.reply.status == 200) == may && shows_credentials(answer.reply) == may);
}

/// The token that the endpoint issues at `now`.
std::string new_token(TimePoint now) {
  Fields fields(std::string("PUT\n/latest/api/token\n") + kAuthority + "\n\n\n60\n");
  const auto answer = answer_metadata(fields.request(false), world().metadata, world().store, now);
  need(answer.reply.status == 200 && answer.reply.body);
  return answer.reply.body->reveal();
}

void try_metadata(const LocalRequest& request, const Fields& fields) {
  const auto answer = answer_metadata(request, world().metadata, world().store, kNow);
  need_well_formed(answer);
  // No input contains a valid token, because it is an HMAC.
  if (request.method != "PUT") need(answer.reply.status >= 400);
  need(!shows_credentials(answer.reply));
  if (answer.reply.status == 200)
    need(!request.by_other_user && request.host == kAuthority && request.field("X-Forwarded-For").empty());
  // A modified token is not valid.
  static const auto token = new_token(kNow);
  for (auto changed : {fields.lines[4] + token, token + fields.lines[4]}) {
    Fields with = fields;
    with.lines[0] = "GET";
    with.lines[1] = "/latest/meta-data/iam/security-credentials/ops";
    with.lines[2] = kAuthority;
    with.lines[6].clear();  // not forwarded
    with.lines[4] = std::move(changed);
    const auto opened = answer_metadata(with.request(false), world().metadata, world().store, kNow);
    need(shows_credentials(opened.reply) == fields.lines[4].empty());
    const auto late = kNow + std::chrono::minutes(2);
    need(!shows_credentials(
        answer_metadata(with.request(false), world().metadata, world().store, late).reply));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [who, text] = latchkey::fuzz::selected(data, size);
  const Fields fields(text);
  const auto request = fields.request((who & 1U) != 0);
  try_container(request);
  try_metadata(request, fields);
  return 0;
}
