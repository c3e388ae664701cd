// SPDX-License-Identifier: Apache-2.0
#include "platform/host.hpp"

#include "platform/crypto/random.hpp"
#include "platform/process/detached.hpp"

namespace latchkey {

void Host::cancel() const {
  cancellation->cancel();
  if (transport) transport->cancel();
}

Host Host::of_this_machine() {
  Host host;
  host.env = Environment::of_this_process();
  host.now = system_now;
  host.sleep = [cancellation = host.cancellation](std::chrono::milliseconds time) {
    cancellation->sleep(time);
  };
  host.jitter = [] { return static_cast<unsigned char>(random_bytes(1).front()) / 256.0; };
  host.uuid = random_uuid;
  host.zone = local_zone;
  host.transport = make_transport({});
  host.ask_hidden = terminal::ask_hidden;
  host.ask_in_dialog = credential_dialog::ask;
  host.has_browser = [env = host.env] { return latchkey::has_browser(env); };
  host.open_browser = [env = host.env](const std::string& url) { return latchkey::open_browser(url, env); };
  host.has_open_terminal = terminal::any_is_open;
  host.run = run_captured;
  host.start = Coprocess::start;
  host.notice = [](const std::string&) {};
  host.warn = [](const std::string&) {};
  host.debug = [](const std::string&) {};
  return host;
}

}  // namespace latchkey
