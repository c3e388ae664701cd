// SPDX-License-Identifier: Apache-2.0
#include "platform/network/redirect_listener.hpp"

#include <algorithm>

namespace latchkey {

Result<RedirectListener> RedirectListener::open() {
  HttpListener listener;
  const auto port = listener.open_port();
  if (!port) {
    return fail(Cause::listen_failed, port.error().message + ", for the browser",
                "sign in with --device instead");
  }
  return RedirectListener(std::move(listener), *port);
}

std::optional<std::string> RedirectListener::wait(const std::string& path,
                                                  const std::function<bool(const std::string&)>& takes,
                                                  const std::string& page, std::chrono::milliseconds most) {
  const auto text = std::make_shared<const SecretText>(page);
  std::optional<std::string> found;
  const auto answer = [&](const LocalRequest& request) {
    LocalReply reply;
    reply.content_type = "text/html; charset=utf-8";
    reply.closes = true;
    const auto mark = std::min(request.target.find('?'), request.target.size());
    std::string query(request.target.substr(std::min(mark + 1, request.target.size())));
    if (request.host != loopback_authority(port_) || request.method != "GET" ||
        request.target.substr(0, mark) != path) {
      reply.status = http_status::kNotFound;
    } else if (!takes(query)) {
      reply.status = http_status::kBadRequest;
    } else {
      reply.body = text;
      reply.ends = true;
      found = std::move(query);
    }
    return reply;
  };
  listener_.serve(answer, most);
  return found;
}

}  // namespace latchkey
