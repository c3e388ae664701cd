// SPDX-License-Identifier: Apache-2.0
#include "control/ledger.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace testbed {
namespace {

constexpr std::size_t kKept = 1000;

// Requests may contain invalid UTF-8; a report must not fail because of that.
std::string dump(const nlohmann::json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

LedgerEntry describe(const HttpRequest& request, const Form& form, std::string via) {
  LedgerEntry entry;
  entry.via = std::move(via);
  entry.operation = form_value(form, "Action").value_or("");
  entry.host = header(request, "Host").value_or("");
  entry.user_agent = header(request, "User-Agent").value_or("");
  entry.attempt = header(request, "amz-sdk-request").value_or("");
  for (const auto& [name, value] : form) {
    entry.parameters.emplace_back(name, name == "TokenCode" || name == "WebIdentityToken" ? "******" : value);
  }
  // Parsed leniently, so that a request with a rejected Authorization header is still identified.
  const std::string authorization = header(request, "Authorization").value_or("");
  const auto credential = authorization.find("Credential=");
  if (credential != std::string::npos) {
    const std::string scope =
        authorization.substr(credential + 11, authorization.find(',') - credential - 11);
    const auto first = scope.find('/');
    entry.access_key_id = scope.substr(0, first);
    const auto second = first == std::string::npos ? first : scope.find('/', first + 1);
    if (second != std::string::npos) {
      entry.region = scope.substr(second + 1, scope.find('/', second + 1) - second - 1);
    }
  }
  return entry;
}

void Ledger::add(LedgerEntry entry) {
  ++requests_;
  Outcome& outcome = operations_[entry.operation];
  ++(entry.status == 200 && entry.error.empty() ? outcome.ok : outcome.refused);
  ++user_agents_[entry.user_agent];
  last_.push_back(std::move(entry));
  if (last_.size() > kKept) last_.pop_front();
}

void Ledger::clear() {
  *this = Ledger();
}

std::string Ledger::counts_json(const CodeCounts& codes) const {
  nlohmann::json operations = nlohmann::json::object();
  for (const auto& [name, outcome] : operations_) {
    operations[name] = {{"ok", outcome.ok}, {"refused", outcome.refused}};
  }
  return dump({{"questions_answered", codes.accepted},
               {"codes_received", codes.received},
               {"codes_refused", codes.refused},
               {"operations", operations},
               {"requests", requests_},
               {"connections", connections_},
               {"user_agents", user_agents_}});
}

std::string Ledger::requests_json() const {
  nlohmann::json list = nlohmann::json::array();
  for (const LedgerEntry& entry : last_) {
    nlohmann::json parameters = nlohmann::json::object();
    for (const auto& [name, value] : entry.parameters) parameters[name] = value;
    list.push_back({{"via", entry.via},
                    {"operation", entry.operation},
                    {"host", entry.host},
                    {"region", entry.region},
                    {"access_key_id", entry.access_key_id},
                    {"user_agent", entry.user_agent},
                    {"attempt", entry.attempt},
                    {"parameters", parameters},
                    {"status", entry.status},
                    {"error", entry.error}});
  }
  return dump(list);
}

}  // namespace testbed
