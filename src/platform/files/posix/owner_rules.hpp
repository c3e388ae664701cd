// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <sys/stat.h>

#include "platform/files/ownership.hpp"
#include "platform/system/posix/descriptor.hpp"

namespace latchkey::posix {

/// Whether the folder or file belongs to this process's user and nobody else may write to it.
bool is_private(const struct stat& status);

/// Why latchkey does not use a file of its own that it found at `path`: not a regular file, another user's,
/// or a hard link to some other file. nullopt: it may.
std::optional<ownership::Flaw> flaw_of_own_file(const std::string& path, const struct stat& status);

/// Opens a file that latchkey keeps for itself. Never follows a link and never waits for a pipe or device.
/// Empty: errno is set, or `flaw` names why the file that is there is not used.
Descriptor open_own_file(const std::string& path, int flags, std::optional<ownership::Flaw>& flaw);

using FileCheck = std::function<std::optional<ownership::Flaw>(const struct stat& status)>;

/// As files::read(); `check` sees the open file first and may reject it.
Result<std::optional<SecretText>> read_checked(const std::string& path, std::size_t limit,
                                               const FileCheck& check);

}  // namespace latchkey::posix
