// SPDX-License-Identifier: Apache-2.0
// Any bytes as a time or a duration. A parsed value can be written in each format and read back as the same.
#include "base/timestamp.hpp"

#include "fuzz/support.hpp"

namespace {

using namespace latchkey;
using fuzz::need;

const ZoneName kStandard{"JST", std::chrono::hours{9}};
const ZoneName kDaylight{"JDT", std::chrono::hours{10}};

void need_read_again(const Timestamp& time) {
  const auto again = parse_timestamp(isoformat(time));
  need(again && again->at == time.at && again->offset == time.offset);
  need(isoformat(*again) == isoformat(time));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.at);
  for (const auto& text : {utc_text(time.at), cache_text(time.at), signing_text(time.at)}) {
    const auto cut = parse_timestamp(text);
    need(cut && cut->at == seconds && cut->offset == std::chrono::seconds{0});
  }
}

void try_duration(std::string_view text) {
  const auto time = parse_duration(text);
  if (!time) return;
  need(time->count() > 0);
  need(parse_duration(std::to_string(time->count())) == time || time->count() > 1'000'000'000);
  need(!duration_text(*time).empty() && duration_text(*time) == duration_text(-*time));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = latchkey::fuzz::text_of(data, size);
  if (const auto time = parse_timestamp(text, kStandard, kDaylight)) need_read_again(*time);
  try_duration(text);
  return 0;
}
