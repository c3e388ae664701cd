#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One code for latchkey and the real AWS CLI v1, v2, boto3 old and new, whichever prompts."""
import json
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import programs, world
from support.home import cache_key

INNER_KEY = cache_key(RoleArn=world.INNER)


class LatchkeySignsIn(InteropCase):
    def test_one_code_serves_every_tool_with_a_shared_cache(self):
        self.sign_in()
        self.assert_finds(self.aws("ops"), "ops")
        self.assert_finds(self.boto("ops"), "ops")
        self.assert_latchkey_finds("ops", "ops")
        self.assert_codes(1)
        self.assertEqual(self.testbed.calls("AssumeRole"), 1)

    def test_entries_work_in_newer_tools(self):
        self.sign_in()
        self.assert_finds(self.boto("ops", programs.need_new("python3", "boto3")), "ops")
        self.assert_finds(self.aws("ops", programs.need_new("aws", "awscli")), "ops")
        self.assert_codes(1)

    def test_both_roles_of_a_chain_are_used_by_other_tools(self):
        self.sign_in("inner")
        self.assert_finds(self.aws("inner"), "inner")
        self.assert_finds(self.boto("inner"), "inner")
        self.assert_codes(1)
        self.assertEqual(self.testbed.calls("AssumeRole"), 2)

    def test_other_tools_use_the_outer_role_of_a_chain(self):
        self.sign_in("ops")
        self.assert_finds(self.aws("inner"), "inner")
        self.assert_finds(self.boto("inner"), "inner")
        self.assert_codes(1)

    def test_other_tools_do_not_change_the_entries(self):
        self.sign_in()
        before = self.home.cached()
        self.assert_finds(self.aws("ops"), "ops")
        self.assert_finds(self.boto("ops"), "ops")
        self.assertEqual(self.home.cached(), before)


class OtherToolsSignIn(InteropCase):
    def test_no_second_prompt_after_aws_cli(self):
        self.assert_asks_and_gets(self.aws("ops"), "ops")
        self.assertFalse(self.home.both()[0].exists())
        self.assert_latchkey_finds("ops", "ops")
        self.assertEqual(self.latchkey("login", "-p", "ops").returncode, 0)  # and now for boto/cache
        self.assert_finds(self.boto("ops"), "ops")
        self.assert_codes(1)

    def test_no_second_prompt_after_boto3(self):
        self.assert_asks_and_gets(self.boto("ops"), "ops")
        self.assertFalse(self.home.both()[1].exists())
        self.assert_latchkey_finds("ops", "ops")
        self.assertEqual(self.latchkey("login", "-p", "ops").returncode, 0)
        self.assert_finds(self.aws("ops"), "ops")
        self.assert_codes(1)

    def test_no_second_prompt_after_newer_boto3(self):
        self.assert_asks_and_gets(self.boto("ops", programs.need_new("python3", "boto3")), "ops")
        self.assert_latchkey_finds("ops", "ops")
        self.assert_codes(1)

    def test_no_second_prompt_after_aws_cli_v1(self):
        self.assert_asks_and_gets(self.aws("ops", programs.need_new("aws", "awscli")), "ops")
        self.assert_latchkey_finds("ops", "ops")
        self.assert_codes(1)

    def test_role_chain_of_aws_cli_is_used(self):
        self.assert_asks_and_gets(self.aws("inner"), "inner")
        self.assert_latchkey_finds("inner", "inner")
        self.assert_latchkey_finds("ops", "ops")
        self.assert_codes(1)

    def test_role_chain_of_boto3_is_used(self):
        self.assert_asks_and_gets(self.boto("inner"), "inner")
        self.assert_latchkey_finds("inner", "inner")
        self.assert_latchkey_finds("ops", "ops")
        self.assert_codes(1)


class Files(InteropCase):
    """The roles here need no code."""

    PROFILES = {"session": "role_session_name = me", "duration": "duration_seconds = 1800",
                "external": "external_id = a/b:c=d,e", "bad-duration": "duration_seconds = long",
                "empty-name": "role_session_name ="}

    def setUp(self):
        super().setUp()
        self.add_profiles("".join(f"\n[profile {name}]\nrole_arn = {world.PLAIN}\nsource_profile = base\nregion = eu-central-1\n"
                                  f"{setting}\n" for name, setting in self.PROFILES.items()))

    def test_file_names_match_for_every_kind_of_role(self):
        for name in self.PROFILES:
            self.home.empty_caches()
            self.assert_finds(self.boto(name), "plain")
            theirs = {path.name for path in self.home.boto.iterdir()}
            self.home.empty_caches()
            self.warm(name)
            self.assertEqual({path.name for path in self.home.boto.iterdir()}, theirs, name)

    def test_entries_are_byte_compatible(self):
        new = programs.need_new("python3", "boto3")
        self.assert_finds(self.boto("plain", new), "plain")
        (path,) = self.home.boto.iterdir()
        theirs = json.loads(path.read_text())
        path.unlink()
        self.warm()
        ours = json.loads(path.read_text())
        for member in ("Credentials", "AssumedRoleUser"):
            self.assertEqual(list(ours[member]), list(theirs[member]))
        self.assertEqual(list(ours), list(theirs))
        self.assertEqual(list(ours["ResponseMetadata"]), list(theirs["ResponseMetadata"]))
        self.assertEqual(list(ours["ResponseMetadata"]["HTTPHeaders"]), list(theirs["ResponseMetadata"]["HTTPHeaders"]))
        self.assertEqual(ours["Credentials"]["Expiration"][-3:], theirs["Credentials"]["Expiration"][-3:])

    def test_requests_match_botocore(self):
        wanted = {}
        for words in (self.boto("session"), self.command("login", "-p", "session")):
            self.testbed.reset()
            self.home.empty_caches()
            self.assertEqual(self.run_program(words).returncode, 0)
            first = self.testbed.requests()[0]
            wanted.setdefault("parameters", first["parameters"])
            self.assertEqual(first["parameters"], wanted["parameters"])


if __name__ == "__main__":
    unittest.main()
