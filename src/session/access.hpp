// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include "platform/host.hpp"
#include "providers/provider.hpp"
#include <latchkey/session.hpp>

// The internal interface of a session for latchkey's own commands and tests.
namespace latchkey {

/// Session::open() on a given machine. Errors: as Session::open().
Result<Session> open_session(const SessionOptions& options, Host host);

/// Opens the session again if its files have changed; else returns the same one. For long-running processes.
/// Errors: as open_session().
Result<Session> up_to_date(const Session& session);

/// Session::credentials() with other options. Errors: as Session::credentials().
Result<Credentials> load_credentials(const Session& session, const LoadOptions& options);

/// The setup and the credential source of the session. Both are valid as long as the session.
const Setup& setup_of(const Session& session);
const CredentialSource& source_of(const Session& session);

}  // namespace latchkey
