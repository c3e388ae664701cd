#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A section that no tool reads, beside a profile of that name: its role and device have no effect."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import world
from test_why import WhyCase

ROLE = f"role_arn = {world.OPS}\nsource_profile = base\nmfa_serial = {world.DEVICE}\n"
KEYS = f"aws_access_key_id = {world.BOB_KEY}\naws_secret_access_key = {world.BOB_SECRET}\n"
REGION = "region = eu-central-1\n"


class Unread(WhyCase):
    def files(self, config=None, credentials=None):
        if config is None:
            return super().files()  # WhyCase's: the names of all files
        self.home.write(".aws/config", config)
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE + credentials)
        return []

    ROWS = (  # config, addition to credentials, file and line, settings without effect, correction
        ("[dev]\n" + ROLE, "[dev]\n" + KEYS + REGION, "config:1", "role_arn and source_profile and mfa_serial there have no effect",
         "write [profile dev] in the place of [dev]"),
        ("[Profile dev]\n" + ROLE, "[dev]\n" + KEYS + REGION, "config:1", "mfa_serial there have no effect",
         "write [profile dev] in the place of [Profile dev]"),
        ("[profile dev]\n" + REGION + "[dev]\n" + ROLE, "[dev]\n" + KEYS, "config:3", "mfa_serial there have no effect",
         "move its settings below [profile dev], line 1, and remove it"),
        ("[profile dev]\n" + REGION + ROLE, "[profile dev]\n" + KEYS, "credentials:4", "aws_secret_access_key there have no effect",
         "write [dev] in the place of [profile dev]"),
        ("[profile default]\n[default]\n" + REGION, "[default]\n" + KEYS, None, None, None),
        ("[profile dev]\n" + REGION + "[sso-session dev]\nsso_region = us-east-1\n[services dev]\n", "[dev]\n" + KEYS, None, None, None),
        ("[profile dev]\n" + REGION + "[dev]\noutput = json\n", "[dev]\n" + KEYS, None, None, None),
    )

    def test_each_command_that_prints_an_identity_reports_it(self):
        for config, credentials, place, effect, fix in self.ROWS:
            with self.subTest(config=config, place=place):
                self.files(config, credentials)
                name = "default" if "[default]" in config else "dev"
                found = self.why("-p", name)[1]
                said = [note for note in found["notes"] if "is not read as profile" in note]
                if place is None:
                    self.assertEqual(said, [])
                    self.assertNotIn("is not read", self.latchkey("list").stderr)
                    continue
                note, = said
                self.assertTrue(note.startswith(f"~/.aws/{place}: ["), note)
                self.assertIn(effect, note)
                self.assertTrue(note.endswith("; " + fix), note)
                file, _, line = place.partition(":")
                self.assertEqual(found["next"], f"correct line {line} of ~/.aws/{file}: {fix}")
                for words in (("whoami", "-p", name), ("login", "-p", name), ("list",), ("list", "-p", name), ("adopt", "-p", name, "--dry-run"),
                              ("adopt", "--all", "--dry-run")):
                    self.assertIn("latchkey: warning: " + note, self.latchkey(*words, prints_secrets=True).stderr, words)
                self.assertNotIn("is not read", self.latchkey("list", "-p", "base").stderr)
                self.assertNotIn("is not read", self.latchkey("process", "-p", name, prints_secrets=True).stderr)

    def test_source_profile_is_checked(self):
        self.files("[dev]\nmfa_serial = " + world.DEVICE + "\n[profile ops]\nrole_arn = " + world.PLAIN + "\nsource_profile = dev\n" + REGION,
                   "[dev]\n" + KEYS)
        self.assertIn("[dev] is not read as profile dev", self.why("-p", "ops")[1]["notes"][0])
        self.assertIn("warning: ~/.aws/config:1: [dev] is not read", self.latchkey("login", "-p", "ops").stderr)

    def test_ignored_region_is_reported_as_the_missing_one(self):
        self.files("[dev]\n" + REGION, "[dev]\n" + KEYS)
        self.assertIn("region there has no effect", self.why("-p", "dev", status=0)[1]["notes"][0])
        done = self.latchkey("whoami", "-p", "dev")
        self.assert_error(done, 1, "region")
        self.assertIn("hint: correct line 1 of ~/.aws/config: write [profile dev] in the place of [dev]", done.stderr)

    def test_more_sections_are_counted(self):
        self.files("".join(f"[dev{number}]\n{ROLE}" for number in range(8)), "".join(f"[dev{number}]\n{KEYS}" for number in range(8)))
        warnings = self.latchkey("list").stderr
        self.assertEqual(warnings.count("is not read as profile"), 5)
        self.assertIn("warning: 3 more sections are not read; latchkey why -p NAME shows them", warnings)


if __name__ == "__main__":
    unittest.main()
