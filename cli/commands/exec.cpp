// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/Formatter.hpp>

#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "serve/child_environment.hpp"

namespace latchkey::cli {

Declare declare_exec;

namespace {

class ExecFormatter : public CLI::Formatter {
 public:
  std::string make_usage(const CLI::App* /*app*/, std::string /*name*/) const override {
    return "Usage: latchkey exec [OPTIONS] -- PROGRAM [ARGUMENT...]\n\n";
  }
};

}  // namespace

Run declare_exec(CLI::App& app) {
  app.formatter(std::make_shared<ExecFormatter>());
  app.footer(R"(For example:  latchkey exec -p NAME -- aws s3 ls
PROGRAM takes latchkey's place, so its exit status and signals are its own. It finds the credentials in
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION and AWS_ACCOUNT_ID,
the region in AWS_REGION and AWS_DEFAULT_REGION, and no profile in AWS_PROFILE.
)");
  return [](const CommandInput& in) -> Result<int> {
    const auto& program = in.program;
    if (program.empty()) {
      return fail(ErrorKind::usage, "exec needs a program to run",
                  "for example: latchkey exec -p NAME -- aws s3 ls");
    }
    TRY(const auto credentials, in.session->credentials());
    in.setup.host.debug("exec: " + program.front());
    const auto failure =
        replace_process(program, child_environment(in.setup.host.env, credentials, in.session->region()));
    show_error({ErrorKind::usage, "cannot run " + program.front() + ": " + failure.detail,
                failure.found ? "check that it is an executable program"
                : in.setup.config.find(program.front()) != nullptr
                    ? program.front() + " is a profile: latchkey exec -p " + program.front() + " -- PROGRAM"
                    : "check its name and PATH"},
               in.setup.host.env);
    constexpr int kCannotExecute = 126;
    constexpr int kNotFound = 127;
    return failure.found ? kCannotExecute : kNotFound;
  };
}

}  // namespace latchkey::cli
