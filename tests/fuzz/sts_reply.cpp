// SPDX-License-Identifier: Apache-2.0
// Any bytes as a reply of STS: complete credentials, an identity, an error, or nothing. The content of an
// accepted reply is written to the cache and must be readable.
#include "aws/sts/sts_reply.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "aws/cache/role_cache.hpp"
#include "aws/sts/sts_failure.hpp"
#include "base/credential_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace latchkey;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (const auto reply = parse_credentials_reply(body, "AssumeRole"); reply && !flaw_in(reply->credentials)) {
    const auto text = cache_entry_text({*reply, 200, {}, 0}, "aws");
    if (!parse_cache_entry(
             text, {}, [] { return LocalZone{}; }, "aws")
             .credentials)
      std::abort();
  }
  parse_identity_reply(body);
  ServiceFailure failure;
  failure.operation = "AssumeRole";
  failure.status = 403;
  if (const auto error = parse_error_reply(body)) {
    failure.code = error->code;
    failure.message = error->message;
  }
  const auto told = explain(failure, {"p", "arn:aws:iam::123456789012:role/r", "", "AKIA"});
  if (told.message.find('\n') != std::string::npos) std::abort();
  return 0;
}
