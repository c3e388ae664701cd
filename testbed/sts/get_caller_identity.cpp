// SPDX-License-Identifier: Apache-2.0
#include "base/xml.hpp"
#include "sts/operation.hpp"

namespace testbed {

Judged<std::string> get_caller_identity(StsCall& call) {
  return "    " + xml_element("Arn", call.caller->arn) + "\n    " +
         xml_element("UserId", call.caller->user_id) + "\n    " +
         xml_element("Account", call.caller->account) + "\n";
}

}  // namespace testbed
