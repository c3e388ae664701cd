#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Role credentials of three minutes, refreshed for running programs: one code, and no failure."""
import copy
import pathlib
import sys
import textwrap
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import programs, world
from support.testbed import Testbed

# Six calls of one client, 50 seconds apart by AWS's clock: at the end the first credentials have long expired.
BOTO_THAT_RUNS_ON = textwrap.dedent("""
    import json, sys, urllib.request, boto3
    session = boto3.Session(profile_name=sys.argv[1])
    client = session.client("sts")
    for number in range(6):
        shift = json.dumps({"shift_seconds": 50 * number}).encode()
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[2] + "/control/clock", shift).read()
        print(client.get_caller_identity()["Arn"], session.get_credentials().get_frozen_credentials().access_key)
    """)


class Renewal(InteropCase):
    @classmethod
    def setUpClass(cls):
        config = copy.deepcopy(world.CONFIG)
        config["accounts"][1]["roles"][0]["lifetime_seconds"] = 180
        cls.testbed = Testbed(config)
        cls.addClassCleanup(cls.testbed.stop)

    def setUp(self):
        super().setUp()
        self.add_profiles(f"\n[profile via]\nregion = eu-central-1\n"
                          f"credential_process = \"{programs.LATCHKEY}\" process --profile ops\n")

    def test_boto3_refreshes_five_times_with_one_code(self):
        self.sign_in()
        before = self.testbed.calls("AssumeRole")
        done = self.run_program([*self.boto("via", script=BOTO_THAT_RUNS_ON), self.testbed.http])
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [line.split() for line in done.stdout.splitlines()]
        self.assertEqual({arn.split("/")[1] for arn, _ in lines}, {"ops"})
        self.assertEqual(len({key for _, key in lines}), 6)
        self.assertGreaterEqual(self.testbed.calls("AssumeRole") - before, 6)
        self.assert_codes(1)

    def test_aws_cli_refreshes_five_times_with_one_code(self):
        self.sign_in()
        before = self.testbed.calls("AssumeRole")
        for number in range(6):
            self.testbed.clock(shift_seconds=50 * number)
            self.assert_finds(self.aws("via"), "ops")
        self.assertGreaterEqual(self.testbed.calls("AssumeRole") - before, 6)
        self.assertEqual(self.testbed.counts()["operations"]["AssumeRole"]["refused"], 0)
        self.assert_codes(1)

    def test_end_of_the_mfa_session_without_a_terminal_is_an_error_with_a_hint(self):
        self.sign_in()
        self.testbed.clock(expire_sessions=True)
        done = self.run_program(self.aws("via"))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("latchkey login -p ops", done.stderr)
        self.sign_in()
        self.assert_finds(self.aws("via"), "ops")
        self.assert_codes(2)


if __name__ == "__main__":
    unittest.main()
