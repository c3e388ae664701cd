// SPDX-License-Identifier: Apache-2.0
#include "cli/checked_session.hpp"

#include <memory>

#include "base/try.hpp"
#include "diagnose/rules.hpp"
#include "session/access.hpp"

namespace latchkey::cli {

Result<void> check_before_prompt(const Setup& setup) {
  const auto finding = diagnose::find_problem(diagnose::resolve_facts(setup, "argument"));
  return finding ? tl::unexpected(finding->error) : Result<void>();
}

Result<Session> open_checked_session(const SessionOptions& options, Host host) {
  // The host is part of the setup that it checks. The setup exists as long as the session.
  const auto opened = std::make_shared<const Setup*>(nullptr);
  host.before_prompt = [opened]() -> Result<void> {
    return *opened != nullptr ? check_before_prompt(**opened) : Result<void>();
  };
  TRY(auto session, open_session(options, std::move(host)));
  *opened = &setup_of(session);
  return session;
}

}  // namespace latchkey::cli
