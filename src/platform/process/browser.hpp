// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/system/environment.hpp"

namespace latchkey {

/// Opens `url` in the person's browser, which outlives this process, and does not wait: what BROWSER names,
/// else the desktop's own. false: there is none, or it cannot be started.
bool open_browser(const std::string& url, const Environment& environment);

/// Whether open_browser() has something to start.
bool has_browser(const Environment& environment);

}  // namespace latchkey
