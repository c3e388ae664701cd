// SPDX-License-Identifier: Apache-2.0
#include "providers/custom_process.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "aws/config/paths.hpp"
#include "aws/config/profile_rewrite.hpp"
#include "aws/config/setting_table.hpp"
#include "aws/config/shown_error.hpp"
#include "base/credential_check.hpp"
#include "base/json_reader.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "mfa/mfa_settings.hpp"
#include "platform/process/command_line.hpp"
#include "providers/mfa_session.hpp"
#include "providers/provider.hpp"

namespace latchkey {

Provider custom_process_provider;

namespace {

using Json = nlohmann::json;

/// The variable with the profiles whose credential_process runs this process, to detect recursion.
constexpr const char* kRunning = "_LATCHKEY_PROFILE_CHAIN";

Error failure(const std::string& profile, const std::string& why, std::string hint) {
  return {Cause::process_failed, "profile " + profile + ": credential_process " + why, std::move(hint),
          Origin::of_setting(profile, "credential_process")};
}

tl::unexpected<Error> failed(const std::string& profile, const std::string& why, std::string hint) {
  return tl::unexpected(failure(profile, why, std::move(hint)));
}

/// The command to run manually. It does not contain the process's words, because they may be secrets.
std::string command_by_hand(const ProviderInput& in) {
  const auto* profile = in.setup.config.find(in.profile);
  const auto origin = profile != nullptr ? profile->origin_of("credential_process") : Origin();
  return "run the command in " + shown_origin(origin, paths::home(in.setup.host.env)) + " by hand";
}

/// At most `longest` bytes of `text`, which is valid UTF-8, without partial characters.
std::string shortened(std::string text, std::size_t longest) {
  if (text.size() <= longest) return text;
  const auto is_inner = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  while (longest > 0 && is_inner(text[longest])) --longest;
  text.resize(longest);
  return text + "...";
}

/// A program's standard error as one printable line.
std::string one_line(std::string_view words) {
  constexpr std::size_t kLongest = 400;
  std::string line;
  while (!words.empty() && line.size() <= kLongest) {
    const auto end = std::min(words.find('\n'), words.size());
    const auto part = unicode::strip(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
    if (part.empty()) continue;
    if (!line.empty()) line += "; ";
    line += text::printable(part);
  }
  return shortened(std::move(line), kLongest);
}

/// A Version that is not 1, for a message. Its size and depth are limited, because the program chooses it.
std::string shown_version(const Json& version) {
  constexpr std::size_t kLongest = 40;
  if (version.is_structured()) return std::string("a Version that is an ") + version.type_name();
  return "Version " + shortened(version.dump(-1, ' ', true, Json::error_handler_t::replace), kLongest);
}

std::optional<std::string> text_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? std::optional(found->get<std::string>())
                                                     : std::nullopt;
}

bool is_one(const Json& version) {
  return version == Json(1) || version == Json(1.0) || version == Json(true);
}

Result<Credentials> parse_output(const ProviderInput& in, std::string_view output) {
  const SecretJson document = read_json(output);
  const Json& json = *document;
  if (!json.is_object()) {
    return failed(in.profile, "printed no JSON object", command_by_hand(in) + " and look at what it prints");
  }
  const auto version = json.find("Version");
  if (version == json.end() || !is_one(*version)) {
    return failed(in.profile,
                  "printed " + (version == json.end() ? std::string("no Version") : shown_version(*version)) +
                      ", and only 1 is known",
                  "its output must contain \"Version\": 1");
  }
  Credentials found;
  for (const auto& [name, target] : {std::pair{"AccessKeyId", false}, std::pair{"SecretAccessKey", true}}) {
    auto value = text_member(json, name);
    if (!value)
      return failed(in.profile, std::string("printed no ") + name, "its output must contain it as text");
    if (target) {
      found.secret_access_key = Secret(*std::move(value));
    } else {
      found.access_key_id = *std::move(value);
    }
  }
  if (auto token = text_member(json, "SessionToken")) found.session_token = Secret(*std::move(token));
  if (auto account = text_member(json, "AccountId")) found.account_id = std::move(account);
  if (!found.account_id) {
    const Profile* profile = in.setup.config.find(in.profile);
    if (const auto* account = profile->text("aws_account_id")) found.account_id = *account;
  }
  if (const auto expiration = json.find("Expiration"); expiration != json.end() && !expiration->is_null()) {
    const auto zone = in.setup.host.zone();
    const auto time = expiration->is_string() ? parse_timestamp(expiration->get<std::string>(),
                                                                {zone.standard_name, zone.standard_offset},
                                                                {zone.daylight_name, zone.daylight_offset})
                                              : std::nullopt;
    if (!time)
      return failed(in.profile, "printed an Expiration that is not a timestamp with a time zone",
                    "it looks like 2026-01-02T03:04:05Z");
    if (time->at < in.setup.host.now()) {
      return failed(in.profile, "printed credentials that have already expired",
                    "refresh them where that program obtains them");
    }
    found.expiration = time->at;
    found.expiration_offset = time->offset;
  }
  if (const auto flaw = flaw_in(found)) {
    return failed(in.profile, "printed credentials that are rejected: " + *flaw,
                  command_by_hand(in) + " and look at what it prints");
  }
  found.source = name_of(ProviderId::custom_process);
  return found;
}

/// A program may open a browser and wait for the user, so its limit is not shorter than that of a prompt.
constexpr std::chrono::minutes kLongestRun{10};

Result<RunLimits> limits_for(const ProviderInput& in, const std::string& program) {
  const Host& host = in.setup.host;
  TRY(const auto patience, latchkey::prompt_timeout(host.env));
  RunLimits limits;
  limits.time = std::max<std::chrono::milliseconds>(kLongestRun, patience);
  limits.cancellation = host.cancellation;
  limits.on_wait = [&host, program, profile = in.profile] {
    host.notice("waiting for credential_process of profile " + profile + " (" + program + ") ...");
  };
  return limits;
}

/// nullopt: the program was not ended early.
std::optional<Error> cut_short(const ProviderInput& in, const RunLimits& limits, ProcessOutput::End end) {
  using End = ProcessOutput::End;
  const auto hint = command_by_hand(in) + " and look at what it does";
  if (end == End::late) {
    return failure(in.profile,
                   "did not end within " +
                       duration_text(std::chrono::duration_cast<std::chrono::seconds>(limits.time)) +
                       " and was stopped",
                   hint);
  }
  if (end == End::too_long) return failure(in.profile, "printed more than 1 MiB and was stopped", hint);
  if (end == End::cancelled)
    return Error{Cause::process_stopped, "profile " + in.profile + ": credential_process was stopped", {}};
  return std::nullopt;
}

Result<Credentials> run_process(const ProviderInput& in, const std::vector<std::string>& words) {
  TRY(const auto limits, limits_for(in, words.front()));
  Environment env = in.setup.host.env;
  const auto* running = env.find_filled(kRunning);
  env.set(kRunning, (running != nullptr ? *running + '\n' : std::string()) + in.profile);
  in.setup.host.debug("custom-process: running " + words.front());
  const auto output = in.setup.host.run(words, env, limits);
  if (!output)
    return tl::unexpected(credential_process_not_started(in.profile, words.front(), output.error()));
  if (auto error = cut_short(in, limits, output->end)) return tl::unexpected(*std::move(error));
  if (output->status != 0) {
    const auto words_of_it = one_line(output->err);
    return failed(in.profile,
                  "ended with status " + std::to_string(output->status) +
                      (words_of_it.empty() ? "" : ": " + words_of_it),
                  command_by_hand(in) + " to see why");
  }
  return parse_output(in, output->out);
}

/// The MFA session of the keys that the program prints, where `login` made one; else what it prints, as in
/// botocore, which ignores the device.
Result<Credentials> session_or_keys(const ProviderInput& in, const OwnDevice& device, Credentials keys,
                                    LoadOptions options) {
  if (keys.session_token) return keys;
  options.may_ask = options.may_ask && options.wants_session;
  auto session = session_of_keys(in.setup, in.profile, device, keys, options);
  if (session || options.wants_session) return session;
  in.setup.host.debug("custom-process: no MFA session: " + session.error().message);
  return keys;
}

/// Whether `adopt` wrote the process, and the role that it stands for was changed since.
bool lacks_adopted_role(const Profile& profile) {
  const auto is_of_role = [](const ini::Setting& setting) {
    return !original_of_adopted(setting.key).empty();
  };
  for (const auto* section : {profile.config, profile.credentials}) {
    if (section == nullptr) continue;
    if (std::any_of(section->settings().begin(), section->settings().end(), is_of_role))
      return is_our_process(*profile.text("credential_process"), profile.name);
  }
  return false;
}

}  // namespace

Result<std::optional<std::vector<std::string>>> credential_process_words(const Setup& setup,
                                                                         const std::string& name) {
  const Profile* profile = setup.config.find(name);
  const auto* command = profile != nullptr ? profile->text("credential_process") : nullptr;
  if (command == nullptr) return std::nullopt;
  auto words = split_command_line(*command);
  if (!words) return failed(name, "has a quote that is not closed", command_line_rules());
  if (words->empty()) return failed(name, "is empty", "name a program, or remove the setting");
  if (const auto* running = setup.host.env.find_filled(kRunning)) {
    const std::string list = '\n' + *running + '\n';
    if (list.find('\n' + name + '\n') != std::string::npos)
      return tl::unexpected(credential_process_loop(*profile));
  }
  return words;
}

Error credential_process_loop(const Profile& profile) {
  const auto hint = lacks_adopted_role(profile)
                        ? "correct the latchkey_ settings of its role: latchkey why -p " +
                              command_line_word(profile.name) + " names the line"
                        : "let it run latchkey for another profile than its own";
  return failure(profile.name, "refers back to itself", hint);
}

Error credential_process_not_started(const std::string& profile, const std::string& program,
                                     const StartFailure& why) {
  return failure(profile, "cannot be run: " + program + ": " + why.detail,
                 why.found
                     ? "check that it is executable, and that the interpreter in its first line is there"
                     : "check the path; no shell is used, so ~ and $ stay as they are");
}

/// Source: botocore/credentials.py:1069-1152.
Result<std::optional<CredentialSource>> custom_process_provider(const ProviderInput& in) {
  TRY(const auto words, credential_process_words(in.setup, in.profile));
  if (!words) return std::nullopt;
  std::optional<OwnDevice> device;
  if (!in.as_source) {  // a role has an MFA session of its own
    TRY(device, own_device(in.setup, in.profile));
  }
  return CredentialSource{ProviderId::custom_process, std::nullopt,
                          [in, words = *words, device](const LoadOptions& options) -> Result<Credentials> {
                            TRY(auto found, run_process(in, words));
                            return device ? session_or_keys(in, *device, std::move(found), options)
                                          : std::move(found);
                          }};
}

}  // namespace latchkey
