// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/system/deadline.hpp"
#include <latchkey/secret.hpp>

// Prompts for a secret in a dialog of the system.
namespace latchkey::credential_dialog {

struct Question {
  std::string text;  ///< the whole text, in lines
  std::string name;  ///< the owner of the secret, shown read-only
};

struct Answer {
  enum class How {
    entered,
    cancelled,  ///< the user cancelled
    late,       ///< the deadline has passed, and the dialog is closed
    no_dialog,  ///< the system has none, or no desktop
  };
  How how = How::no_dialog;
  Secret secret = {};  ///< only with `entered`
};

/// Whether there is such a dialog and a desktop (Windows).
bool is_there();

/// Shows the dialog and waits.
Answer ask(const Question& question, Deadline deadline);

}  // namespace latchkey::credential_dialog
