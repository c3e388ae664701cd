// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace latchkey {

/// `count` bytes of the kernel's randomness.
std::string random_bytes(std::size_t count);

/// A version 4 UUID in its usual text form.
std::string random_uuid();

/// A name for a temporary file, "tmp********.tmp": as Python's tempfile has them, so that whatever cleans up
/// after botocore knows ours, too.
std::string random_file_name();

}  // namespace latchkey
