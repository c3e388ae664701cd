// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <sys/stat.h>

#include "platform/files/ownership.hpp"
#include "platform/system/posix/descriptor.hpp"

namespace latchkey::posix {

/// Whether the folder or file belongs to this user and only this user may write to it.
bool is_private(const struct stat& status);

/// Why latchkey does not use its own file at `path`: it is not a regular file, belongs to another user, or is
/// a hard link to another file. nullopt: it may be used.
std::optional<ownership::Flaw> flaw_of_own_file(const std::string& path, const struct stat& status);

/// Opens one of latchkey's own files. Does not follow links or wait for pipes and devices. Empty: errno is
/// set, or `flaw` says why the existing file is not used.
Descriptor open_own_file(const std::string& path, int flags, std::optional<ownership::Flaw>& flaw);

using FileCheck = std::function<std::optional<ownership::Flaw>(const struct stat& status)>;

/// As files::read(); `check` may reject the open file.
Result<std::optional<SecretText>> read_checked(const std::string& path, std::size_t limit,
                                               const FileCheck& check);

}  // namespace latchkey::posix
