// SPDX-License-Identifier: Apache-2.0
#include "unit/support/scenario.hpp"

#include "base/timestamp.hpp"
#include "base/unicode.hpp"
#include "base/url.hpp"
#include "platform/files/files.hpp"
#include "session/access.hpp"
#include "unit/support/es256.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/programs.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kPort = "4566";

/// The kinds of Error for each exception of botocore.
const std::map<std::string, std::vector<ErrorKind>>& kinds() {
  static const std::map<std::string, std::vector<ErrorKind>> map = {
      {"ProfileNotFound", {ErrorKind::missing}},
      {"ConfigParseError", {ErrorKind::config}},
      {"InvalidConfigError", {ErrorKind::config}},
      {"InfiniteLoopConfigError", {ErrorKind::config}},
      {"PartialCredentialsError", {ErrorKind::config}},
      {"CredentialRetrievalError", {ErrorKind::config, ErrorKind::missing, ErrorKind::network}},
      {"ParamValidationError", {ErrorKind::config}},
      {"NoRegionError", {ErrorKind::config}},
      {"ClientError", {ErrorKind::denied}},
      {"RuntimeError", {ErrorKind::missing, ErrorKind::config}},
      {"TypeError", {ErrorKind::config}},
      {"JSONDecodeError", {ErrorKind::config}},
      {"ValueError", {ErrorKind::config}},
      {"IndexError", {ErrorKind::config}},
      {"FileNotFoundError", {ErrorKind::io}},
      {"InvalidIdentityTokenException", {ErrorKind::denied}},
      {"InvalidIMDSEndpointError", {ErrorKind::config}},
      {"InvalidIMDSEndpointModeError", {ErrorKind::config}},
      {"MetadataRetrievalError", {ErrorKind::missing}},
      {"KeyError", {ErrorKind::config}},
      {"EOFError", {ErrorKind::cancelled}},
      {"SSOTokenLoadError", {ErrorKind::missing, ErrorKind::config}},
      {"UnauthorizedSSOTokenError", {ErrorKind::denied}},
      {"TokenRetrievalError", {ErrorKind::denied}},
      {"LoginTokenLoadError", {ErrorKind::missing, ErrorKind::config}},
  };
  return map;
}

std::string unixtime_removed(std::string text) {
  const std::string name = "botocore-session-";
  if (text.rfind(name, 0) == 0) return name + "{{UNIXTIME}}";
  return text;
}

/// Headers that no recording shows: those of every request of the tool.
bool is_everywhere(const std::string& name) {
  return name == "User-Agent" || name == "Accept-Encoding" || name == "amz-sdk-invocation-id";
}

/// Compares a request to another service than STS: method, target, headers and JSON.
void compare_plain_request(const Json& expected, const HttpRequest& request,
                           std::vector<std::string>& lines) {
  const auto url = split_url(request.url).value_or(UrlParts{});
  const std::string target = url.path + (url.query.empty() ? "" : "?" + url.query);
  Json headers = Json::object();
  for (const auto& [name, value] : request.headers) {
    if (!is_everywhere(name)) headers[unicode::lower(name)] = value.reveal();
  }
  if (request.method != expected["method"] || target != expected["path"] ||
      request.body.empty() == expected.contains("json"))
    lines.push_back("request: " + request.method + ' ' + target);
  if (expected.contains("json") &&
      nlohmann::json::parse(request.body.view(), nullptr, false) != nlohmann::json(expected["json"]))
    lines.push_back("body: " + request.body.reveal() + " instead of " + expected["json"].dump());
  if (nlohmann::json(headers) != nlohmann::json(expected["headers"]))
    lines.push_back("headers: " + headers.dump() + " instead of " + expected["headers"].dump());
}

/// The vector with its placeholders replaced.
Json filled_in(const Json& vector, const std::string& home) {
  std::string text = replaced(vector.dump(), "{{PORT}}", kPort);
  for (const auto& [name, file] : vector["files"].items()) {
    if (name.ends_with(".sh") && file.is_string())
      text = replaced(text, "/bin/sh {{HOME}}/" + name, command_of_script(home, name, file));
  }
  text = replaced(text, "{{HOME}}", with_slashes(home));  // JSON escapes backslashes
  // It is in JSON within JSON.
  text = replaced(text, "{{EC_P256_PEM}}", replaced(kRfcKey, "\n", R"(\\n)"));
  return Json::parse(text);
}

Reply failure_of(const std::string& name) {
  const bool is_timeout = name == "timeout";  // of the reply, so the request has arrived
  TransportFailure failure;
  failure.reason = is_timeout ? TransportFailure::Reason::timeout : TransportFailure::Reason::connect;
  failure.detail = name;
  failure.sent = is_timeout;
  return tl::unexpected(failure);
}

std::string or_none(const Json& value) {
  return value.is_null() ? "none" : value.get<std::string>();
}

}  // namespace

