// SPDX-License-Identifier: Apache-2.0
#include "aws/request/partition.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

constexpr Partition kCommercial{"aws", "", "amazonaws.com", "api.aws"};
constexpr std::array<Partition, 7> kPartitions = {{
    {"aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
    {"aws-us-gov", "us-gov-", "amazonaws.com", "api.aws"},
    {"aws-iso", "us-iso-", "c2s.ic.gov", "api.aws.ic.gov"},
    {"aws-iso-b", "us-isob-", "sc2s.sgov.gov", "api.aws.scloud"},
    {"aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
    {"aws-iso-f", "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
    {"aws-eusc", "eusc-de-", "amazonaws.eu", "api.amazonwebservices.eu"},
}};

/// Only for suggestions: unlisted regions also work.
/// Source: botocore/data/partitions.json, partitions that the public can use.
constexpr const char* kRegions[] = {
    "af-south-1",     "ap-east-1",      "ap-east-2",      "ap-northeast-1", "ap-northeast-2",
    "ap-northeast-3", "ap-south-1",     "ap-south-2",     "ap-southeast-1", "ap-southeast-2",
    "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7",
    "ca-central-1",   "ca-west-1",      "cn-north-1",     "cn-northwest-1", "eu-central-1",
    "eu-central-2",   "eu-north-1",     "eu-south-1",     "eu-south-2",     "eu-west-1",
    "eu-west-2",      "eu-west-3",      "il-central-1",   "me-central-1",   "me-south-1",
    "mx-central-1",   "sa-east-1",      "us-east-1",      "us-east-2",      "us-gov-east-1",
    "us-gov-west-1",  "us-west-1",      "us-west-2"};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// PREFIX + word + "-" + number, or the partition's own pseudo region.
bool is_region_of(const Partition& partition, std::string_view region) {
  if (region == std::string(partition.name) + "-global") return true;
  if (region.substr(0, partition.region_prefix.size()) != partition.region_prefix) return false;
  const auto rest = region.substr(partition.region_prefix.size());
  const auto dash = rest.find('-');
  if (dash == 0 || dash == std::string_view::npos) return false;
  const auto word = rest.substr(0, dash);
  return std::all_of(word.begin(), word.end(), is_letter_or_digit) && is_number(rest.substr(dash + 1));
}

}  // namespace

const Partition& partition_of(std::string_view region) {
  const auto* const found =
      std::find_if(kPartitions.begin(), kPartitions.end(),
                   [&](const Partition& partition) { return is_region_of(partition, region); });
  return found == kPartitions.end() ? kCommercial : *found;
}

bool is_public_region(std::string_view region) {
  constexpr std::array<std::string_view, 10> kAreas = {"us-", "eu-", "ap-", "sa-", "ca-",
                                                       "me-", "af-", "il-", "mx-", "cn-"};
  for (const auto& partition : kPartitions) {
    if (is_region_of(partition, region)) return !region.ends_with("-global");
  }
  return std::any_of(kAreas.begin(), kAreas.end(), [&](std::string_view area) {
    return is_region_of({"aws", area, {}, {}}, region) && !region.ends_with("-global");
  });
}

std::optional<std::string> region_of_zone(std::string_view text) {
  if (text.empty() || text.back() < 'a' || text.back() > 'z') return std::nullopt;
  text.remove_suffix(1);
  return is_public_region(text) ? std::optional(std::string(text)) : std::nullopt;
}

std::optional<std::string> likely_region(std::string_view text) {
  const std::vector<std::string> known(std::begin(kRegions), std::end(kRegions));
  if (std::find(known.begin(), known.end(), text) != known.end()) return std::nullopt;
  auto near = text::nearest(known, text);
  return near.empty() ? std::nullopt : std::optional(std::move(near.front()));
}

std::string region_to_write(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\"'"), text.size()));
  // "eu west 1" is a region with blanks instead of hyphens.
  std::string joined(unicode::strip(text.substr(0, text.find_first_of("\"'#;"))));
  if (joined.find(' ') != std::string::npos) {
    std::replace(joined.begin(), joined.end(), ' ', '-');
    if (is_public_region(joined)) return joined;
  }
  const auto word = text.substr(0, text.find_first_of(" \t\"'#;"));
  if (auto zone = region_of_zone(word)) return *std::move(zone);
  if (auto likely = likely_region(word)) return *std::move(likely);
  return is_public_region(word) ? std::string(word) : "eu-west-1, or your own region";
}

bool is_region_name(std::string_view region) {
  if (region.empty()) return true;
  if (region.size() > 63 || region.front() == '-' || region.back() == '-' || is_number(region)) return false;
  return std::all_of(region.begin(), region.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

}  // namespace latchkey
