// SPDX-License-Identifier: Apache-2.0
#include "cli/output/provider_description.hpp"

#include "base/text.hpp"

namespace latchkey::cli {

std::string source_words(const Config& config, const std::string& method) {
  if (method == "env") return "the environment";
  if (method == "shared-credentials-file") return "the keys in " + text::printable(config.credentials_path());
  if (method == "config-file") return "the keys in " + text::printable(config.config_path());
  if (method == "custom-process") return "the program in credential_process";
  if (method == "assume-role-with-web-identity") return "a web identity token";
  if (method == "login") return "aws login";
  if (method == "ec2-credentials-file") return "the file that AWS_CREDENTIAL_FILE names";
  if (method == "boto-config") return "the keys in boto's own config file";
  if (method == "container-role") return "the container's endpoint";
  if (method == "iam-role") return "EC2 instance metadata";
  return method;
}

}  // namespace latchkey::cli
