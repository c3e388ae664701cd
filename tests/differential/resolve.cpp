// SPDX-License-Identifier: Apache-2.0
// Runs latchkey on cases: one case per line of standard input, one outcome per line of standard output, both
// JSON. A case has the members of a recorded scenario (tests/vectors/chain.json). See tests/differential/run.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/timestamp.hpp"
#include "unit/support/scenario.hpp"

namespace latchkey::test {
namespace {

Json text_or_null(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json();
}

Json answer_of(const Result<Credentials>& outcome) {
  if (!outcome) {
    return {
        {"result", "error"}, {"kind", name_of(outcome.error().kind)}, {"message", outcome.error().message}};
  }
  Json answer = {{"result", "credentials"},
                 {"access_key", outcome->access_key_id},
                 {"secret_key", outcome->secret_access_key.reveal()}};
  answer["token"] = outcome->session_token ? Json(outcome->session_token->reveal()) : Json();
  answer["account_id"] = text_or_null(outcome->account_id);
  answer["expiry"] =
      outcome->expiration ? Json(isoformat({*outcome->expiration, outcome->expiration_offset})) : Json();
  answer["method"] = outcome->source;
  return answer;
}

Json request_of(const HttpRequest& request, const std::string& home) {
  Json headers = Json::object();
  for (const auto& [name, value] : request.headers) headers[name] = value.reveal();
  auto bundle = request.ca_bundle;
  if (bundle && bundle->starts_with(home)) bundle->replace(0, home.size(), "{{HOME}}");
  return {{"method", request.method},
          {"url", request.url},
          {"headers", headers},
          {"body", request.body.reveal()},
          {"proxy", text_or_null(request.proxy)},
          {"ca_bundle", text_or_null(bundle)}};
}

/// The files in the folders that other tools share.
Json files_of(const TemporaryFolder& home) {
  Json found = Json::object();
  for (const std::string folder :
       {".aws/boto/cache", ".aws/cli/cache", ".aws/sso/cache", ".aws/login/cache"}) {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(home.path() + "/" + folder, none)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      found[folder + "/" + entry.path().filename().string()] =
          std::string(std::istreambuf_iterator<char>(in), {});
    }
  }
  return found;
}

/// The time of the generated cases, also in player.py.
constexpr TimePoint kNow = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};

Json play(const Json& vector) {
  Scenario scenario(vector);
  scenario.machine.clock = kNow;
  Json answer = answer_of(scenario.play());
  const auto& machine = scenario.machine;
  answer["is_open"] = scenario.is_open;
  answer["region"] = text_or_null(scenario.region);
  answer["prompts"] = machine.prompts;
  answer["requests"] = Json::array();
  for (const auto& request : machine.requests)
    answer["requests"].push_back(request_of(request, machine.home.path()));
  answer["files"] = files_of(machine.home);
  return answer;
}

}  // namespace
}  // namespace latchkey::test

int main() {
  using latchkey::test::Json;
  for (std::string line; std::getline(std::cin, line);) {
    const Json answer = latchkey::test::play(Json::parse(line));
    std::cout << answer.dump(-1, ' ', true, Json::error_handler_t::replace) << std::endl;
  }
}
