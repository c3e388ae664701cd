// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include "platform/host.hpp"
#include "providers/provider.hpp"
#include <latchkey/session.hpp>

// What latchkey's own commands and tests need of a session, and users of the library do not.
namespace latchkey {

/// Session::open() on a given machine. Errors: as Session::open().
Result<Session> open_session(const SessionOptions& options, Host host);

/// The session anew if the files that it was opened from have changed; else the same one. For processes that
/// outlive a change of keys. Errors: as open_session().
Result<Session> up_to_date(const Session& session);

/// Session::credentials() on other terms. Errors: as Session::credentials().
Result<Credentials> load_credentials(const Session& session, const LoadOptions& options);

/// What the session was made from, and where its credentials come from. Both live as long as the session.
const Setup& setup_of(const Session& session);
const CredentialSource& source_of(const Session& session);

}  // namespace latchkey
