// SPDX-License-Identifier: Apache-2.0
#include "sts/credentials_xml.hpp"

#include "base/utc.hpp"
#include "base/xml.hpp"

namespace testbed {

std::string credentials_xml(const IssuedSession& session) {
  return "    <Credentials>\n      " + xml_element("AccessKeyId", session.access_key_id) + "\n      " +
         xml_element("SecretAccessKey", session.secret) + "\n      " +
         xml_element("SessionToken", session.token) + "\n      " +
         xml_element("Expiration", extended_time(session.expires)) + "\n    </Credentials>\n";
}

}  // namespace testbed
