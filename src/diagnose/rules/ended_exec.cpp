// SPDX-License-Identifier: Apache-2.0
#include "aws/config/paths.hpp"
#include "aws/config/settings.hpp"
#include "aws/config/shown_error.hpp"
#include "aws/request/endpoints.hpp"
#include "diagnose/rules/rules.hpp"

namespace latchkey::diagnose {
namespace {

std::optional<std::string> note_of_file(const Facts& facts, const std::string& variable,
                                        const std::string& path) {
  const auto ended = find_ended_overlay(facts.setup.host.env, path);
  if (!ended) return std::nullopt;
  return variable + " names a file of a latchkey exec that has ended; latchkey reads " +
         short_path(ended->original, facts.home) + " instead" +
         (ended->is_gone ? ", other tools find nothing: unset " + variable : "");
}

std::optional<std::string> note_of_endpoint(const Facts& facts) {
  if (!facts.setup.selection.is_of_ended_run) return std::nullopt;
  const auto* endpoint = facts.setup.host.env.find("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  const bool has_endpoint = endpoint != nullptr && is_own_endpoint(*endpoint);
  return std::string(kRefreshProfile) +
         " is the profile of a latchkey exec --refresh that has ended; latchkey uses " +
         facts.setup.selection.profile_name() + ": unset AWS_PROFILE" +
         (has_endpoint ? " and AWS_CONTAINER_CREDENTIALS_FULL_URI, whose endpoint has ended" : "");
}

}  // namespace

std::vector<std::string> ended_exec_notes(const Facts& facts) {
  std::vector<std::string> notes;
  const auto& env = facts.setup.host.env;
  const auto add = [&](std::optional<std::string> note) {
    if (note) notes.push_back(*std::move(note));
  };
  add(note_of_endpoint(facts));
  add(note_of_file(facts, "AWS_CONFIG_FILE", paths::config_file(env)));
  add(note_of_file(facts, "AWS_SHARED_CREDENTIALS_FILE", paths::credentials_file(env)));
  return notes;
}

}  // namespace latchkey::diagnose
