// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "aws/config/setup.hpp"
#include "aws/request/service_failure.hpp"

namespace latchkey {

/// botocore's retry modes. `adaptive` is the same as `standard`: its additional limit is for clients that
/// make many calls.
enum class RetryMode { legacy, standard, adaptive };

/// The number of attempts, and the timeouts.
struct RetryRules {
  RetryMode mode = RetryMode::legacy;
  int max_attempts = 5;
  std::chrono::milliseconds connect_timeout{60'000};
};

/// retry_mode, max_attempts and defaults_mode of the selected profile, or their variables. Errors: config - a
/// value is invalid. Source: botocore/args.py, configprovider.py, data/sdk-default-configuration.
Result<RetryRules> retry_rules(const Setup& setup);

/// Whether another attempt may succeed. Source: botocore/data/_retry.json (legacy), retries/standard.py.
bool is_transient(RetryMode mode, const ServiceFailure& failure);

/// The pause after attempt number `attempt` (1 is the first), with `random` from 0 to 1.
std::chrono::milliseconds pause_after(RetryMode mode, int attempt, double random);

}  // namespace latchkey
