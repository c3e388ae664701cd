// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal/credential_dialog.hpp"

namespace latchkey::credential_dialog {

bool is_there() {
  return false;  // desktop programs are used instead: mfa/prompters/dialog.cpp
}

Answer ask(const Question& /*question*/, Deadline /*deadline*/) {
  return {};
}

}  // namespace latchkey::credential_dialog
