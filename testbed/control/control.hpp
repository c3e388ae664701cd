// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/fault.hpp"
#include "control/ledger.hpp"
#include "net/http_message.hpp"
#include "sts/service.hpp"
#include "world/world.hpp"

namespace testbed {

/// Answers /control/...: what tests ask of the testbed, and how they move its clock and break it.
HttpResponse answer_control(const HttpRequest& request, const World& world, AwsState& state, Ledger& ledger,
                            FaultBox& faults);

}  // namespace testbed
