// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

// Temporary files of files::write_private(), replace() and check_writable(), and what a killed process leaves
// of them.
namespace latchkey::temporaries {

enum class WrittenBy {
  latchkey,
  any_tool,  ///< also by botocore and others that name them by Python's tempfile
};

/// A random name, "tmplk_*****.tmp": one of those that Python's tempfile makes, so that what cleans up after
/// botocore also cleans up after latchkey. Of 50,000 names of other tools one looks like it.
std::string new_name();

bool is_name(std::string_view name, WrittenBy by);

struct Swept {
  int removed = 0;
  int young = 0;  ///< left because they were changed within `age`
};

/// Removes the temporary files in `folder` that nobody will finish: regular files of this user, changed last
/// at least `age` ago, that no latchkey process is writing. A file with a time in the future counts as old,
/// from `age` on. Links, folders and files of other users stay. A file that cannot be removed stays.
Swept sweep(const std::string& folder, WrittenBy by, std::chrono::seconds age);

}  // namespace latchkey::temporaries
