// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "world/sessions.hpp"

namespace testbed {

/// The <Credentials> element of a reply.
std::string credentials_xml(const IssuedSession& session);

}  // namespace testbed
