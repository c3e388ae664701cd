// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/fault.hpp"
#include "control/ledger.hpp"
#include "net/http_message.hpp"
#include "sts/service.hpp"
#include "world/world.hpp"

namespace testbed {

/// Handles /control/..., with which tests query the testbed, set its clock and inject faults.
HttpResponse answer_control(const HttpRequest& request, const World& world, AwsState& state, Ledger& ledger,
                            FaultBox& faults);

}  // namespace testbed
