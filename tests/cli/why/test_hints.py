#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hints that know what is configured: the proxy, the certificates, the keys that are handed out."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import world
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


class HandedOut(Case):
    SWAPPED = f"[base]\naws_access_key_id = {world.SECRET}\naws_secret_access_key = {world.KEY}\n"
    IDS = {f'"{world.KEY}"': "it has quotes around it; AWS will reject it: write it without the quotes",
           f"{world.KEY} # mine": "is no key id; AWS will reject it: it is letters and digits only",
           "": "is empty; AWS will reject it: write the access key ID"}

    def test_an_access_key_id_that_AWS_rejects_is_warned_of(self):
        for value, words in self.IDS.items():
            with self.subTest(value):
                self.home.write(".aws/credentials", world.CREDENTIALS_FILE.replace(world.KEY, value))
                for command in (("export", "-p", "base"), ("exec", "-p", "base", "--", "true")):
                    done = self.latchkey(*command, prints_secrets=True)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertIn("latchkey: warning: ~/.aws/credentials:2: profile base: the access key id", done.stderr)
                    self.assertIn(words, done.stderr)

    def test_the_secret_in_its_place_is_warned_of_and_not_shown(self):
        self.home.write(".aws/credentials", self.SWAPPED)
        done = self.latchkey("exec", "-p", "base", "--", "true")
        self.assertIn("are id and secret swapped?", done.stderr)

    def test_a_right_one_is_not(self):
        self.assertEqual(self.latchkey("export", "-p", "base", debug=False, prints_secrets=True).stderr, "")

    def test_a_variable_is_named(self):
        env = self.environment(AWS_ACCESS_KEY_ID=f"'{world.KEY}'", AWS_SECRET_ACCESS_KEY=world.SECRET)
        done = self.latchkey("exec", "--", "true", env=env)
        self.assertIn("warning: AWS_ACCESS_KEY_ID: the access key id (source: env) is no key id, as it has quotes around it", done.stderr)


if __name__ == "__main__":
    unittest.main()
