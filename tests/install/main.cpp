// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include <latchkey/session.hpp>

int main() {
  auto session = latchkey::Session::open({.profile = "ops"});
  if (!session) return std::puts(session.error().message.c_str()) < 0 ? 2 : 1;
  const auto credentials = session->credentials();
  if (!credentials) return std::puts(credentials.error().message.c_str()) < 0 ? 2 : 1;
  std::puts(credentials->access_key_id.c_str());
}
