// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <windows.h>

#include "platform/system/windows/secret_wide.hpp"
#include "platform/terminal/credential_dialog.hpp"

namespace latchkey::windows {

/// The result of the dialog: `code` is the system's return value, `typed` is the content of the field, which
/// is overwritten.
credential_dialog::Answer answer_of(DWORD code, SecretWide& typed);

/// The text for the dialog, shortened to its limit by removing the first lines.
std::wstring dialog_text(const std::string& text);

/// Shows the dialog without checking for a desktop.
credential_dialog::Answer show_dialog(const credential_dialog::Question& question, Deadline deadline);

/// Whether a window of this process would be visible.
bool has_desktop();
/// The same, but possibly without a shell that shows windows.
bool is_on_a_desktop();

}  // namespace latchkey::windows
