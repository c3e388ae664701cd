// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/output/live_display.hpp"
#include "cli/output/status_report.hpp"
#include "cli/output/style.hpp"
#include "platform/terminal/terminal.hpp"

namespace latchkey::cli {

Declare declare_status;

namespace {

constexpr std::chrono::seconds kBetweenLooks{1};
constexpr ScreenSize kUnknownScreen{24, 80};

struct StatusOptions {
  bool json = false, watch = false;
};

/// Why the output is empty.
std::string why_bare(const Config& config, const std::optional<std::string>& profile) {
  if (profile)
    return "profile " + text::printable(*profile) +
           " neither assumes a role nor signs in, so nothing is cached for it";
  if (!config.names().empty())
    return "no profile assumes a role or signs in, so nothing is cached (latchkey list shows the profiles)";
  return "there are no profiles in " + config.config_path() + " nor in " + config.credentials_path();
}

bool is_bare(const StatusReport& report) {
  return report.roles.empty() && report.logins.empty() && report.sign_ins.empty() &&
         report.sessions.empty() && report.broken.empty() && report.broken_sessions.empty() &&
         report.warnings.empty() && !report.server;
}

Result<void> show_once(const CommandInput& in, bool json) {
  const Host& host = in.setup.host;
  TRY(const auto report, status_report(*in.files, in.options.profile));
  if (json) return print_status_json(report, false);
  for (const auto& row : report.roles) {
    if (row.problem != nullptr) host.warn(*row.problem);
  }
  for (const auto& line : report.warnings) host.warn(line);
  for (const auto& line : problem_lines(report, host.env)) host.warn(line);
  if (is_bare(report)) host.warn(why_bare(in.setup.config, in.options.profile));
  return write_status(report, terminal::output_is_terminal() ? StatusForm::tables : StatusForm::lines,
                      print_raw);
}

/// What a look now gives, with what is wrong below it.
std::string watched(const CommandInput& in, const ScreenSize& screen) {
  const auto form = screen.columns < kPageWidth ? StatusForm::tables : StatusForm::live;
  auto setup = load_setup(in.setup.host);
  const auto report = setup ? status_report(*setup, in.options.profile) : tl::unexpected(setup.error());
  if (!report) return text::printable(message_with_origin(report.error(), in.setup.host.env)) + '\n';
  std::string text;
  const auto add_problem = [&text](const std::string& line) {
    text += painted(text::printable(line), Style::bad, output_has_colours()) + '\n';
  };
  static_cast<void>(write_status(*report, form, [&text](const std::string& lines) -> Result<void> {
    text += lines;
    return {};
  }));
  for (const auto& row : report->roles) {
    if (row.problem != nullptr) add_problem(*row.problem);
  }
  for (const auto& line : report->warnings) add_problem(line);
  for (const auto& line : problem_lines(*report, in.setup.host.env)) add_problem(line);
  return is_bare(*report) ? text::printable(why_bare(setup->config, in.options.profile)) + '\n' : text;
}

/// Runs until Ctrl-C.
Result<void> watch(const CommandInput& in, bool json) {
  if (!json && !terminal::output_is_terminal()) {
    return fail(Cause::usage, "--watch needs a terminal on standard output",
                "leave it away, or add --json for an object on a line each second");
  }
  LiveDisplay display;
  for (;;) {
    if (json) {
      TRY(auto setup, load_setup(in.setup.host));
      TRY(const auto report, status_report(setup, in.options.profile));
      CHECK(print_status_json(report, true));
    } else {
      const auto screen = screen_size().value_or(kUnknownScreen);
      CHECK(print_raw(display.frame(watched(in, screen), screen)));
    }
    in.setup.host.sleep(kBetweenLooks);
  }
}

}  // namespace

Run declare_status(Declaration& declaration) {
  auto options = std::make_shared<StatusOptions>();
  declaration.add(options->json, {.names = "--json", .help = "Print one JSON object"});
  declaration.add(options->watch,
                  {.names = "--watch", .help = "Update the display every second until Ctrl-C"});
  declaration.notes(R"(No other tool uses a cache entry that expires in less than 15 minutes. If
standard output is not a terminal, only the roles are printed; --json has all.
)");
  return [options](const CommandInput& in) -> Result<int> {
    if (options->watch) {
      CHECK(watch(in, options->json));
    } else {
      CHECK(show_once(in, options->json));
    }
    return 0;
  };
}

}  // namespace latchkey::cli
