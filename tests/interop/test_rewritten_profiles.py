#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Profiles that latchkey rewrote, for one program (exec's overlay) or permanently (adopt), read by real tools.

None of these programs has a terminal: a prompt would fail."""
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import BOTO_PLAIN, InteropCase
from support import programs, world
from support.case import PROMPT


class Overlay(InteropCase):
    def assert_finds_under_exec(self, words, role, profile="plain"):
        done = self.latchkey("exec", "-p", profile, "--", *words, debug=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"assumed-role/{role}/", done.stdout)

    def test_profile_named_inside_exec_does_not_prompt(self):
        self.sign_in()
        self.assert_finds_under_exec(self.boto("ops", script=BOTO_PLAIN), "ops")
        self.assert_finds_under_exec(self.aws("ops"), "ops")
        self.assert_finds_under_exec(self.boto("inner", script=BOTO_PLAIN), "inner")
        self.assert_codes(1)

    def test_profile_that_needs_a_code_prompts_once_through_the_tool(self):
        terminal = self.latchkey_on_terminal("exec", "-p", "plain", "--", *self.boto("ops", script=BOTO_PLAIN))
        terminal.expect(PROMPT, timeout=30)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertIn("assumed-role/ops/", terminal.shown)
        self.assert_finds_under_exec(self.aws("ops"), "ops")
        self.assert_codes(1)

    def test_newer_tools_prompt_once(self):
        self.sign_in()
        self.assert_finds_under_exec(self.boto("ops", programs.need_new("python3", "boto3"), BOTO_PLAIN), "ops")
        self.assert_finds_under_exec(self.aws("ops", programs.need_new("aws", "awscli")), "ops")
        self.assert_codes(1)

    def test_role_with_other_keys_is_kept_separate(self):
        self.add_profiles(f"\n[profile self]\naws_access_key_id = {world.KEY}\naws_secret_access_key = {world.SECRET}\n"
                          f"role_arn = {world.OPS}\nsource_profile = self\nmfa_serial = {world.DEVICE}\nregion = eu-central-1\n")
        self.sign_in()
        self.assert_finds_under_exec(self.boto("self", script=BOTO_PLAIN), "ops")
        self.assert_finds_under_exec(self.aws("self"), "ops")
        self.assert_codes(1)


class Adopted(InteropCase):
    def test_adopted_profiles_work_in_every_tool_and_release_restores_them(self):
        self.sign_in()
        before = (self.home.aws / "config").read_bytes()
        self.assertEqual(self.latchkey("adopt", "--all").returncode, 0)
        for words in (self.boto("ops", script=BOTO_PLAIN), self.aws("ops"), self.boto("inner", script=BOTO_PLAIN)):
            self.assert_finds(words, words[-1] if words[-1] == "inner" else "ops")
        self.assert_latchkey_finds("ops", "ops")
        self.assertEqual(self.latchkey("release", "--all").returncode, 0)
        self.assertEqual((self.home.aws / "config").read_bytes(), before)
        self.assert_finds(self.aws("ops"), "ops")  # by its cache again
        self.assert_codes(1)

    def test_role_with_an_adopted_source_profile(self):
        self.sign_in()
        self.assertEqual(self.latchkey("adopt", "-p", "ops").returncode, 0)
        self.assert_finds(self.boto("inner", script=BOTO_PLAIN), "inner")
        self.assert_codes(1)


if __name__ == "__main__":
    unittest.main()
