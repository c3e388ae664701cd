// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

// Formats errors for messages.
namespace latchkey {

/// "~/.aws/config:9", "AWS_CA_BUNDLE", "--region". Empty: the error has no origin.
std::string shown_origin(const Origin& origin, const std::string& home);

/// "~/.aws/config:9: the CA bundle /x is not there".
std::string message_with_origin(const Error& error, const Environment& env);

/// The same with the hint, in one line: "~/.aws/config:9: the CA bundle /x is not there; correct the path".
std::string one_line(const Error& error, const Environment& env);

/// A path with "~" for the home folder.
std::string short_path(const std::string& path, const std::string& home);

}  // namespace latchkey
