// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace testbed {

/// Text as the content of an XML element. Control characters, which XML 1.0 does not allow, become '?'.
std::string xml_escape(std::string_view text);

/// <name>escaped text</name>
std::string xml_element(std::string_view name, std::string_view text);

}  // namespace testbed
