#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cache entries that every command repairs, and roles whose credentials last 20 minutes or less."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows, world
from support.case import Case

BROKEN = ("", "{", "{}", "[]", '{"Credentials": null}', '{"Credentials": {"AccessKeyId": "A"}}')


class BrokenEntry(Case):
    def test_any_command_replaces_a_broken_entry_by_the_valid_one(self):
        self.sign_in()
        boto, cli = self.home.both()
        good = json.loads(cli.read_text())["Credentials"]
        program = () if windows.IS else (("exec", "-p", "ops", "--", "true"),)  # wine has no true
        for words in (("process", "-p", "ops"), ("export", "-p", "ops"), ("whoami", "-p", "ops"), *program):
            for content in BROKEN:
                for path in (boto, cli):
                    with self.subTest(words, content=content, path=path):
                        path.write_text(content)
                        self.assertEqual(self.latchkey(*words, prints_secrets=True).returncode, 0)
                        self.assertEqual(json.loads(path.read_text())["Credentials"], good)
        self.assertEqual(self.testbed.counts()["questions_answered"], 1)

    def test_why_list_and_status_change_nothing(self):
        self.sign_in()
        self.home.both()[0].write_text("{")
        for words in (("why", "-p", "ops"), ("list",), ("status",)):
            self.latchkey(*words)
            self.assertEqual(self.home.both()[0].read_text(), "{")


class SamCli(Case):
    """Only the SAM CLI commands with boto3's default session read the cache."""

    def test_why_and_status_name_commands_that_still_prompt(self):
        self.sign_in()
        for text in (self.latchkey("why", "-p", "ops").stdout, self.on_screen("status"), self.latchkey("login", "--help").stdout):
            words = " ".join(text.split())
            self.assertIn("SAM CLI", words)
            self.assertRegex(words, "latchkey exec\"? (or|and) \"?(latchkey )?adopt")
        self.assertIn("deploy, package, publish, traces and validate", self.on_screen("status"))

    def test_role_without_a_code_has_no_notice(self):
        self.home.write(".aws/config", f"[profile plain]\nrole_arn = {world.PLAIN}\nsource_profile = base\nregion = eu-central-1\n")
        self.warm()
        self.assertNotIn("ask all the same", self.latchkey("why", "-p", "plain").stdout)
        self.assertNotIn("SAM CLI:", self.on_screen("status"))

    def on_screen(self, *words):
        terminal = self.latchkey_on_terminal(*words)
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        return terminal.shown


class NoSession(Case):
    def test_status_says_how_to_sign_in(self):
        terminal = self.latchkey_on_terminal("status")
        self.assertEqual(terminal.wait(), 0)
        self.assertIn("no MFA session: latchkey login -p ops --all-roles\n", terminal.shown)
        self.sign_in()
        terminal = self.latchkey_on_terminal("status")
        self.assertEqual(terminal.wait(), 0)
        self.assertNotIn("no MFA session", terminal.shown)


class ShortRole(Case):
    def with_duration(self, seconds):
        self.home.empty_caches()
        self.home.write(".aws/config", world.CONFIG_FILE.replace(
            "[profile ops]\n", f"[profile ops]\nduration_seconds = {seconds}\n"))

    def test_short_role_is_fetched_once(self):
        for seconds in (900, 901, 1200):
            with self.subTest(seconds):
                self.with_duration(seconds)
                self.sign_in()
                before = self.testbed.calls("AssumeRole")
                for _ in range(4):
                    self.process_json("-p", "ops")
                self.assertEqual(self.testbed.calls("AssumeRole"), before)
                for name in self.home.session_files():
                    (self.home.aws / name).unlink()
                self.assertRegex(self.latchkey("list").stdout, r"(?m)^ops\t[^\t]+\tcached\t")
                self.assertIn("the role is cached for", self.latchkey("why", "-p", "ops").stdout)

    def test_notice_is_printed_once(self):
        self.with_duration(900)
        self.assertIn("duration_seconds", self.sign_in().shown)
        for _ in range(2):
            self.assertNotIn("duration_seconds", self.latchkey("login", "-p", "ops", "--all-roles", debug=False).stderr)


if __name__ == "__main__":
    unittest.main()
