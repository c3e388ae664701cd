// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/cache/cache_entry.hpp"
#include "aws/config/setup.hpp"
#include "diagnose/finding.hpp"
#include "diagnose/settings.hpp"
#include "providers/chain.hpp"
#include "sso/token_status.hpp"
#include <latchkey/session.hpp>

// The report about one profile from files and the environment, without prompts or network calls.
namespace latchkey::diagnose {

/// The source of the first call's keys.
struct BaseKeys {
  std::string profile;                 ///< empty: see credential_source, or the environment
  std::string credential_source;       ///< "Environment"; empty: see profile
  std::optional<ProviderId> provider;  ///< the provider of the keys; nullopt: none
  std::string access_key_id;           ///< empty: it is not in the files, or invalid
  bool has_session_token = false;
};

struct CacheFile {
  /// The kind of the file: a role, the token of `aws login`, the token of IAM Identity Center, or a role from
  /// there. Only the first has a role_arn.
  enum class Kind { role, login, sso_token, sso_role };
  std::string profile, role_arn;
  CacheEntry::State state = CacheEntry::State::absent;
  std::string path, reason;
  std::optional<TimePoint> expiration;
  std::string
      other_key;  ///< why it is not of this profile: the key that obtained it; empty: it is of this profile
  Kind kind = Kind::role;
  std::string used_by = {};  ///< the tool that uses an entry that latchkey ignores; empty: none
};

struct SessionForecast {
  std::string device, access_key_id;
  std::optional<TimePoint> until;  ///< nullopt: no valid session
  std::string unused;              ///< why a session is not usable; empty: it is
};

struct ToolForecast {
  std::string name;
  bool asks = false;  ///< it prompts for its own code, or fails without one
  std::string words;
  bool signs_in = false;    ///< somebody has to sign in before it works
  bool finds_role = false;  ///< one of the roles is valid where the tool looks, so it needs nothing before it
  bool is_several = false;  ///< tools, with "they"
};

struct Forecast {
  bool asks = false;
  std::string reason;
  std::vector<std::string> calls;  ///< what would be sent to AWS, in order
  bool signs_in = false;           ///< somebody would have to sign in at IAM Identity Center
  bool may_ask = false;            ///< it asks if STS denies the role without MFA
};

/// The sign-in behind the credentials, and the content of its file.
struct SignIn {
  SsoSettings settings;
  SsoTokenStatus token;
};

struct Report {
  TimePoint now;
  std::string home;
  std::string profile, chosen_by;  ///< "argument", a variable's name, "default"
  bool is_adopted = false;
  std::optional<std::string> region, region_from, endpoint, endpoint_from;
  std::vector<ShownSetting> settings;
  std::vector<std::string> notes;  ///< additional notes, a sentence each
  std::vector<ChainLink> chain;
  std::optional<BaseKeys> base;
  std::vector<RoleStep> roles;  ///< in the order of the calls
  std::vector<CacheFile> caches;
  std::optional<SessionForecast> session;
  std::optional<SignIn> sso;
  Forecast forecast;
  std::vector<ToolForecast> tools;
  std::optional<Finding> problem;
  /// For a working profile: a line that is not read, with its probable meaning.
  std::optional<Finding> unread_line;
  /// Of a profile that works: why calls to AWS fail although its credentials are there.
  std::optional<Finding> blocked_calls;
  std::string next;
};

/// Takes a `host` instead of a Setup, because the files may be broken.
Report explain_profile(const Host& host, const SessionOptions& options);

}  // namespace latchkey::diagnose
