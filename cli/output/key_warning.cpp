// SPDX-License-Identifier: Apache-2.0
#include "cli/output/key_warning.hpp"

#include "aws/config/shown_error.hpp"
#include "aws/sts/sts.hpp"

namespace latchkey::cli {

void warn_of_key_id(const CommandInput& in, const Credentials& credentials) {
  const auto checked = check_key_id(credentials, in.setup.selection.profile_name());
  if (checked) return;
  const auto error = in.setup.config.located(checked.error());
  in.setup.host.warn(message_with_origin(error, in.setup.host.env) + "; AWS will reject it: " + error.hint);
}

}  // namespace latchkey::cli
