// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "rest/operation.hpp"
#include "rest/reply.hpp"
#include "sso/client.hpp"

namespace testbed {
namespace {

// ABCD-EFGH, of unambiguous letters.
std::string new_user_code() {
  constexpr std::string_view kLetters = "BCDFGHJKLMNPQRSTVWXZ";
  std::string out;
  for (const char byte : random_bytes(8)) {
    if (out.size() == 4) out += '-';
    out += kLetters[static_cast<unsigned char>(byte) % kLetters.size()];
  }
  return out;
}

}  // namespace

Judged<HttpResponse> start_device_authorization(RestCall& call) {
  const auto client = authenticate_client(call);
  if (!client) return tl::make_unexpected(client.error());
  const auto instance = instance_of(call, call.text("startUrl").value_or(""));
  if (!instance) return tl::make_unexpected(instance.error());
  if (!(*client)->may("urn:ietf:params:oauth:grant-type:device_code")) {
    return refuse(400, "UnauthorizedClientException", "The client did not register for this grant type");
  }
  const std::string code = base64url(random_bytes(66));
  DeviceAuthorization device;
  device.user_code = new_user_code();
  device.client_id = (*client)->id;
  device.instance = *instance;
  device.expires = call.now + (*instance)->device_lifetime;
  device.interval = (*instance)->device_interval;
  call.sso.devices[code] = device;
  const std::string page = call.base_url + "/device";
  return json_reply({{"deviceCode", code},
                     {"userCode", device.user_code},
                     {"verificationUri", page},
                     {"verificationUriComplete", page + "?user_code=" + device.user_code},
                     {"expiresIn", (*instance)->device_lifetime},
                     {"interval", device.interval}});
}

/// The page where the user enters or confirms the code, and decides.
Judged<HttpResponse> confirm_device(RestCall& call) {
  const auto typed = form_value(call.query, "user_code");
  if (!typed) return page_reply(200, "Type the code: add ?user_code=... to this address.");
  const auto found = std::find_if(call.sso.devices.begin(), call.sso.devices.end(),
                                  [&](const auto& entry) { return entry.second.user_code == *typed; });
  if (found == call.sso.devices.end() || call.now >= found->second.expires) {
    return page_reply(404, "This code is unknown or has expired.");
  }
  DeviceAuthorization& device = found->second;
  if (device.decision == Person::waits) device.decision = call.sso.person;
  switch (device.decision) {
    case Person::confirms:
      return page_reply(200, "Request approved. You can close this window.");
    case Person::refuses:
      return page_reply(200, "Request denied. You can close this window.");
    default:
      return page_reply(200, "Confirm the code " + device.user_code + ".");
  }
}

}  // namespace testbed
