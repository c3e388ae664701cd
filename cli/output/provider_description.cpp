// SPDX-License-Identifier: Apache-2.0
#include "cli/output/provider_description.hpp"

#include "aws/config/paths.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"

namespace latchkey::cli {

std::string source_text(const Setup& setup, ProviderId provider) {
  if (!reads_keys_of_profile(provider)) return description_of(provider);
  const bool in_config = provider == ProviderId::config_file;
  const auto& path = in_config ? setup.config.config_path() : setup.config.credentials_path();
  return "the keys in " + text::printable(short_path(path, paths::home(setup.host.env)));
}

}  // namespace latchkey::cli
