// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/explain/explanations.hpp"
#include "cli/output/page.hpp"
#include "cli/output/table.hpp"
#include "platform/terminal/terminal.hpp"

namespace latchkey::cli {

Declare declare_explain;

namespace {

struct ExplainOptions {
  std::vector<std::string> codes;
  bool json = false;
};

std::vector<Cause> all_causes() {
  std::vector<Cause> causes;
  for (std::size_t i = 0; i < cause_count(); ++i) causes.push_back(static_cast<Cause>(i));
  return causes;
}

tl::unexpected<Error> no_such_code(const std::string& code) {
  std::vector<std::string> names;
  for (const auto cause : all_causes()) names.emplace_back(code_of(cause));
  const auto near = text::nearest(names, code);
  return fail(Cause::usage, "there is no error code " + text::printable(code),
              (near.empty() ? "" : "did you mean " + text::join(near, " or ") + "? ") +
                  "latchkey explain lists the codes");
}

/// Of "[ca-bundle-missing]" as well, as an error message shows it.
Result<std::vector<Cause>> causes_of(const std::vector<std::string>& codes) {
  std::vector<Cause> causes;
  for (std::string_view code : codes) {
    if (code.starts_with('[') && code.ends_with(']')) code = code.substr(1, code.size() - 2);
    const auto cause = find_cause(text::ascii_lower(code));
    if (!cause) return no_such_code(std::string(code));
    causes.push_back(*cause);
  }
  return causes;
}

nlohmann::ordered_json to_json(const std::vector<Cause>& causes) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto cause : causes) {
    const auto [why, fix] = explanation_of(cause);
    rows.push_back({{"code", code_of(cause)},
                    {"kind", name_of(kind_of(cause))},
                    {"meaning", meaning_of(cause)},
                    {"causes", why},
                    {"fix", fix}});
  }
  return rows;
}

Result<void> print_list(const std::vector<Cause>& causes) {
  const auto cells_at = [&](std::size_t row) {
    return Cells{std::string(code_of(causes[row])), std::string(meaning_of(causes[row]))};
  };
  return write_table({{"CODE", "MEANING"}, causes.size(), cells_at}, terminal::output_is_terminal(),
                     print_raw);
}

std::string explained(const std::vector<Cause>& causes) {
  Page page;
  for (const auto cause : causes) {
    const auto [why, fix] = explanation_of(cause);
    page.section(std::string(code_of(cause)));
    page.paragraph(2, std::string(meaning_of(cause)));
    page.section("Causes");
    page.paragraph(2, std::string(why));
    page.section("What to do", Style::next);
    page.paragraph(2, std::string(fix));
  }
  return page.take();
}

}  // namespace

Run declare_explain(Declaration& declaration) {
  auto options = std::make_shared<ExplainOptions>();
  declaration.add(options->codes,
                  {.names = "CODE", .help = "Explain this code; without one, list all codes"});
  declaration.add(options->json, {.names = "--json", .help = "Print a JSON array of the codes"});
  declaration.rejects_profile();
  declaration.examples("  latchkey explain ca-bundle-missing\n");
  declaration.notes("The code stands in brackets at the end of an error message. Codes do not change.\n");
  return [options](const CommandInput& in) -> Result<int> {
    if (in.options.profile) {
      return fail(Cause::usage, "explain describes codes, so it does not accept --profile",
                  "latchkey why -p NAME explains a profile");
    }
    TRY(const auto named, causes_of(options->codes));
    const auto causes = named.empty() ? all_causes() : named;
    CHECK(options->json   ? print_json(to_json(causes))
          : named.empty() ? print_list(causes)
                          : print_raw(explained(causes)));
    return 0;
  };
}

}  // namespace latchkey::cli
