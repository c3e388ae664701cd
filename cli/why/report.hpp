// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "aws/cache/role_cache.hpp"
#include "aws/config/setup.hpp"
#include "cli/why/settings.hpp"
#include "providers/chain.hpp"
#include "sso/token_status.hpp"
#include <latchkey/session.hpp>

// What latchkey why shows of one profile, gathered from files and environment alone.
namespace latchkey::cli {

/// What keeps a profile from working.
struct WhyProblem {
  Error error;
  std::optional<WhyPlace> place;  ///< of what is wrong; nullopt: no line of a file is
  std::string fix;                ///< what to write there, or to do
};

/// Where the first call's keys come from.
struct WhyBase {
  std::string profile;                 ///< empty: credential_source or the environment gives them
  std::string credential_source;       ///< "Environment"; empty: profile gives them
  std::optional<ProviderId> provider;  ///< that has them; nullopt: none
  std::string access_key_id;           ///< empty: it is not in the files, or what is there is none
  bool has_session_token = false;
};

struct WhyCache {
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

struct WhySession {
  std::string device, access_key_id;
  std::optional<TimePoint> until;  ///< nullopt: none lives
  std::string unused;              ///< why a session does not serve here; empty: it does
};

struct WhyTool {
  std::string name;
  bool asks = false;  ///< for a code of its own, or fails for want of one
  std::string words;
  bool signs_in = false;  ///< somebody has to sign in before it works
};

struct WhyVerdict {
  bool asks = false;
  std::string reason;
  std::vector<std::string> calls;  ///< what would be sent to AWS, in order
  bool signs_in = false;           ///< somebody would have to sign in at IAM Identity Center
};

/// The sign-in that the credentials begin with, and what its file says.
struct WhySso {
  SsoSettings settings;
  SsoTokenStatus token;
};

struct WhyReport {
  TimePoint now;
  std::string home;
  std::string profile, chosen_by;  ///< "argument", a variable's name, "default"
  bool is_adopted = false;
  std::optional<std::string> region, region_from, endpoint, endpoint_from;
  std::vector<WhySetting> settings;
  std::vector<std::string> notes;  ///< what else is worth knowing, a sentence each
  std::vector<ChainLink> chain;
  std::optional<WhyBase> base;
  std::vector<RoleStep> roles;  ///< in the order of assuming
  std::vector<WhyCache> caches;
  std::optional<WhySession> session;
  std::optional<WhySso> sso;
  WhyVerdict verdict;
  std::vector<WhyTool> tools;
  std::optional<WhyProblem> problem;
  std::string next;
};

/// `host` has no Setup yet: the files may be what is broken.
WhyReport why_report(const Host& host, const SessionOptions& options);

/// For people, within 80 columns where words allow it.
std::string why_text(const WhyReport& report);
/// One object.
nlohmann::ordered_json why_json(const WhyReport& report);

}  // namespace latchkey::cli
