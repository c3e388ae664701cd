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

// All that the files and the environment say about one profile, gathered without asking or calling anybody.
namespace latchkey::diagnose {

/// Where the first call's keys come from.
struct BaseKeys {
  std::string profile;                 ///< empty: credential_source or the environment gives them
  std::string credential_source;       ///< "Environment"; empty: profile gives them
  std::optional<ProviderId> provider;  ///< that has them; nullopt: none
  std::string access_key_id;           ///< empty: it is not in the files, or what is there is none
  bool has_session_token = false;
};

struct CacheFile {
  /// What the file is of: a role, or what `aws login` left, or IAM Identity Center's token, or a role from
  /// there. Those without role_arn are all but the first.
  enum class Kind { role, login, sso_token, sso_role };
  std::string profile, role_arn;
  CacheEntry::State state = CacheEntry::State::absent;
  std::string path, reason;
  std::optional<TimePoint> expiration;
  std::string other_key;  ///< why it is none of this profile's: what it was got with; empty: it is one
  Kind kind = Kind::role;
  std::string used_by = {};  ///< the tool that uses an entry which latchkey does not; empty: none
};

struct SessionForecast {
  std::string device, access_key_id;
  std::optional<TimePoint> until;  ///< nullopt: none lives
  std::string unused;              ///< why a session does not serve here; empty: it does
};

struct ToolForecast {
  std::string name;
  bool asks = false;  ///< for a code of its own, or fails for want of one
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

/// The sign-in that the credentials begin with, and what its file says.
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
  std::vector<std::string> notes;  ///< what else is worth knowing, a sentence each
  std::vector<ChainLink> chain;
  std::optional<BaseKeys> base;
  std::vector<RoleStep> roles;  ///< in the order of assuming
  std::vector<CacheFile> caches;
  std::optional<SessionForecast> session;
  std::optional<SignIn> sso;
  Forecast forecast;
  std::vector<ToolForecast> tools;
  std::optional<Finding> problem;
  /// Of a profile that works: a line that nobody reads, and what its author may have meant.
  std::optional<Finding> unread_line;
  std::string next;
};

/// `host` has no Setup yet: the files may be what is broken.
Report explain_profile(const Host& host, const SessionOptions& options);

}  // namespace latchkey::diagnose
