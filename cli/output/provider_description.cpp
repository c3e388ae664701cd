// SPDX-License-Identifier: Apache-2.0
#include "cli/output/provider_description.hpp"

#include "base/text.hpp"

namespace latchkey::cli {

std::string source_text(const Config& config, ProviderId provider) {
  if (!reads_keys_of_profile(provider)) return description_of(provider);
  const bool in_config = provider == ProviderId::config_file;
  return "the keys in " + text::printable(in_config ? config.config_path() : config.credentials_path());
}

}  // namespace latchkey::cli
