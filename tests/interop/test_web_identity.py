#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Roles that are assumed with a token of OpenID Connect: latchkey and the real AWS CLIs use each other's cache
entries."""
import json
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import programs, web_identity
from support.home import cache_key
from support.web_identity import WebIdentityMixin

NAMED = cache_key(RoleArn=web_identity.DEPLOY, RoleSessionName="job")


class WebIdentity(WebIdentityMixin, InteropCase):
    def setUp(self):
        super().setUp()
        self.add_profiles(f"\n[profile web]\nrole_arn = {web_identity.DEPLOY}\nregion = eu-central-1\n"
                          f"web_identity_token_file = {self.token_file}\n"
                          f"\n[profile named]\nrole_arn = {web_identity.DEPLOY}\nregion = eu-central-1\n"
                          f"web_identity_token_file = {self.token_file}\nrole_session_name = job\n")

    def clis(self):
        return [("AWS CLI v2", None), ("AWS CLI v1", programs.need_new("aws", "awscli"))]

    def of_environment(self, program=None):
        """`aws` without a named profile."""
        words = self.aws("web", program)
        at = words.index("--profile")
        return words[:at] + words[at + 2:]

    def test_aws_clis_use_the_entry_of_latchkey_without_a_request(self):
        for profile in ("web", "named"):
            self.assertEqual(self.latchkey("login", "-p", profile).returncode, 0)
        before = self.home.cached()
        self.assertIn(f"cli/cache/{NAMED}.json", before)
        self.assert_calls(2)
        self.write_token(lifetime=-1)  # so that a call would fail
        for name, program in self.clis():
            with self.subTest(name):
                self.assert_finds(self.aws("web", program), "deploy")
                self.assert_finds(self.aws("named", program), "deploy")
                self.assert_finds(self.of_environment(program), "deploy")
        self.assert_calls(2)
        self.assertEqual({name: data for name, data in self.home.cached().items() if name.endswith(".json")},
                         {name: data for name, data in before.items() if name.endswith(".json")})

    def test_latchkey_uses_the_entry_of_an_aws_cli_without_a_request(self):
        for name, program in self.clis():
            with self.subTest(name):
                self.home.empty_caches()
                self.testbed.reset()
                self.write_token()
                for profile in ("web", "named"):
                    self.assert_finds(self.aws(profile, program), "deploy")
                self.assert_calls(2)
                self.write_token(lifetime=-1)
                for profile in ("web", "named"):
                    self.assert_latchkey_finds(profile, "deploy")
                done = self.latchkey("whoami")  # as the environment says
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assert_calls(2)

    def test_entries_of_all_three_have_the_same_members(self):
        shapes = {}
        self.assertEqual(self.latchkey("login", "-p", "named").returncode, 0)
        shapes["latchkey"] = self.shape()
        for name, program in self.clis():
            self.home.empty_caches()
            self.assert_finds(self.aws("named", program), "deploy")
            shapes[name] = self.shape()
        self.assertEqual(list(shapes["latchkey"].items()), list(shapes["AWS CLI v1"].items()))
        shapes["latchkey"]["Credentials"].remove("AccountId")  # which Debian's old AWS CLI v2 does not support
        self.assertEqual(list(shapes["latchkey"].items()), list(shapes["AWS CLI v2"].items()))

    def shape(self):
        entry = json.loads((self.home.cli / f"{NAMED}.json").read_text())
        self.remember_cached_secrets()
        return {name: list(value) if isinstance(value, dict) else type(value).__name__ for name, value in entry.items()}


if __name__ == "__main__":
    unittest.main()
