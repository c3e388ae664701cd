#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hints that know what is configured: the proxy and the certificates."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support.case import Case

CLOSED = "https://127.0.0.1:1"


class Connections(Case):
    def hint_of(self, **env):
        done = self.latchkey("whoami", "-p", "base", env=self.environment(AWS_MAX_ATTEMPTS="1", **env))
        self.assertEqual(done.returncode, 1)
        return next(line for line in done.stderr.splitlines() if line.startswith("latchkey: hint: "))

    def test_a_proxy_for_other_addresses_alone_is_named(self):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            env = {name: "http://127.0.0.1:1", "NO_PROXY": "*"}  # libcurl reads ALL_PROXY
            self.assertIn(f"{name} is set and HTTPS_PROXY is not", self.hint_of(AWS_ENDPOINT_URL_STS=CLOSED, **env))
        both = self.hint_of(AWS_ENDPOINT_URL_STS=CLOSED, NO_PROXY="*", HTTP_PROXY="http://127.0.0.1:1", HTTPS_PROXY="http://127.0.0.1:1")
        self.assertNotIn("is not: set", both)

    def test_certificates_that_are_configured_already_are_named(self):
        wrong = str(self.home.write("ca.pem", "not a certificate\n"))
        for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
            self.assertIn(f"check that {name} names a PEM file", self.hint_of(AWS_ENDPOINT_URL_STS=self.testbed.https, **{name: wrong}))
        self.home.write(".aws/config", f"[profile base]\nregion = eu-central-1\nca_bundle = {wrong}\n")
        self.assertIn("check that ca_bundle in ~/.aws/config:3 names a PEM file", self.hint_of(AWS_ENDPOINT_URL_STS=self.testbed.https))
        self.home.write(".aws/config", "[profile base]\nregion = eu-central-1\n")
        self.assertIn("set AWS_CA_BUNDLE", self.hint_of(AWS_ENDPOINT_URL_STS=self.testbed.https))


if __name__ == "__main__":
    unittest.main()