Scenario::Scenario(const Json& vector) : vector_(filled_in(vector, machine.home.path())) {
  machine.env = Environment();
  machine.env.set(kHomeVariable, machine.home.path());
  machine.env.set("PATH", "/usr/bin:/bin");
  machine.env.set("LATCHKEY_MFA_SESSION", "off");  // botocore's way, as it was recorded
  machine.env.set("LATCHKEY_SIGN_IN", "off");      // the same
  for (const auto& [name, value] : vector_["env"].items()) machine.env.set(name, value);
  for (const auto& [name, file] : vector_["files"].items()) write_file(name, file);
  if (vector_.contains("mfa_codes")) {
    for (const auto& code : vector_["mfa_codes"]) machine.answers.push_back(code);
  }
  // What was recorded expires in 2099, and no role's credentials last longer than 12 hours.
  // With less than half an hour left, instance metadata would be extended.
  const bool is_metadata = vector.value("id", std::string()).rfind("imds", 0) == 0;
  machine.clock = std::chrono::sys_days{std::chrono::year{2098} / 12 / 31} + std::chrono::hours{23} +
                  std::chrono::minutes{is_metadata ? 20 : 40};
  if (vector_.contains("routes")) used_.resize(vector_["routes"].size());
  machine.network = [this](const HttpRequest& request) { return answer(request); };
}

void Scenario::write_file(const std::string& name, const Json& file) const {
  if (file.is_string())
    machine.home.write(name, file);
  else
    machine.home.write(name, base64_decoded(file["base64"]));
}

bool Scenario::matches(const Json& route, const HttpRequest& request) const {
  const auto path = split_url(request.url).value_or(UrlParts{}).path;
  if (route.value("method", request.method) != request.method || route.value("path", path) != path)
    return false;
  if (!route.contains("form")) return true;
  const auto form = form_of(request.body);
  return std::all_of(route["form"].items().begin(), route["form"].items().end(), [&](const auto& wanted) {
    const std::pair<std::string, std::string> argument(wanted.key(), wanted.value());
    return std::find(form.begin(), form.end(), argument) != form.end();
  });
}

Reply Scenario::answer(const HttpRequest& request) {
  for (std::size_t i = 0; i < used_.size(); ++i) {
    const auto& route = vector_["routes"][i];
    if (route.contains("times") && used_[i] >= route["times"].get<int>()) continue;
    if (!matches(route, request)) continue;
    ++used_[i];
    if (route.contains("failure")) return failure_of(route["failure"]);
    const std::string body = route.value("body", "");
    Headers headers = {{"content-length", std::to_string(body.size())}};
    if (route.contains("resp_headers")) {
      for (const auto& [name, value] : route["resp_headers"].items())
        headers.emplace_back(name, value.get<std::string>());
    }
    return HttpResponse{route.value("status", 200), headers, body};
  }
  return HttpResponse{599, {}, ""};
}

Result<Credentials> Scenario::play() {
  SessionOptions options;
  if (vector_.contains("profile_arg") && !vector_["profile_arg"].is_null())
    options.profile = vector_["profile_arg"];
  if (vector_.contains("region_arg") && !vector_["region_arg"].is_null())
    options.region = vector_["region_arg"];
  const auto session = open_session(options, machine.host());
  if (!session) return tl::unexpected(session.error());
  is_open = true;
  region = session->region();
  return session->credentials();
}

void Scenario::compare_credentials(const Credentials& ours, std::vector<std::string>& lines) const {
  const auto& expected = vector_["expected"];
  const auto same = [&](const char* name, const std::string& mine) {
    if (mine != or_none(expected[name]))
      lines.push_back(std::string(name) + ": " + mine + " instead of " + or_none(expected[name]));
  };
  same("access_key", ours.access_key_id);
  same("secret_key", ours.secret_access_key.reveal());
  same("token", ours.session_token ? ours.session_token->reveal() : "none");
  same("account_id", ours.account_id.value_or("none"));
  same("expiry", ours.expiration ? isoformat({*ours.expiration, ours.expiration_offset}) : "none");
  same("method", ours.source);
  if (expected.contains("region")) {
    if (region.value_or("none") != or_none(expected["region"]))
      lines.push_back("region: " + region.value_or("none"));
  }
}

