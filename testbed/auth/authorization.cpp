// SPDX-License-Identifier: Apache-2.0
#include "auth/authorization.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "base/utc.hpp"

namespace testbed {
namespace {

constexpr std::int64_t kAllowedSkew = std::int64_t{15} * 60;

std::string hashed(std::string_view header_value) {
  return base64(sha256(header_value));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  for (;;) {
    const auto end = text.find(separator);
    out.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text = text.substr(end + 1);
  }
}

using Parameters = std::map<std::string, std::string>;

// "Credential=a, SignedHeaders=b, Signature=c"; commas and blanks both separate, as in AWS.
Judged<Parameters> parse_parameters(std::string_view text, const std::string& whole) {
  Parameters out;
  while (!text.empty()) {
    const auto end = text.find_first_of(", ");
    const std::string_view pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) {
      return refuse(
          400, "IncompleteSignature",
          "'" + std::string(pair) +
              "' not a valid key=value pair (missing equal-sign) in Authorization header (hashed with "
              "SHA-256 and encoded with Base64): '" +
              hashed(whole) + "'.");
    }
    out[std::string(pair.substr(0, equals))] = std::string(pair.substr(equals + 1));
  }
  return out;
}

Judged<std::int64_t> parse_date(const std::string& text, bool is_amz_date, std::int64_t now) {
  auto time = parse_basic_time(text);
  if (!time && !is_amz_date) time = parse_http_time(text);
  if (!time) {
    return refuse(400, "IncompleteSignature",
                  "Date must be in ISO-8601 'basic format'. Got '" + text +
                      "'. See http://en.wikipedia.org/wiki/ISO_8601");
  }
  if (*time < now - kAllowedSkew) {
    return refuse(403, "SignatureDoesNotMatch",
                  "Signature expired: " + basic_time(*time) + " is now earlier than " +
                      basic_time(now - kAllowedSkew) + " (" + basic_time(now) + " - 15 min.)");
  }
  if (*time > now + kAllowedSkew) {
    return refuse(403, "SignatureDoesNotMatch",
                  "Signature not yet current: " + basic_time(*time) + " is still later than " +
                      basic_time(now + kAllowedSkew) + " (" + basic_time(now) + " + 15 min.)");
  }
  return *time;
}

// Required signed headers: the host, the effective date, and every x-amz-* header, because unsigned ones
// could be changed.
Judged<void> check_signed_headers(const HttpRequest& request, const Authorization& authorization) {
  const auto is_signed = [&](const std::string& name) {
    const auto& names = authorization.signed_headers;
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (!is_signed("host")) {
    return refuse(403, "SignatureDoesNotMatch",
                  "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  for (const auto& [key, value] : request.headers) {
    const std::string name = lower_case(key);
    if ((name.rfind("x-amz-", 0) == 0 || name == authorization.date_header) && !is_signed(name)) {
      return refuse(403, "SignatureDoesNotMatch",
                    "'" + key + "' must be a 'SignedHeader' in the AWS Authorization.");
    }
  }
  return {};
}

}  // namespace

Judged<Authorization> parse_authorization(const HttpRequest& request, std::int64_t now) {
  const auto whole = header(request, "Authorization");
  if (!whole || whole->rfind("AWS4-", 0) != 0) {
    return refuse(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
  }
  const auto blank = whole->find(' ');
  const std::string algorithm = whole->substr(0, blank);
  auto parameters = parse_parameters(
      blank == std::string::npos ? std::string_view() : std::string_view(*whole).substr(blank), *whole);
  if (!parameters) return tl::make_unexpected(parameters.error());

  const auto amz_date = header(request, "X-Amz-Date");
  const auto date = amz_date ? amz_date : header(request, "Date");
  std::string missing;
  for (const char* name : {"Credential", "Signature", "SignedHeaders"}) {
    if ((*parameters)[name].empty())
      missing += "Authorization header requires '" + std::string(name) + "' parameter. ";
  }
  if (!date)
    missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  if (!missing.empty()) {
    return refuse(400, "IncompleteSignature",
                  missing + "(Hashed with SHA-256 and encoded with Base64) Authorization=" + hashed(*whole));
  }

  Authorization out;
  out.date_header = amz_date ? "x-amz-date" : "date";
  const auto time = parse_date(*date, amz_date.has_value(), now);
  if (!time) return tl::make_unexpected(time.error());
  out.time = *time;
  out.signed_headers = split((*parameters)["SignedHeaders"], ';');
  out.signature = (*parameters)["Signature"];
  if (const auto checked = check_signed_headers(request, out); !checked)
    return tl::make_unexpected(checked.error());
  if (algorithm != "AWS4-HMAC-SHA256") {
    return refuse(400, "IncompleteSignature", "Unsupported AWS 'algorithm': '" + algorithm + "'.");
  }
  const std::string& credential = (*parameters)["Credential"];
  const auto parts = split(credential, '/');
  if (parts.size() != 5) {
    return refuse(400, "IncompleteSignature",
                  "Credential must have exactly 5 slash-delimited elements, e.g. "
                  "keyid/date/region/service/term, got '" +
                      credential + "'");
  }
  out.access_key_id = parts[0];
  out.scope = {parts[1], parts[2], parts[3], parts[4]};
  return out;
}

}  // namespace testbed
