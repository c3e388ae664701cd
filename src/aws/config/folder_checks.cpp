// SPDX-License-Identifier: Apache-2.0
#include "aws/config/folder_checks.hpp"

#include "aws/config/paths.hpp"
#include "base/try.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey {
namespace {

void warn(const Host& host, const ownership::Flaw& flaw) {
  host.warn(flaw.what + "; " + flaw.hint);
}

}  // namespace

Result<void> check_folders(const Host& host) {
  const auto place = paths::place(host.env);
  TRY(const auto flaws, ownership::check_state(place, StateDirectory(host.env).path()));
  for (const auto& flaw : flaws) warn(host, flaw);
  for (const auto& folder : {paths::boto_cache(host.env), paths::cli_cache(host.env),
                             paths::sso_cache(host.env), paths::login_cache(host.env)}) {
    if (const auto flaw = ownership::flaw_of_shared_folder(place, folder)) warn(host, *flaw);
  }
  return {};
}

}  // namespace latchkey
