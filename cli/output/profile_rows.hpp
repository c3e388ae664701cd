// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/config/setup.hpp"
#include "aws/config/sso_settings.hpp"
#include "cli/output/table.hpp"
#include "diagnose/rules.hpp"
#include "mfa/forecast.hpp"
#include "mfa/session_store.hpp"
#include "providers/provider_id.hpp"

namespace latchkey::cli {

/// One profile and how it obtains its credentials.
struct ProfileRow {
  std::string name;
  std::optional<ProviderId> provider;  ///< nullopt: none
  std::string role_arn;
  /// Also that of the source profile. Beside credential_process, only while there is an MFA session.
  std::string mfa_serial;
  bool asks = false;     ///< using the profile now prompts for an MFA code
  bool may_ask = false;  ///< it does if STS denies the role without MFA
  bool adopted = false;
  std::string bridged;             ///< the profile behind this bridge profile; empty: none
  std::optional<SsoSettings> sso;  ///< the sign-in behind the credentials
  bool signs_in = false;           ///< using the profile now needs a sign-in there
  std::optional<Error> problem;    ///< why it cannot work; nullopt: it can
};

/// Computes the rows of many profiles from files.
class ProfileRows {
 public:
  /// Selects profiles in `setup`, which must outlive this.
  explicit ProfileRows(Setup& setup);

  ProfileRow of(const Profile& profile);
  /// The MFA sessions that are valid.
  const std::vector<MfaSession>& sessions() const { return sessions_; }
  const Environment& env() const { return setup_.host.env; }

 private:
  /// `bridged`: set to the profile that gives this one its credentials.
  ProfileRow row_of(const Profile& profile, std::optional<std::string>& bridged);

  const Setup& setup_;
  diagnose::Survey survey_;
  std::vector<MfaSession> sessions_;
  RoleForecasts forecasts_;
};

/// Headings of the columns that cells_of() fills.
inline Cells profile_heading() {
  return {"PROFILE", "SOURCE", "CODE", "ROLE"};
}
Cells cells_of(const ProfileRow& row, const Environment& env);

}  // namespace latchkey::cli
