// SPDX-License-Identifier: Apache-2.0
#include "rest/run.hpp"

#include <algorithm>

namespace testbed {
namespace {

constexpr std::array<std::string_view, 9> kSecrets{"clientSecret", "deviceCode",   "refreshToken",
                                                   "code",         "codeVerifier", "accessToken",
                                                   "user_code",    "state",        "code_challenge"};

bool is_secret(std::string_view name) {
  return std::find(kSecrets.begin(), kSecrets.end(), name) != kSecrets.end();
}

// An empty body counts as an empty object, as for a GET.
nlohmann::json parse_body(const HttpRequest& request) {
  if (request.body.empty()) return nlohmann::json::object();
  return nlohmann::json::parse(request.body, nullptr, false);
}

AwsError bad_body(Service service) {
  const std::string text = "The request body is not a JSON object.";
  if (service == Service::signin) return {400, "ValidationException", text, "INVALID_REQUEST"};
  return {400, "InvalidRequestException", text};
}

}  // namespace

std::optional<std::string> RestCall::text(const char* name) const {
  const auto found = body.find(name);
  if (found == body.end() || !found->is_string() || found->get_ref<const std::string&>().empty()) {
    return std::nullopt;
  }
  return found->get<std::string>();
}

std::vector<std::string> RestCall::texts(const char* name) const {
  std::vector<std::string> out;
  const auto found = body.find(name);
  if (found == body.end() || !found->is_array()) return out;
  for (const auto& item : *found) {
    if (item.is_string()) out.push_back(item.get<std::string>());
  }
  return out;
}

const RestOperation* find_rest_operation(const HttpRequest& request) {
  const auto* found =
      std::find_if(kRestOperations.begin(), kRestOperations.end(), [&](const RestOperation& operation) {
        return operation.method == request.method && operation.path == request.path();
      });
  return found == kRestOperations.end() ? nullptr : found;
}

Form rest_parameters(const HttpRequest& request) {
  Form out = parse_form(request.query()).value_or(Form());
  const nlohmann::json body = parse_body(request);
  if (body.is_object()) {
    for (const auto& [name, value] : body.items()) {
      out.emplace_back(name, value.is_string()
                                 ? value.get<std::string>()
                                 : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
  }
  for (auto& [name, value] : out) {
    if (is_secret(name)) value = "******";
  }
  return out;
}

Judged<HttpResponse> run_rest(const RestOperation& operation, const HttpRequest& request,
                              const std::string& via, const World& world, AwsState& state) {
  const std::string host = header(request, "Host").value_or("");
  const HostFit fit = fit_host(operation.service, host);
  if (!fit.fits) return refuse(404, "UnknownOperationException", "The requested operation is not known.");
  const auto query = parse_form(request.query());
  nlohmann::json body = parse_body(request);
  if (!query || !body.is_object()) return tl::make_unexpected(bad_body(operation.service));
  const std::string scheme = via == "http" ? "http://" : "https://";
  RestCall call{request, scheme + host,  fit.region, std::move(body), *query,
                world,   state.sessions, state.sso,  state.logins,    state.clock.now()};
  return operation.run(call);
}

}  // namespace testbed
