// SPDX-License-Identifier: Apache-2.0
#include "cli/output/key_warning.hpp"

#include "aws/config/shown_error.hpp"
#include "aws/sts/sts.hpp"
#include "diagnose/rules.hpp"
#include "session/access.hpp"

namespace latchkey::cli {
namespace {

bool is_about_keys(Cause cause) {
  switch (cause) {
    case Cause::keys_invalid:
    case Cause::keys_swapped:
    case Cause::key_id_invalid:
    case Cause::secret_empty:
    case Cause::token_missing:
    case Cause::token_unexpected:
      return true;
    default:
      return false;
  }
}

/// nullopt: nothing that is seen without a call.
std::optional<Error> fault_of_keys(const CommandInput& in, const Credentials& credentials) {
  const auto provider = source_of(*in.session).provider;
  if (provider == ProviderId::env || reads_keys_of_profile(provider)) {
    auto finding = diagnose::find_problem(diagnose::resolve_facts(in.setup, "argument"));
    if (finding && is_about_keys(finding->error.cause)) return std::move(finding->error);
  }
  auto checked = check_key_id(credentials, in.setup.selection.profile_name());
  return checked ? std::nullopt : std::optional(in.setup.config.located(std::move(checked).error()));
}

}  // namespace

void warn_of_keys(const CommandInput& in, const Credentials& credentials) {
  const auto error = fault_of_keys(in, credentials);
  if (!error) return;
  in.setup.host.warn(message_with_origin(*error, in.setup.host.env) + "; AWS will reject it: " + error->hint);
}

}  // namespace latchkey::cli
