#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What STS refuses is shown with the line of the setting that it is about, and a code that STS did not check is still good."""
import json
import pathlib
import re
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import world
from support.case import NEXT_PROMPT, Case

BASE = "[profile base]\nregion = eu-central-1\n\n"
OPS = f"[profile ops]\nregion = eu-central-1\nsource_profile = base\nrole_arn = {world.OPS}\nmfa_serial = {world.DEVICE}\n"
PLAIN = f"[profile ops]\nregion = eu-central-1\nsource_profile = base\nrole_arn = {world.PLAIN}\n"
WRONG_SECRET = world.SECRET[:-1] + "x"


class Lines(Case):
    def config(self, text, credentials=world.CREDENTIALS_FILE):
        self.home.write(".aws/config", BASE + text)
        self.home.write(".aws/credentials", credentials, mode=0o600)

    def fails_at(self, key, words, profile="ops", file="config", env=None):
        """whoami fails with `words` after the file and the line of `key`, as text and as JSON."""
        lines = (self.home.aws / file).read_text().splitlines()
        line = next(number for number, text in enumerate(lines, 1) if text.startswith(key + " ="))
        done = self.latchkey("whoami", "-p", profile, env=env)
        self.assert_error(done, 1, f"error: ~/.aws/{file}:{line}: profile {profile}: {words}")
        error = json.loads(self.latchkey("whoami", "-p", profile, "--json", env=env).stdout)["error"]
        origin = error["origin"]
        self.assertEqual((origin["file"], origin["line"], origin["setting"]), (str(self.home.aws / file), line, key))

    def test_a_role_that_STS_denies(self):
        self.config(PLAIN.replace(world.PLAIN, world.DENIED))
        self.fails_at("role_arn", "STS denied role")
        self.config(PLAIN.replace(world.PLAIN, world.OPS))
        self.fails_at("role_arn", "STS denied role")

    def test_a_role_that_STS_denies_to_another_process(self):
        self.config(PLAIN.replace(world.PLAIN, world.DENIED))
        self.testbed.fault(latency_ms=1500)
        first = subprocess.Popen(self.command("process", "-p", "ops"), env=self.environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        time.sleep(0.5)
        second = self.latchkey("process", "-p", "ops")
        self.assertIn("error: ~/.aws/config:7: profile ops: STS denied role", first.communicate()[1])
        self.assert_error(second, 1, "error: ~/.aws/config:7: profile ops: STS denied role", ", says ")

    def test_a_role_arn_that_is_not_one(self):
        self.config(PLAIN.replace(world.PLAIN, "arn:xxx:xxx:xxx:xxxx"))
        self.fails_at("role_arn", "STS refused role_arn: arn:xxx:xxx:xxx:xxxx is invalid")

    def test_other_settings_of_the_role(self):
        for line, words in (("external_id = a b", "STS refused external_id"), ("role_session_name = a b", "STS refused role_session_name"),
                            ("duration_seconds = 7200", "STS refused duration_seconds")):
            with self.subTest(line):
                self.config(PLAIN + line + "\n")
                self.fails_at(line.split()[0], words)

    def test_keys(self):
        wrong_secret = world.CREDENTIALS_FILE.replace(world.SECRET, WRONG_SECRET)
        unknown = world.CREDENTIALS_FILE.replace(world.KEY, "AKIANOBODYEXAMPLE001")
        self.plant(WRONG_SECRET)
        for profile in ("base", "ops"):
            with self.subTest(profile):
                self.config(PLAIN, wrong_secret)
                self.fails_at("aws_secret_access_key", "the secret access key does not belong", profile, "credentials")
                self.config(PLAIN, unknown)
                self.fails_at("aws_access_key_id", "AWS does not know access key", profile, "credentials")
        self.config(f"[profile keys]\nregion = eu-west-1\naws_access_key_id = {world.KEY}\naws_secret_access_key = {WRONG_SECRET}\n")
        self.fails_at("aws_secret_access_key", "the secret access key does not belong", "keys")

    def test_keys_of_the_environment_are_a_variable(self):
        env = self.environment(AWS_ACCESS_KEY_ID=world.KEY, AWS_SECRET_ACCESS_KEY=WRONG_SECRET, AWS_DEFAULT_REGION="eu-west-1")
        self.plant(WRONG_SECRET)
        self.assert_error(self.latchkey("whoami", env=env), 1, "error: AWS_ACCESS_KEY_ID: profile default: the secret access key")

    def test_a_device_that_STS_does_not_know(self):
        self.config(OPS.replace("mfa/ada", "mfa/nobody"))
        self.typed("123456", "error: ~/.aws/config:8: profile ops: STS does not know MFA device")
        # The device of the source profile.
        self.home.write(".aws/config", f"[profile base]\nmfa_serial = {world.DEVICE.replace('ada', 'nobody')}\n" + OPS.replace("mfa_serial", "# "))
        self.typed("654321", "error: ~/.aws/config:2: profile ops: STS does not know MFA device")

    def typed(self, code, words):
        terminal = self.latchkey_on_terminal("login", "-p", "ops")
        terminal.expect(re.compile("Enter MFA code for .*mfa/nobody.*: "))
        terminal.type(code + "\n")
        self.assertEqual(terminal.wait(), 1)
        self.assertIn(words, re.sub(r"\x1b\[\d*m", "", re.sub(r"\s+", " ", terminal.shown)))


class Codes(Case):
    def type_code(self, code):
        terminal = self.latchkey_on_terminal("login", "-p", "ops")
        terminal.expect(NEXT_PROMPT)
        terminal.type(code + "\n")
        return terminal

    def test_a_code_sent_with_wrong_keys_works_with_the_right_ones(self):
        self.plant(WRONG_SECRET)
        for session, old, new, words in (("on", world.SECRET, WRONG_SECRET, "does not belong to access key"),
                                         ("off", world.SECRET, WRONG_SECRET, "does not belong to access key"),
                                         ("on", world.KEY, "AKIANOBODYEXAMPLE001", "AWS does not know access key")):
            with self.subTest((session, new)):
                self.home.empty_caches()
                self.home.write(".aws/config", BASE + OPS + f"latchkey_mfa_session = {session}\n")
                self.home.write(".aws/credentials", world.CREDENTIALS_FILE.replace(old, new))
                code = self.testbed.next_code()
                terminal = self.type_code(code)
                self.assertEqual(terminal.wait(), 1)
                self.assertIn(words, terminal.shown)
                self.home.write(".aws/credentials", world.CREDENTIALS_FILE)
                terminal = self.type_code(code)
                self.assertEqual(terminal.wait(), 0, terminal.shown)
                self.assertNotIn("next code in", terminal.shown)

    def test_a_code_that_STS_has_checked_is_not_sent_again(self):
        self.home.write(".aws/config", BASE + OPS.replace(world.OPS, world.DENIED))
        code = self.testbed.next_code()
        terminal = self.type_code(code)
        terminal.expect(NEXT_PROMPT)  # for the role alone
        terminal.type(code + "\n")
        terminal.expect("and each works once; nothing was sent now")


if __name__ == "__main__":
    unittest.main()
