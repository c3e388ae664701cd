// SPDX-License-Identifier: Apache-2.0
// Any bytes as variables, a line each, and after a NUL as a config file: the settings for a profile, a
// region, an endpoint, a proxy and timeouts, and the chain of providers that reads them. No request is sent
// unencrypted to a host that no setting names.
#include "aws/config/settings.hpp"
#include "aws/request/connection.hpp"
#include "aws/request/metadata_settings.hpp"
#include "aws/request/partition.hpp"
#include "base/url.hpp"
#include "diagnose/rules.hpp"
#include "fuzz/support.hpp"
#include "mfa/mfa_settings.hpp"
#include "providers/chain.hpp"

namespace {

using namespace latchkey;
using fuzz::need;

Environment environment_of(std::string_view text) {
  Environment env;
  env.set("HOME", "/nonexistent");
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    const auto equals = line.find('=');
    // Other targets test the files of this machine.
    const auto name = line.substr(0, equals);
    const bool is_file =
        name == "HOME" || name == "BOTO_CONFIG" || name.find("_FILE") != std::string_view::npos;
    if (equals != std::string_view::npos && !is_file)
      env.set(std::string(name), std::string(line.substr(equals + 1)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  env.set("BOTO_CONFIG", "/nonexistent");
  return env;
}

void need_good(const Connection& connection) {
  const auto& endpoint = connection.endpoint;
  const auto url = split_url(endpoint.url);
  need(url.has_value());
  if (!endpoint.is_configured()) need(url->scheme == "https" && url->path == "/" && url->query.empty());
  // Without "fips-" a name may consist of digits only, which botocore accepts here: sts-fips.1.amazonaws.com.
  const auto& region = endpoint.signing_region;
  need(is_region_name(region) || is_region_name('a' + region));
  need(connection.retries.max_attempts >= 1 && connection.retries.connect_timeout.count() > 0);
  if (connection.proxy) need(connection.proxy->starts_with("http"));
}

void try_connections(const Setup& setup) {
  if (const auto found = sts_connection(setup)) need_good(*found);
  for (const auto service : {Service::sso, Service::sso_oidc, Service::signin}) {
    if (const auto found = service_connection(setup, service, setup.region.value_or("us-east-1"), {}))
      need_good(*found);
  }
  if (const auto found = metadata_settings(setup)) need(found->base_url.ends_with('/'));
}

void try_times(const Setup& setup) {
  using std::chrono::hours;
  if (const auto time = prompt_timeout(setup.host.env)) need(time->count() >= 1 && *time <= hours{1});
  if (const auto settings = mfa_settings(setup, setup.selection.settings_name()))
    need(settings->session_duration >= std::chrono::minutes{15} && settings->session_duration <= hours{36});
}

void try_chain(const Setup& setup) {
  const auto source = find_source(setup);
  if (!source) return need(!source.error().message.empty());
  need(source->load != nullptr);
}

void try_rules(const Setup& setup) {
  const auto facts = diagnose::resolve_facts(setup, "default");
  need(!facts.chain.links.empty());
  if (const auto problem = diagnose::find_problem(facts)) need(!problem->error.message.empty());
  for (const auto& note : diagnose::find_notes(facts)) need(!note.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [variables, file] = latchkey::fuzz::halves(latchkey::fuzz::text_of(data, size));
  auto host = latchkey::fuzz::quiet_host("/nonexistent");
  host.env = environment_of(variables);
  host.run = [](const auto&, const auto&, const auto&) {
    return tl::unexpected(StartFailure{false, "none"});
  };
  auto config = Config::parse({"config", file}, {"credentials", {}});
  if (!config) return 0;
  const auto selection = select_profile(std::nullopt, host.env, *config);
  if (!selection) return 0;
  Setup setup{std::move(host), *std::move(config), *selection, {}};
  select_region(setup, std::nullopt);
  try_connections(setup);
  try_times(setup);
  try_chain(setup);
  try_rules(setup);
  return 0;
}
