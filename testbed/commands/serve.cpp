// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "commands/commands.hpp"
#include "commands/scratch_dir.hpp"
#include "net/fd.hpp"
#include "net/server.hpp"
#include "net/tls_authority.hpp"
#include "testbed.hpp"
#include "world/config.hpp"

namespace testbed {
namespace {

volatile std::sig_atomic_t stop_pipe_end = -1;  // accessible for a signal handler

extern "C" void on_stop_signal(int) {
  const int saved = errno;
  const char byte = 0;
  [[maybe_unused]] const auto sent = ::write(stop_pipe_end, &byte, 1);
  errno = saved;
}

struct StopPipe {
  Fd reader;
  Fd writer;
};

// SIGTERM and SIGINT write a byte to a pipe, which the accept loop waits for.
StopPipe catch_stop_signals() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  stop_pipe_end = ends[1];
  struct sigaction action {};
  action.sa_handler = on_stop_signal;
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return {Fd(ends[0]), Fd(ends[1])};
}

void allow_many_connections() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
}

std::string ready_line(const Server& server, const std::string& ca_bundle) {
  nlohmann::ordered_json json;
  json["pid"] = ::getpid();
  json["http"] = "http://127.0.0.1:" + std::to_string(server.http_port());
  json["https"] = "https://localhost:" + std::to_string(server.https_port());
  json["proxy"] = "http://127.0.0.1:" + std::to_string(server.proxy_port());
  json["ca_bundle"] = ca_bundle;
  return json.dump() + "\n";
}

}  // namespace

int run_serve(const ServeOptions& options) {
  Testbed testbed(load_world(options.config), Clock(system_seconds));
  const StopPipe stop = catch_stop_signals();
  allow_many_connections();
  TlsAuthority authority;
  const ScratchDir dir(options.dir);
  const std::string ca_bundle = dir.path() + "/ca.pem";
  write_whole_file(ca_bundle, authority.ca_pem());
  Server server(testbed, authority, options.port,
                options.proxy_login.empty() ? std::nullopt : std::optional(options.proxy_login));

  const std::string line = ready_line(server, ca_bundle);
  if (!options.ready_file.empty()) write_whole_file(options.ready_file, line);
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
  server.run(stop.reader.get(), options.exit_with_stdin ? STDIN_FILENO : -1);
  return 0;
}

}  // namespace testbed
