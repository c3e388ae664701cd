// SPDX-License-Identifier: Apache-2.0
// Any bytes as credential files of older tools and other services: AWS_CREDENTIAL_FILE, BOTO_CONFIG, and the
// token files of web identities and containers. The first byte selects one.
#include "fuzz/support.hpp"
#include "providers/web_identity.hpp"

namespace latchkey {
Provider ec2_credentials_file_provider;
Provider boto_config_provider;
Provider container_provider;
}  // namespace latchkey

namespace {

using namespace latchkey;
using fuzz::need;

constexpr const char* kReply = R"({"AccessKeyId": "ASIA", "SecretAccessKey": "s", "Token": "t",
  "Expiration": "2026-03-01T01:00:00Z"})";

/// Replies, and checks the requests.
class Container : public Transport {
 public:
  tl::expected<HttpResponse, TransportFailure> send(const HttpRequest& request) override {
    for (const auto& [name, value] : request.headers)
      need((name + value.reveal()).find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    return HttpResponse{200, {}, kReply};
  }
};

Setup setup_with(const std::string& variable, const std::string& value) {
  Setup setup{fuzz::quiet_host("/home/nobody"), *Config::parse({"config", {}}, {"credentials", {}}), {}, {}};
  setup.host.env.set(variable, value);
  return setup;
}

/// Requires complete credentials of a provider, or an error.
void need_whole(Provider& provider, const Setup& setup) {
  const auto source = provider({setup, "default"});
  if (!source) return need(!source.error().message.empty());
  if (!*source) return;
  const auto found = (*source)->load({});
  if (found) need(!found->source.empty() && !found->expiration);
}

void try_ec2(const std::string& path, std::string_view text) {
  const auto setup = setup_with("AWS_CREDENTIAL_FILE", path);
  need_whole(ec2_credentials_file_provider, setup);
  // The last values apply, whatever precedes them.
  fuzz::Folder::overwrite(path, std::string(text) + "\nAWSAccessKeyId=AKIALAST\nAWSSecretKey=last\n");
  const auto source = ec2_credentials_file_provider({setup, "default"});
  if (!source || !*source) return;
  const auto found = (*source)->load({});
  if (found) need(found->access_key_id == "AKIALAST" && found->secret_access_key.reveal() == "last");
}

void try_web_identity(const std::string& path, std::string_view text) {
  WebIdentity wanted;
  wanted.token_file = path;
  const auto token = read_web_identity_token(wanted);
  if (token) need(token->reveal().size() <= text.size());
}

void try_container(const std::string& path) {
  auto setup = setup_with("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", path);
  setup.host.env.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/role");
  setup.host.transport = std::make_shared<Container>();
  const auto source = container_provider({setup, "default"});
  need(source && *source);
  const auto found = (*source)->load({});
  if (!found) need(found.error().message.find("ASIA") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const latchkey::fuzz::Folder folder;
  constexpr unsigned kKinds = 4;
  const auto [kind, text] = latchkey::fuzz::selected(data, size);
  const auto path = folder.write("file", text);
  switch (kind % kKinds) {
    case 0:
      try_ec2(path, text);
      break;
    case 1:
      need_whole(boto_config_provider, setup_with("BOTO_CONFIG", path));
      break;
    case 2:
      try_web_identity(path, text);
      break;
    default:
      try_container(path);
      break;
  }
  return 0;
}
