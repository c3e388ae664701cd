# SPDX-License-Identifier: Apache-2.0
"""A latchkey-testbed for a test: starting it, reading codes and counts, injecting faults, stopping it."""
import http.client
import json
import os
import subprocess
import tempfile
import urllib.parse

from support import programs, windows, world


class Testbed:
    """Ends with this process for any reason: it watches the pipe on its stdin."""

    def __init__(self, config=world.CONFIG):
        if not os.access(programs.TESTBED, os.X_OK):
            raise RuntimeError(f"no latchkey-testbed at {programs.TESTBED}: build it, or set LATCHKEY_TESTBED")
        self._folder = tempfile.TemporaryDirectory(prefix="latchkey-testbed-")
        path = os.path.join(self._folder.name, "world.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(config, file)
        self._process = subprocess.Popen(
            [programs.TESTBED, "serve", "--config", path, "--dir", self._folder.name, "--exit-with-stdin"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("latchkey-testbed: " + self._process.communicate()[1])
        ready = json.loads(line)
        self.http, self.https, self.proxy, self.ca_bundle = (
            ready[name] for name in ("http", "https", "proxy", "ca_bundle"))
        if windows.IS:  # wine does not accept certificates for IP addresses
            self.https = self.https.replace("127.0.0.1", "localhost")
        self.codes = []  # every code of the device, for the search for leaks

    def stop(self):
        self._process.communicate()  # closes its stdin
        self._folder.cleanup()

    def _control(self, path, body=None):
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.http).netloc, timeout=20)
        try:
            connection.request("GET" if body is None else "POST", "/control/" + path,
                               None if body is None else json.dumps(body))
            reply = connection.getresponse()
            text = reply.read().decode()
        finally:
            connection.close()
        if reply.status != 200:
            raise RuntimeError(f"/control/{path}: {reply.status} {text}")
        return text

    def next_code(self, device=world.DEVICE):
        """An unused code. Nothing sleeps: the device's clock is advanced."""
        code = self._control("next-code?device=" + urllib.parse.quote(device)).strip()
        self.codes.append(code)
        return code

    def later_code(self, device=world.DEVICE):
        """The code of a later window, also if the last one was typed but not sent."""
        shift = json.loads(self._control("clock", {}))["totp_shift_seconds"]
        self.clock(totp_shift_seconds=shift + 30)
        return self.next_code(device)

    def wrong_code(self, device=world.DEVICE, number=0):
        """Six digits that are not a current or upcoming code; different for each `number`."""
        right = self.next_code(device)
        wrong = f"{(int(right) + 500003 + number) % 1000000:06}"
        self.codes.append(wrong)
        return wrong

    def web_token(self, lifetime=3600):
        """A token of the first identity provider; a negative lifetime for an expired one."""
        return self._control(f"jwt?lifetime_seconds={lifetime}").strip()

    def counts(self):
        return json.loads(self._control("counts"))

    def requests(self):
        return json.loads(self._control("requests"))

    def calls(self, operation):
        """The number of calls of `operation`, with any result."""
        found = self.counts()["operations"].get(operation, {})
        return found.get("ok", 0) + found.get("refused", 0)

    def reset(self):
        self._control("reset", {})
        self._control("clock", {"shift_seconds": 0})

    def fault(self, **fault):
        self._control("faults", fault)

    def clock(self, **shift):
        self._control("clock", shift)

    def person(self, answer):
        """The user's decision on browser pages from now on: confirms, refuses, waits."""
        self._control("person", {"answer": answer})

    def endpoint(self):
        """The variables with which latchkey, and newer AWS tools, use the testbed over plain HTTP."""
        return {"AWS_ENDPOINT_URL_STS": self.http}

    def as_aws(self):
        """The variables with which any AWS tool uses the testbed under AWS's real names, over TLS."""
        return {"HTTPS_PROXY": self.proxy, "AWS_CA_BUNDLE": self.ca_bundle}
