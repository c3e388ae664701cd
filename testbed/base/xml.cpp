// SPDX-License-Identifier: Apache-2.0
#include "base/xml.hpp"

namespace testbed {

std::string xml_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F) {
      out += '?';
    } else {
      out += c;
    }
  }
  return out;
}

std::string xml_element(std::string_view name, std::string_view text) {
  std::string out = "<";
  out.append(name).append(">").append(xml_escape(text)).append("</").append(name).append(">");
  return out;
}

}  // namespace testbed
