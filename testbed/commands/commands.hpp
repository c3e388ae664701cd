// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace testbed {

struct ServeOptions {
  std::string config;
  std::string dir;  ///< empty: a temporary one
  std::uint16_t port = 0;
  std::string ready_file;
  bool exit_with_stdin = false;
  std::string proxy_login;  ///< user:password, or empty
};

struct CodeOptions {
  std::string device;
  std::string config;
  std::string url;
  std::optional<std::int64_t> at;
};

struct JwtOptions {
  std::string url;
  std::string issuer;  ///< empty: that of the first provider in the config; the same for the other two
  std::string subject;
  std::string audience;
  std::int64_t lifetime = 3600;  ///< seconds; negative: already expired
};

// All return the exit status and throw std::exception with a message for the user.
int run_serve(const ServeOptions& options);
int run_code(const CodeOptions& options);
int run_jwt(const JwtOptions& options);

}  // namespace testbed
