#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""why and list if no call to AWS can be made: they report what fails and what still works."""
import os
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import programs, windows, world
from test_why import WhyCase

BRIDGE = "[profile bridge]\ncredential_process = latchkey process --profile ops\n"


class NoCalls(WhyCase):
    UNUSABLE = {"AWS_CA_BUNDLE": "/nonexistent/ca.pem", "HTTP_PROXY": "not a proxy"}

    def test_cached_role_works_and_failing_calls_are_reported(self):
        self.sign_in()
        for name, value in self.UNUSABLE.items():
            with self.subTest(name):
                env = self.environment(**{name: value})
                self.process_json("-p", "ops", env=env)
                text, found = self.why("-p", "ops", env=env)
                self.assertIn("so every call to AWS fails", " ".join(text.split()))
                self.assertIn(name.lower(), found["next"].lower())  # names of variables have no case on Windows
                self.assertRegex(self.latchkey("list", env=env).stdout, r"(?m)^ops\t[^\t]+\tcached\t")
                self.assertEqual(self.latchkey("whoami", "-p", "ops", env=env).returncode, 1)

    def test_role_cached_by_another_tool_works_with_a_wrong_region_or_endpoint(self):
        self.entry(60)
        for name, value in {"AWS_ENDPOINT_URL_STS": "nowhere", "AWS_DEFAULT_REGION": "eu_west_1"}.items():
            with self.subTest(name):
                env = self.home.environment(**{name: value})
                self.process_json("-p", "ops", env=env)
                _, found = self.why("-p", "ops", env=env)
                self.assertIn(name.lower(), found["next"].lower())  # names of variables have no case on Windows
                self.assertRegex(self.latchkey("list", env=env).stdout, r"(?m)^ops\t[^\t]+\tcached\t")
                self.assertEqual(self.latchkey("whoami", "-p", "ops", env=env).returncode, 1)

    def test_role_that_is_not_cached_is_broken(self):
        for name, value in self.UNUSABLE.items():
            with self.subTest(name):
                env = self.environment(**{name: value})
                _, found = self.why("-p", "ops", status=1, env=env)
                self.assertIn(name.lower(), found["next"].lower())  # names of variables have no case on Windows
                self.assertEqual(self.latchkey("process", "-p", "ops", env=env).returncode, 1)

    def test_cached_role_works_with_a_wrong_timeout(self):
        env = self.environment(LATCHKEY_TIMEOUT="soon")
        self.why("-p", "ops", status=1, env=env)
        self.sign_in()
        self.process_json("-p", "ops", env=env)
        _, found = self.why("-p", "ops", env=env)
        self.assertTrue(any("LATCHKEY_TIMEOUT" in note and "the cached credentials work" in note for note in found["notes"]),
                        found["notes"])

    def test_static_keys_are_not_reported_as_working_if_whoami_fails(self):
        for name, value in self.UNUSABLE.items():
            with self.subTest(name):
                env = self.environment(**{name: value})
                self.assertEqual(self.latchkey("whoami", "-p", "base", env=env).returncode, 1)
                text, found = self.why("-p", "base", env=env)
                self.assertIn("as of latchkey whoami", " ".join(text.split()))
                self.assertIn(name.lower(), found["next"].lower())  # names of variables have no case on Windows


class RejectedSession(WhyCase):
    NO = f"[profile no]\nrole_arn = {world.DENIED}\nsource_profile = base\nmfa_serial = {world.DEVICE}\nregion = eu-central-1\n"

    def asks(self):
        return self.why("-p", "no")[1]["asks_for_code"]

    def test_role_that_rejects_the_session_is_shown_to_prompt(self):
        self.home.write(".aws/config", world.CONFIG_FILE + self.NO)
        self.sign_in()
        self.assertFalse(self.asks())
        for _ in range(2):
            terminal = self.latchkey_on_terminal("login", "-p", "no")
            terminal.expect(re.compile("Enter MFA code"))
            terminal.type(self.testbed.next_code() + "\n")
            self.assertEqual(terminal.wait(), 1, terminal.shown)
            text, found = self.why("-p", "no")
            self.assertTrue(found["asks_for_code"])
            self.assertIn("the role rejected the session", " ".join(text.split()))
        self.assertFalse(self.why("-p", "ops")[1]["asks_for_code"], "the other role")

    def test_all_roles_records_it_without_a_prompt(self):
        self.home.write(".aws/config", world.CONFIG_FILE + self.NO)
        self.sign_in()
        self.latchkey("login", "-p", "ops", "--all-roles")
        self.assertTrue(self.asks())


@windows.not_there("the PATH that it sets is one of this machine, not one of wine")
class Bridge(WhyCase):
    def setUp(self):
        super().setUp()
        self.home.write(".aws/config", world.CONFIG_FILE + BRIDGE)

    def environment(self, **more):
        more.setdefault("PATH", str(pathlib.Path(programs.LATCHKEY).resolve().parent) + os.pathsep + programs.PATH)
        return super().environment(**more)

    def row(self):
        return self.latchkey("list", debug=False).stdout.split("bridge\t")[1].split("\n")[0].split("\t")

    def test_list_and_why_describe_the_target_profile(self):
        self.assertEqual(self.row()[1:], ["asks", "as profile ops"])
        text, found = self.why("-p", "bridge")
        self.assertTrue(found["asks_for_code"])
        self.assertIn("latchkey provides the credentials of profile ops", " ".join(text.split()))
        self.assertEqual(found["next"], "latchkey login -p bridge")
        self.sign_in()
        self.assertEqual(self.row()[1], "cached")
        self.assertFalse(self.why("-p", "bridge")[1]["asks_for_code"])

    def test_login_and_logout_use_the_target_profile(self):
        terminal = self.sign_in("bridge")
        self.assertIn("this signs in for ops", terminal.shown)
        self.assertIn(f"ops  {world.OPS}  until", terminal.shown)
        self.assertEqual(self.latchkey("process", "-p", "bridge", prints_secrets=True).returncode, 0)
        self.assertIn("forgot the MFA session", self.latchkey("logout", "-p", "bridge").stdout)
        self.assertEqual(self.home.session_files(), {})

    def test_profile_is_broken_if_its_target_is(self):
        self.home.write(".aws/config", world.CONFIG_FILE.replace("source_profile = base\nmfa", "source_profile = bas\nmfa") + BRIDGE)
        self.why("-p", "bridge", status=1)


if __name__ == "__main__":
    unittest.main()
