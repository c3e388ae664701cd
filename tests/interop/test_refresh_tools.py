#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey exec --refresh under real programs, over five expiries of the role's credentials: none fails, nobody is asked."""
import copy
import json
import pathlib
import sys
import threading
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import programs, world

LIFETIME = 12  # seconds; a third of it is left when it is renewed
EXPIRIES = 5

# One client for the whole time, as a program that runs for hours has it.
BOTO = f"""
import json, sys, time, boto3
client, seen, end = boto3.client("sts"), [], time.monotonic() + {LIFETIME * (EXPIRIES + 1)}
while time.monotonic() < end:
    seen.append(client.get_caller_identity()["Arn"])
    time.sleep(0.5)
print(json.dumps(seen))
"""
# One process for each call.
AWS = f"""
import json, subprocess, sys, time
seen, end = [], time.monotonic() + {LIFETIME * (EXPIRIES + 1)}
while time.monotonic() < end:
    words = [sys.argv[1], "sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
    seen.append(subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.strip())
print(json.dumps(seen))
"""


def short_lived():
    config = copy.deepcopy(world.CONFIG)
    for account in config["accounts"]:
        for role in account.get("roles", []):
            role["lifetime_seconds"] = LIFETIME
    return config


class Refresh(InteropCase):
    world_config = short_lived()

    def test_programs_outlive_their_credentials(self):
        self.sign_in()
        calls = {"boto3": [programs.need_debian_boto3(), "-W", "ignore", "-c", BOTO],
                 "new boto3": [programs.need_new("python3", "boto3"), "-W", "ignore", "-c", BOTO],
                 "AWS CLI v2": [programs.DEBIAN_PYTHON, "-c", AWS, programs.need("aws")]}
        done = {}
        def run(name, words):
            done[name] = self.run_program(self.command("exec", "--refresh", "-p", "ops", "--", *words, debug=False), timeout=200)
        threads = [threading.Thread(target=run, args=call) for call in calls.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for name in calls:
            with self.subTest(name):
                self.assertEqual((done[name].returncode, done[name].stderr), (0, ""))
                seen = json.loads(done[name].stdout)
                self.assertGreater(len(seen), 2 * EXPIRIES)
                self.assertEqual({arn.rsplit("/", 1)[0] for arn in seen}, {"arn:aws:sts::222222222222:assumed-role/ops"})
        self.assert_codes(1)
        self.assertGreaterEqual(self.testbed.calls("AssumeRole"), 3 * EXPIRIES)


if __name__ == "__main__":
    unittest.main()
