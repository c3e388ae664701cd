// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <windows.h>

#include "platform/system/windows/secret_wide.hpp"
#include "platform/terminal/credential_dialog.hpp"

namespace latchkey::windows {

/// What the dialog's end means: `code` is what the system returned, `typed` what is in the field, which is
/// overwritten.
credential_dialog::Answer answer_of(DWORD code, SecretWide& typed);

/// The text as the dialog takes it: not longer than it may be, and the last lines rather than the first.
std::wstring dialog_text(const std::string& text);

/// Shows the dialog, whoever sees it.
credential_dialog::Answer show_dialog(const credential_dialog::Question& question, Deadline deadline);

/// Whether a window of this process would be seen by somebody.
bool has_desktop();
/// The same, but perhaps with no shell that shows windows.
bool is_on_a_desktop();

}  // namespace latchkey::windows
