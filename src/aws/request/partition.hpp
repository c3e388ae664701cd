// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace latchkey {

/// A group of regions with common accounts and a common host name suffix.
struct Partition {
  std::string_view name, region_prefix, suffix, dual_stack_suffix;
};

/// The partition of a region, also of an unknown one; "aws" if no other matches. Source: botocore's
/// data/partitions.json.
const Partition& partition_of(std::string_view region);

/// Whether it has the form of an AWS region, such as "eu-west-1". Source: regionRegex of
/// data/partitions.json.
bool is_public_region(std::string_view region);

/// Whether it can be part of a host name, as a region must. An empty one cannot, and fails later as an
/// endpoint.
bool is_region_name(std::string_view region);

/// The region of an availability zone such as "us-east-1a". nullopt: it is not a zone.
std::optional<std::string> region_of_zone(std::string_view text);

/// The suggestion for a text that is not a region: a similar region, else an example.
std::string region_to_write(std::string_view text);

/// The region that is similar to an unknown name. nullopt: the name is known, or no region is similar.
std::optional<std::string> likely_region(std::string_view text);

}  // namespace latchkey
