// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace testbed {

/// How the metadata of EC2 instances is set up, as ModifyInstanceMetadataOptions sets it.
struct InstanceRules {
  bool is_v1_allowed = false;  ///< HttpTokens=optional: questions without a token are answered
  bool is_hop_limit_exceeded =
      false;  ///< who asks is a container behind the limit: replies to PUT never arrive
};

}  // namespace testbed
