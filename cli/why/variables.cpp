// SPDX-License-Identifier: Apache-2.0
#include "cli/why/variables.hpp"

#include <array>
#include <string>
#include <string_view>

namespace latchkey::cli {
namespace {

/// A variable and what the errors about its value say.
struct Variable {
  const char *name, *words;
};
constexpr std::array<Variable, 7> kConnectionVariables = {
    {{"AWS_STS_REGIONAL_ENDPOINTS", "STS regional endpoints option"},
     {"AWS_MAX_ATTEMPTS", "max_attempts"},
     {"AWS_RETRY_MODE", "retry_mode"},
     {"AWS_CA_BUNDLE", "CA bundle"},
     {"REQUESTS_CA_BUNDLE", "CA bundle"},
     {"AWS_ENDPOINT_URL_STS", "invalid endpoint"},
     {"AWS_ENDPOINT_URL", "invalid endpoint"}}};

/// The region comes from the command line, else from its variable, else from the profile.
std::string speaker_of_region(const Setup& setup) {
  const auto* variable = setup.host.env.find("AWS_DEFAULT_REGION");
  if (variable != nullptr && setup.region == *variable) return "AWS_DEFAULT_REGION";
  const auto* profile = setup.profile();
  const auto* own = profile != nullptr ? profile->text("region") : nullptr;
  return own != nullptr && setup.region == *own ? std::string() : "--region";
}

}  // namespace

std::optional<WhyProblem> variable_behind(const Setup& setup, const Error& error) {
  const auto says = [&](const char* words) { return error.message.find(words) != std::string::npos; };
  if (says("provided region_name '") && setup.region && says(setup.region->c_str())) {
    const auto speaker = speaker_of_region(setup);
    if (speaker.empty()) return std::nullopt;
    const auto* how = speaker == "--region" ? ", or leave it out: " : ", or unset it: ";
    return WhyProblem{error, std::nullopt, "correct " + speaker + how + error.hint};
  }
  const auto* profile = setup.profile();
  for (const auto& [name, words] : kConnectionVariables) {
    const bool may_be_empty = std::string_view(words) != "invalid endpoint";
    const auto& env = setup.host.env;
    if (!says(words) || (may_be_empty ? env.find(name) : env.find_filled(name)) == nullptr) continue;
    const bool is_last = std::string_view(name) == "REQUESTS_CA_BUNDLE";
    if (is_last && profile != nullptr && profile->has("ca_bundle")) continue;  // comes before it
    return WhyProblem{error, std::nullopt, "correct " + std::string(name) + ", or unset it: " + error.hint};
  }
  return std::nullopt;
}

}  // namespace latchkey::cli
