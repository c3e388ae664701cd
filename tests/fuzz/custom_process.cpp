// SPDX-License-Identifier: Apache-2.0
// Any bytes as the output of a credential_process, after a byte with its exit status. The result is complete
// credentials that have not expired, or an error of bounded length.
#include "fuzz/support.hpp"
#include "providers/provider.hpp"

namespace latchkey {
Provider custom_process_provider;
}

namespace {

using namespace latchkey;
using fuzz::need;

constexpr std::size_t kLongestMessage = 1000;

struct World {
  ProcessOutput output;
  Setup setup;

  World()
      : setup{
            fuzz::quiet_host("/home/nobody"),
            *Config::parse({"config", "[profile ops]\ncredential_process = program\n"}, {"credentials", {}}),
            {"ops", true},
            {}} {
    setup.host.run = [this](const auto&, const auto&, const auto&) { return output; };
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  const auto [status, text] = latchkey::fuzz::selected(data, size);
  world.output = {ProcessOutput::End::exited, static_cast<int>(status), std::string(text), std::string(text)};
  const auto source = custom_process_provider({world.setup, "ops"});
  need(source && *source);
  const auto found = (*source)->load({});
  if (found) {
    need(status == 0 && (!found->expiration || *found->expiration >= latchkey::fuzz::kNow));
  } else {
    need(found.error().message.size() <= kLongestMessage && found.error().hint.size() <= kLongestMessage);
    need(!latchkey::fuzz::has_control(found.error().message));
  }
  return 0;
}
