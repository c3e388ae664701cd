// SPDX-License-Identifier: Apache-2.0
#include "control/control.hpp"

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/form.hpp"
#include "base/totp.hpp"
#include "control/sso_control.hpp"
#include "world/config_node.hpp"

namespace testbed {
namespace {

constexpr std::int64_t kLongestShift = 100LL * 365 * 86400;

struct Control {
  const HttpRequest& request;
  const World& world;
  AwsState& state;
  Ledger& ledger;
  FaultBox& faults;
};

HttpResponse text_reply(int status, std::string text) {
  HttpResponse out;
  out.status = status;
  out.body = std::move(text) + "\n";
  return out;
}

HttpResponse json_text_reply(std::string json) {
  HttpResponse out;
  out.content_type = "application/json";
  out.body = std::move(json);
  return out;
}

const MfaDevice* asked_device(const Control& in) {
  const auto form = parse_form(in.request.query());
  const auto serial = form ? form_value(*form, "device") : std::nullopt;
  return serial ? find_device(in.world, *serial) : nullptr;
}

HttpResponse code(Control& in) {
  const MfaDevice* device = asked_device(in);
  if (device == nullptr) return text_reply(404, "no such device");
  return text_reply(200, totp_code(device->secret, totp_step(in.state.clock.totp_now())));
}

HttpResponse next_code(Control& in) {
  const MfaDevice* device = asked_device(in);
  if (device == nullptr) return text_reply(404, "no such device");
  Clock& clock = in.state.clock;
  const std::int64_t current = totp_step(clock.totp_now());
  const std::int64_t next = in.state.mfa.first_unused_step(*device, clock.totp_now());
  clock.set_totp_shift(clock.totp_shift() + (next - current) * kTotpPeriod);
  return text_reply(200, totp_code(device->secret, next));
}

HttpResponse counts(Control& in) {
  return json_text_reply(in.ledger.counts_json(in.state.codes));
}

HttpResponse requests(Control& in) {
  return json_text_reply(in.ledger.requests_json());
}

HttpResponse reset(Control& in) {
  in.ledger.clear();
  in.state.codes = {};
  in.faults.set(std::nullopt);
  in.state.sso.person = Person::confirms;
  return json_text_reply("{}\n");
}

HttpResponse faults(Control& in) {
  in.faults.set(parse_fault(in.request.body));
  return json_text_reply("{}\n");
}

HttpResponse person(Control& in) {
  return control_person(in.request, in.state);
}

HttpResponse sso_token(Control& in) {
  return control_sso_token(in.request, in.world, in.state);
}

HttpResponse clock(Control& in) {
  const auto json = nlohmann::json::parse(in.request.body, nullptr, false);
  if (json.is_discarded()) throw ConfigError("/: not JSON");
  const ConfigNode root(json, "");
  root.allow_only({"shift_seconds", "totp_shift_seconds", "expire_sessions", "expire_sso_tokens"});
  const auto shift = root.integer_at("shift_seconds", -kLongestShift, kLongestShift);
  const auto totp_shift = root.integer_at("totp_shift_seconds", -kLongestShift, kLongestShift);
  const bool expire = root.boolean_or("expire_sessions", false);
  const bool expire_tokens = root.boolean_or("expire_sso_tokens", false);
  if (shift) in.state.clock.set_shift(*shift);
  if (totp_shift) in.state.clock.set_totp_shift(*totp_shift);
  if (expire) in.state.sessions.expire_all(in.state.clock.now());
  if (expire_tokens) in.state.sso.expire_tokens(in.state.clock.now());
  return json_text_reply("{\"now\":" + std::to_string(in.state.clock.now()) +
                         ",\"shift_seconds\":" + std::to_string(in.state.clock.shift()) +
                         ",\"totp_shift_seconds\":" + std::to_string(in.state.clock.totp_shift()) + "}\n");
}

struct Route {
  std::string_view method;
  std::string_view path;
  HttpResponse (*answer)(Control& in);
};

constexpr std::array kRoutes{
    Route{"GET", "/control/code", code},
    Route{"GET", "/control/next-code", next_code},
    Route{"GET", "/control/counts", counts},
    Route{"POST", "/control/reset", reset},
    Route{"GET", "/control/requests", requests},
    Route{"POST", "/control/faults", faults},
    Route{"POST", "/control/clock", clock},
    Route{"POST", "/control/person", person},
    Route{"POST", "/control/sso-token", sso_token},
};

}  // namespace

HttpResponse answer_control(const HttpRequest& request, const World& world, AwsState& state, Ledger& ledger,
                            FaultBox& fault_box) {
  Control in{request, world, state, ledger, fault_box};
  bool known = false;
  for (const Route& route : kRoutes) {
    if (route.path != request.path()) continue;
    known = true;
    if (route.method != request.method) continue;
    try {
      return route.answer(in);
    } catch (const ConfigError& error) {
      return text_reply(400, error.what());
    }
  }
  return known ? text_reply(405, "wrong method") : text_reply(404, "no such control");
}

}  // namespace testbed
