// SPDX-License-Identifier: Apache-2.0
#include "aws/config/paths.hpp"
#include "base/credential_check.hpp"
#include "base/unicode.hpp"
#include "platform/files/files.hpp"
#include "providers/provider.hpp"

namespace latchkey {

Provider ec2_credentials_file_provider;

namespace {

constexpr std::size_t kLargestFile = 1U << 20U;

/// The last value of `key` in lines of KEY=VALUE; lines of any other kind are skipped.
std::optional<std::string_view> last_value(std::string_view lines, std::string_view key) {
  std::optional<std::string_view> value;
  while (!lines.empty()) {
    const auto end = std::min(lines.find_first_of("\r\n"), lines.size());
    const auto line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || unicode::strip(line.substr(0, equals)) != key) continue;
    value = unicode::strip(line.substr(equals + 1));
  }
  return value;
}

}  // namespace

/// Source: botocore/credentials.py:1328-1360, utils.py (parse_key_val_file).
Result<std::optional<CredentialSource>> ec2_credentials_file_provider(const ProviderInput& in) {
  const auto* variable = in.setup.host.env.find("AWS_CREDENTIAL_FILE");
  if (variable == nullptr) return std::nullopt;
  const std::string path = paths::expand_home(*variable, in.setup.host.env);
  const auto text = files::read(path, kLargestFile);
  if (!text || !*text) {
    return fail(Cause::credential_file_unreadable, text ? "there is no file " + path : text.error().message,
                "unset AWS_CREDENTIAL_FILE, unless these are the credentials you mean",
                Origin::variable("AWS_CREDENTIAL_FILE"));
  }
  const auto id = last_value(**text, "AWSAccessKeyId");
  const auto secret = last_value(**text, "AWSSecretKey");
  if (!id) return std::nullopt;
  if (!secret) {
    return fail(Cause::keys_incomplete,
                "partial credentials found in ec2-credentials-file, missing: AWSSecretKey",
                "add it to that file, or unset AWS_CREDENTIAL_FILE", Origin::file(path));
  }
  Credentials found;
  found.access_key_id = *id;
  found.secret_access_key = SecretText(*secret);
  if (const auto flaw = flaw_in(found)) {
    return fail(Cause::keys_invalid, *flaw, "write the keys again, each on one line, as AWS shows them",
                Origin::file(path));
  }
  return ready_source(ProviderId::ec2_credentials_file, std::move(found));
}

}  // namespace latchkey
