#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey exec --refresh with real SDKs in parallel, across five expirations of the role's sessions: none fails,
without a prompt.

LATCHKEY_LIFETIME=180 runs it with sessions of three minutes, 15 minutes in total."""
import json
import os
import pathlib
import re
import sys
import tempfile
import threading
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
import go_sdk
from interop_case import InteropCase
from support import programs, world

HERE = pathlib.Path(__file__).resolve().parent
LIFETIME = int(os.environ.get("LATCHKEY_LIFETIME", "12"))  # seconds; refreshed with a third left
EXPIRIES = 5
LENGTH = LIFETIME * EXPIRIES + LIFETIME // 3  # of each program's run
# latchkey prints this when another process needs longer than a second for the role, as on a busy machine.
WAITS = re.compile(r"^latchkey: waiting for latchkey exec \(pid \d+\) .*\n", re.MULTILINE)
CALLS = 3 * EXPIRIES + 1  # of each program at least

# Each program runs for LENGTH, calls GetCallerIdentity repeatedly, and prints the ARNs as one JSON array. All except
# the AWS CLI use one client for the whole time, like a long-running program. Each call of the AWS CLI starts a program,
# which takes seconds on a busy machine, so it runs until it has made CALLS calls.
BOTO = """
import json, sys, time, boto3
client, seen, end = boto3.client("sts"), [], time.monotonic() + float(sys.argv[1])
while time.monotonic() < end:
    seen.append(client.get_caller_identity()["Arn"])
    time.sleep(1)
print(json.dumps(seen))
"""
AWS = """
import json, subprocess, sys, time
seen, end = [], time.monotonic() + float(sys.argv[1])
while time.monotonic() < end or len(seen) < int(sys.argv[3]):
    words = [sys.argv[2], "sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
    seen.append(subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.strip())
    time.sleep(1)
print(json.dumps(seen))
"""


class Refresh(InteropCase):
    world_config = world.short_lived(LIFETIME)

    def boto3(self):
        return [programs.need_debian_boto3(), "-W", "ignore", "-c", BOTO, str(LENGTH)]

    def new_boto3(self):
        return [programs.need_new("python3", "boto3"), "-W", "ignore", "-c", BOTO, str(LENGTH)]

    def aws_cli(self):
        return [programs.DEBIAN_PYTHON, "-c", AWS, str(LENGTH), programs.need("aws"), str(CALLS)]

    def node(self):
        modules = programs.need_node_sdk() / "node_modules"
        return ["/usr/bin/env", f"NODE_PATH={modules}", programs.need("node"), str(HERE / "node" / "refresh.js"), str(LENGTH),
                self.testbed.http]

    def go(self):
        go_sdk.need_go_sdk()
        folder = tempfile.TemporaryDirectory(prefix="latchkey-go-")
        self.addCleanup(folder.cleanup)
        return [str(go_sdk.build("refresh", folder.name)), str(LENGTH)]

    def rclone(self):
        return [programs.DEBIAN_PYTHON, str(HERE / "rclone_calls.py"), str(LENGTH), programs.need("rclone"), programs.LATCHKEY]

    def run_all(self, calls):
        """Runs each in a separate exec --refresh, all at the same time. Returns their results and durations, by
        name."""
        done = {}

        def run(name, words):
            began = time.monotonic()
            exec_words = self.command("exec", "--refresh", "-p", "ops", "--", *words, debug=False)
            ended = self.run_program(exec_words, timeout=2 * LENGTH + 60)
            done[name] = (ended, time.monotonic() - began)
        threads = [threading.Thread(target=run, args=call) for call in calls.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return done

    def check(self, name, done, seconds):
        self.assertEqual((done.returncode, WAITS.sub("", done.stderr)), (0, ""))
        self.assertGreater(seconds, EXPIRIES * LIFETIME)
        seen = json.loads(done.stdout)
        self.assertGreaterEqual(len(seen), CALLS)
        roles, sessions = zip(*(arn.rsplit("/", 1) for arn in seen))
        self.assertEqual(set(roles), {"arn:aws:sts::222222222222:assumed-role/ops"})
        # A session's name is the time of latchkey's request.
        self.assertEqual(sorted(sessions), list(sessions), "none that was left comes back")
        self.assertGreaterEqual(len(set(sessions)), EXPIRIES + 1)
        print(f"{name}: {len(seen)} calls with {len(set(sessions))} sessions of {LIFETIME} s, none failed")

    def test_programs_outlive_their_credentials(self):
        calls = {}
        for name in ("aws_cli", "boto3", "new_boto3", "node", "go", "rclone"):
            with self.subTest(name):  # a missing one is listed, and the others run
                calls[name] = getattr(self, name)()
        self.sign_in()
        done = self.run_all(calls)
        self.assertEqual(done.keys(), calls.keys())
        for name in calls:
            with self.subTest(name):
                self.check(name, *done[name])
        self.assert_codes(1)
        self.assertEqual(self.testbed.counts()["operations"]["AssumeRole"]["refused"], 0)


if __name__ == "__main__":
    unittest.main()
