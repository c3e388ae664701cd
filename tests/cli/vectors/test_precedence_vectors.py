#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Replays recordings of the keys and the region that AWS CLI v1 and v2 sign with (vectors/cli_precedence.json).

latchkey follows botocore and v1 (docs/decisions/0007). If v2 differs, latchkey prints a warning. The rest is listed
here: an empty --profile is botocore's profile with the empty name, and there is no --endpoint-url."""
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import programs
from support.case import Case

# The recorded key IDs are shorter than AWS's, which the testbed rejects.
RECORDED = re.sub(r"AKIA([ABDE])\b", r"AKIA\1EXAMPLE00000", (programs.VECTORS / "cli_precedence.json").read_text(encoding="utf-8"))
VECTORS = json.loads(RECORDED)["vectors"]
KEYS = sorted(set(re.findall(r"AKIA\w+", RECORDED)))
V2_DIFFERS = {"AWS_PROFILE and AWS_DEFAULT_PROFILE": "AWS_DEFAULT_PROFILE (b) comes before AWS_PROFILE (a)",
              "AWS_REGION": "AWS_REGION (eu-west-2) is not read; the region is us-east-1",
              "AWS_REGION + AWS_DEFAULT_REGION": "AWS_REGION (eu-west-2) is not read; the region is eu-west-3"}
OVERRIDDEN = {"env keys + AWS_PROFILE": "the keys in the environment come before AWS_PROFILE (a)"}
EMPTY = "--profile '' (empty) is ignored by the CLIs"
NO_OPTION = "--endpoint-url beats AWS_ENDPOINT_URL"


class Recorded(Case):
    world_config = {"accounts": [{"id": "111111111111", "users": [
        {"name": "ada", "access_keys": [{"id": key, "secret": "x"} for key in KEYS]}]}]}

    def played(self, vector, command="whoami"):
        self.testbed.reset()
        self.home.write(".aws/config", vector["config"])
        self.home.write(".aws/credentials", "")
        return self.latchkey(command, *vector["args"], env=self.environment(**vector["env"]), debug=False)

    def test_credentials_match_v1_and_differences_of_v2_are_reported(self):
        passed, differs = 0, 0
        for vector in VECTORS:
            case = vector["case"]
            if case in (EMPTY, NO_OPTION):
                continue
            with self.subTest(f"{vector['tool']}: {case}"):
                done = self.played(vector)
                if vector["exit"] != 0:
                    message = vector["stderr"].strip().removeprefix("aws: [ERROR]: ").removeprefix("The ")
                    self.assert_error(done, 1, message.replace("profile ()", 'profile ("")'))  # latchkey quotes it
                    passed += 1
                    continue
                self.assertEqual(done.returncode, 0, done.stderr)
                sent = self.testbed.requests()[-1]
                ours = (sent["access_key_id"], sent["region"])
                theirs = (vector["access_key"], vector["signing_region"])
                if vector["tool"] == "awscli-v2" and case in V2_DIFFERS:
                    self.assertNotEqual(ours, theirs)
                    differs += 1
                else:
                    self.assertEqual(ours, theirs)
                    passed += 1
                warnings = [line for line in done.stderr.splitlines() if "warning: " in line]
                expected = {**V2_DIFFERS, **OVERRIDDEN}.get(case)
                self.assertEqual(len(warnings), 1 if expected else 0, done.stderr)
                if expected:
                    self.assertIn(expected, warnings[0])
        print(f"vectors: cli_precedence: {passed} passed, 0 failed, 0 not yet built, {differs} where AWS CLI v2 differs "
              f"(docs/decisions/0007), {len(VECTORS) - passed - differs} about an empty --profile and an option that latchkey lacks", flush=True)
        self.assertEqual((passed, differs, len(VECTORS)), (15, 3, 22))

    def test_empty_profile_option_selects_the_unnamed_profile(self):
        for vector in VECTORS:
            if vector["case"] == EMPTY:
                self.assertEqual(vector["access_key"], "AKIADEXAMPLE00000")
                self.assert_error(self.played(vector), 1, 'config profile ("") could not be found')

    def test_process_prints_no_notice(self):
        for vector in VECTORS:
            if vector["case"] in V2_DIFFERS:
                self.assertEqual(self.played(vector, "process").stderr, "")

    def test_environment_keys_that_override_a_profile_are_reported(self):
        keys = {"AWS_ACCESS_KEY_ID": "AKIAEEXAMPLE00000", "AWS_SECRET_ACCESS_KEY": "x"}
        vector = dict(VECTORS[0], env={**keys, "AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"})
        done = self.played(vector)
        self.assertEqual(done.stderr.count("warning: "), 1, done.stderr)
        self.assertIn("the keys in the environment come before AWS_DEFAULT_PROFILE (b)", done.stderr)
        self.assertEqual(self.played(dict(VECTORS[0], env=keys)).stderr, "")
        self.assertEqual(self.played(vector, "process").stderr, "")

    def test_ignored_region_setting_is_reported_without_a_region(self):
        config = "[default]\naws_access_key_id=AKIADEXAMPLE00000\naws_secret_access_key=x\n"
        done = self.played(dict(VECTORS[0], config=config, env={"AWS_REGION": "eu-west-2", "AWS_ENDPOINT_URL_STS": ""}), "export")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("AWS_REGION (eu-west-2) is not read; no region is set, where AWS CLI v2 would take it", done.stderr)


if __name__ == "__main__":
    unittest.main()
