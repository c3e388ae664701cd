// SPDX-License-Identifier: Apache-2.0
#include "platform/visitor.hpp"

namespace latchkey {

bool can_tell_visitors() {
  return false;  // the system's table of connections names processes, and of another user's nothing can be
                 // asked
}

bool is_own_visitor(std::uint16_t /*own_port*/, std::uint16_t /*their_port*/) {
  return false;
}

bool is_own_socket_visitor(NativeSocket /*descriptor*/) {
  return false;
}

}  // namespace latchkey
