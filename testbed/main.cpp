// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>

#include "commands/commands.hpp"

namespace {

int complain(const char* message, int status) {
  std::fprintf(stderr, "latchkey-testbed: error: %s\n", message);
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "A fake AWS (STS, IAM, virtual MFA devices, IAM Identity Center) on 127.0.0.1, which judges as AWS "
      "does.",
      "latchkey-testbed");
  app.require_subcommand(1);
  app.footer("The config file and the /control endpoints are described in testbed/README.md.");

  testbed::ServeOptions serve;
  CLI::App* serve_command =
      app.add_subcommand("serve", "Serve HTTP, HTTPS and a CONNECT proxy until SIGTERM.");
  serve_command->add_option("--config", serve.config, "JSON file with the accounts")->required();
  serve_command->add_option("--dir", serve.dir,
                            "Folder for ca.pem (default: a temporary one, removed at the end)");
  serve_command->add_option("--port", serve.port, "Port for plain HTTP (default: a free one)");
  serve_command->add_option("--ready-file", serve.ready_file,
                            "Write the line of JSON with the addresses here, too");
  serve_command->add_option("--proxy-auth", serve.proxy_login,
                            "Demand user:password from the proxy's clients");
  serve_command->add_flag("--exit-with-stdin", serve.exit_with_stdin, "End when stdin is at its end");

  testbed::CodeOptions code;
  CLI::App* code_command = app.add_subcommand("code", "Print the code that an MFA device shows now.");
  code_command->add_option("--device", code.device, "Serial number (ARN) of the device")->required();
  auto* source = code_command->add_option_group("source", "Where the device's secret is");
  auto* config = source->add_option("--config", code.config, "JSON file with the accounts");
  auto* url =
      source->add_option("--url", code.url, "A running testbed, whose clock counts: http://127.0.0.1:PORT");
  source->require_option(1);
  code_command->add_option("--at", code.at, "Unix time instead of now")->needs(config)->excludes(url);

  testbed::JwtOptions jwt;
  CLI::App* jwt_command = app.add_subcommand("jwt", "Print a token of an identity provider.");
  jwt_command->add_option("--url", jwt.url, "A running testbed: http://127.0.0.1:PORT")->required();
  jwt_command->add_option("--issuer", jwt.issuer, "Of whom (default: the first of the config)");
  jwt_command->add_option("--subject", jwt.subject, "For whom (default: ada)");
  jwt_command->add_option("--audience", jwt.audience, "To whom (default: whom the config says)");
  jwt_command->add_option("--lifetime-seconds", jwt.lifetime, "How long it is good (default: 3600)");

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    return complain(error.what(), 2);
  }
  try {
    if (*jwt_command) return testbed::run_jwt(jwt);
    return *serve_command ? testbed::run_serve(serve) : testbed::run_code(code);
  } catch (const std::exception& error) {
    return complain(error.what(), 1);
  }
}
