// SPDX-License-Identifier: Apache-2.0
#include "world/sessions.hpp"

#include <algorithm>
#include <utility>

#include "base/encoding.hpp"
#include "base/hash.hpp"

namespace testbed {

const IssuedSession& Sessions::issue(Caller caller, std::int64_t expires) {
  IssuedSession session;
  session.access_key_id = "ASIA" + base32(random_bytes(10));
  session.secret = base64(random_bytes(30));
  // Real tokens have this prefix and a few hundred characters with '+', '/' and '='.
  session.token = "IQoJb3JpZ2luX2Vj" + base64(random_bytes(280));
  session.expires = expires;
  session.caller = std::move(caller);
  std::string id = session.access_key_id;
  return by_id_.insert_or_assign(std::move(id), std::move(session)).first->second;
}

const IssuedSession* Sessions::find(const std::string& access_key_id) const {
  const auto found = by_id_.find(access_key_id);
  return found == by_id_.end() ? nullptr : &found->second;
}

void Sessions::expire_all(std::int64_t now) {
  for (auto& [id, session] : by_id_) session.expires = std::min(session.expires, now);
}

}  // namespace testbed