void Scenario::compare_requests(std::vector<std::string>& lines) const {
  const auto& expected = vector_["expected"]["requests"];
  if (machine.requests.size() != expected.size()) {
    lines.push_back("requests: " + std::to_string(machine.requests.size()) + " instead of " +
                    std::to_string(expected.size()));
    return;
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!expected[i].contains("form")) {
      compare_plain_request(expected[i], machine.requests[i], lines);
      continue;
    }
    // latchkey overwrites a request's secrets once it is sent, but this is a copy.
    Json form = Json::array();
    for (const auto& [name, value] : form_of(machine.requests[i].body))
      form.push_back({name, unixtime_removed(value)});
    Json theirs = expected[i]["form"];
    for (auto& pair : theirs) pair[1] = unixtime_removed(pair[1]);
    if (form != theirs) lines.push_back("form: " + form.dump() + " instead of " + theirs.dump());
    const auto is_signature = [](const auto& header) { return header.first == "Authorization"; };
    const auto& headers = machine.requests[i].headers;
    const bool is_signed = std::any_of(headers.begin(), headers.end(), is_signature);
    if (is_signed != expected[i]["headers"].contains("authorization")) {
      lines.push_back(is_signed ? "signed, and should not be" : "not signed");
      continue;
    }
    if (!is_signed) continue;
    const auto& authorization = expected[i]["headers"]["authorization"];
    for (const auto& [name, value] : machine.requests[i].headers) {
      if (name != "Authorization") continue;
      const std::string key = "Credential=" + authorization["access_key"].get<std::string>() + "/";
      const std::string scope = "/" + authorization["region"].get<std::string>() + "/sts/aws4_request";
      const std::string signed_headers =
          "SignedHeaders=" + authorization["signed_headers"].get<std::string>() + ",";
      for (const auto& part : {key, scope, signed_headers}) {
        if (value.view().find(part) == std::string::npos) lines.push_back("authorization lacks " + part);
      }
    }
  }
}

/// A cache entry without the member that names its configured endpoint.
static std::string without_mark(const std::string& text) {
  const auto start = text.find(R"(, "LatchkeyEndpoint": ")");
  return start == std::string::npos ? text : text.substr(0, start) + '}';
}

/// botocore writes the one folder it was given. latchkey writes the same bytes to both, except credentials of
/// IAM Identity Center, which are only in AWS CLI's.
void Scenario::compare_files(std::vector<std::string>& lines) const {
  for (const auto& [name, file] : vector_["expected"]["files_written"].items()) {
    const std::string base = name.substr(name.rfind('/') + 1);
    const bool is_sso = file["text"].get<std::string>().rfind("{\"ProviderType\"", 0) == 0;
    for (const std::string folder : {".aws/cli/cache/", ".aws/boto/cache/"}) {
      if (is_sso && folder == ".aws/boto/cache/") {
        if (machine.home.has(folder + base)) lines.push_back("written: " + folder + base);
        continue;
      }
      if (!machine.home.has(folder + base)) {
        lines.push_back("not written: " + folder + base);
        continue;
      }
      if (without_mark(machine.home.read(folder + base)) != file["text"])
        lines.push_back("other bytes: " + folder + base);
      if (files::mode(machine.home.path() + "/" + folder + base) != mode_here(0600))
        lines.push_back("not 0600: " + folder + base);
    }
  }
}

/// botocore fails for a code that is too short or rejected; latchkey prompts again. Without another answer
/// the failure is the same.
bool Scenario::was_asked_again(const Result<Credentials>& outcome) const {
  const auto& expected = vector_["expected"];
  const std::vector<std::string> prompts = expected["prompts"];
  if (expected["result"] != "error" || outcome || prompts.empty() || machine.prompts.size() <= prompts.size())
    return false;
  return outcome.error().kind == ErrorKind::cancelled && machine.answers.empty() &&
         std::equal(prompts.begin(), prompts.end(), machine.prompts.begin()) &&
         std::all_of(machine.prompts.begin(), machine.prompts.end(),
                     [&](const std::string& prompt) { return prompt == prompts.back(); });
}

void Scenario::compare_failure(const Result<Credentials>& outcome, std::vector<std::string>& lines) const {
  const std::string type = vector_["expected"]["error_type"];
  if (outcome) {
    lines.push_back("credentials instead of " + type);
    return;
  }
  const auto kind = kinds().find(type);
  const bool is_same = kind != kinds().end() && std::find(kind->second.begin(), kind->second.end(),
                                                          outcome.error().kind) != kind->second.end();
  if (!is_same && !was_asked_again(outcome))
    lines.push_back("another kind of error than " + type + ": " + outcome.error().message);
}

std::vector<std::string> Scenario::differences(const Result<Credentials>& outcome) const {
  std::vector<std::string> lines;
  const auto& expected = vector_["expected"];
  const std::string result = expected["result"];
  if (result == "credentials" && !outcome) lines.push_back("error: " + outcome.error().message);
  if (result == "credentials" && outcome) compare_credentials(*outcome, lines);
  if (result == "none" && (outcome || outcome.error().kind != ErrorKind::missing))
    lines.push_back("something was found");
  if (result == "error") compare_failure(outcome, lines);
  std::vector<std::string> prompts = expected["prompts"];
  if (machine.prompts != prompts && !was_asked_again(outcome))
    lines.push_back("prompts: " + std::to_string(machine.prompts.size()) + " instead of " +
                    std::to_string(prompts.size()));
  compare_requests(lines);
  compare_files(lines);
  return lines;
}

}  // namespace latchkey::test
