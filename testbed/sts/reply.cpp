// SPDX-License-Identifier: Apache-2.0
#include "sts/reply.hpp"

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "base/xml.hpp"

namespace testbed {
namespace {

constexpr std::string_view kNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";

HttpResponse reply(int status, std::string body, const std::string& request_id) {
  HttpResponse out;
  out.status = status;
  out.content_type = "text/xml";
  out.body = std::move(body);
  out.headers.emplace_back("x-amzn-RequestId", request_id);
  return out;
}

}  // namespace

std::string new_request_id() {
  std::string bytes = random_bytes(16);
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x40U);  // version 4
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);  // variant 1
  std::string id = hex(bytes);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) id.insert(dash, "-");
  return id;
}

HttpResponse success_reply(std::string_view operation, std::string_view result_xml) {
  const std::string id = new_request_id();
  const std::string name(operation);
  std::string body =
      "<" + name + "Response xmlns=\"" + std::string(kNamespace) + "\">\n  <" + name + "Result>\n";
  body.append(result_xml);
  body += "  </" + name + "Result>\n  <ResponseMetadata>\n    " + xml_element("RequestId", id) +
          "\n  </ResponseMetadata>\n</" + name + "Response>\n";
  return reply(200, std::move(body), id);
}

HttpResponse error_reply(const AwsError& error) {
  const std::string id = new_request_id();
  std::string body = "<ErrorResponse xmlns=\"" + std::string(kNamespace) + "\">\n  <Error>\n    " +
                     xml_element("Type", error.status >= 500 ? "Receiver" : "Sender") + "\n    " +
                     xml_element("Code", error.code) + "\n    " + xml_element("Message", error.message) +
                     "\n  </Error>\n  " + xml_element("RequestId", id) + "\n</ErrorResponse>\n";
  return reply(error.status, std::move(body), id);
}

}  // namespace testbed
