# SPDX-License-Identifier: Apache-2.0
"""The network of a case for botocore: the same rules as Scenario::answer (tests/unit/support/scenario.cpp)."""
import urllib.parse


class Network:
    def __init__(self, routes):
        self.routes = routes
        self.used = [0] * len(routes)
        self.requests = []

    def _matches(self, route, method, path, form):
        return (route.get("method", method) == method and route.get("path", path) == path
                and all([name, value] in form for name, value in route.get("form", {}).items()))

    def answer(self, method, url, body):
        """(status, headers, body), or the name of a failure."""
        path = urllib.parse.urlsplit(url).path or "/"
        form = [list(pair) for pair in urllib.parse.parse_qsl(body, keep_blank_values=True)]
        for index, route in enumerate(self.routes):
            if self.used[index] >= route.get("times", 1 << 30) or not self._matches(route, method, path, form):
                continue
            self.used[index] += 1
            if "failure" in route:
                return route["failure"]
            return route.get("status", 200), route.get("resp_headers", {}), route.get("body", "")
        return 599, {}, ""
