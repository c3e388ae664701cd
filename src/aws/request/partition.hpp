// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace latchkey {

/// A group of regions that share accounts and the end of their host names.
struct Partition {
  std::string_view name, region_prefix, suffix, dual_stack_suffix;
};

/// The partition of a region, known or not yet; "aws" where nothing else fits. Source: botocore's
/// data/partitions.json.
const Partition& partition_of(std::string_view region);

/// Whether it has the form of a region of AWS's, such as "eu-west-1". Source: regionRegex of
/// data/partitions.json.
bool is_public_region(std::string_view region);

/// Whether it can be part of a host name, as a region must. An empty one can not, and fails later as an
/// endpoint.
bool is_region_name(std::string_view region);

/// The region of an availability zone such as "us-east-1a". nullopt: it is none.
std::optional<std::string> region_of_zone(std::string_view text);

/// What to write in the place of a text that is no region: the region that was probably meant, else an
/// example.
std::string region_to_write(std::string_view text);

/// The region that was probably meant by a name that AWS does not know. nullopt: it is a known one, or like
/// none of them.
std::optional<std::string> likely_region(std::string_view text);

}  // namespace latchkey
