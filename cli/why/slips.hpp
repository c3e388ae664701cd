// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/why/settings.hpp"

// Settings whose names are misspelt, which every tool passes over in silence.
namespace latchkey::cli {

/// The setting that was meant by a name which no tool knows. nullopt: it is known, or like none that is, or
/// the profile has that one already.
std::optional<std::string> meant_by(const Profile& profile, std::string_view key);

struct WhySlip {
  WhyPlace place;
  std::string key, meant;
};

/// Those of a profile, in the files' order.
std::vector<WhySlip> slips_of(const Profile& profile);

}  // namespace latchkey::cli
