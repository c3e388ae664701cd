// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/system/deadline.hpp"
#include <latchkey/secret.hpp>

// A dialog of the system's own in which a secret is typed, where no program has to be found for that.
namespace latchkey::credential_dialog {

struct Question {
  std::string text;  ///< all of it, in lines
  std::string name;  ///< what the secret belongs to, shown and not to be changed
};

struct Answer {
  enum class How {
    entered,
    cancelled,  ///< the person said no
    late,       ///< the deadline passed, and the dialog is gone
    no_dialog,  ///< there is none here, or nowhere to show it
  };
  How how = How::no_dialog;
  Secret secret = {};  ///< only with `entered`
};

/// Whether there is such a dialog, and somebody's desktop to show it on (Windows).
bool is_there();

/// Shows it and waits.
Answer ask(const Question& question, Deadline deadline);

}  // namespace latchkey::credential_dialog
