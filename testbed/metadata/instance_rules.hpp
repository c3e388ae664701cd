// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace testbed {

/// The options of EC2 instance metadata, as in ModifyInstanceMetadataOptions.
struct InstanceRules {
  bool is_v1_allowed = false;  ///< HttpTokens=optional: requests without a token are allowed
  bool is_hop_limit_exceeded =
      false;  ///< the client is a container beyond the limit: replies to PUT never arrive
};

}  // namespace testbed
