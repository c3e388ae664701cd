#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real tools at the endpoints of latchkey serve: the container endpoint by the token and by its file, and instance metadata."""
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import missing, programs, world
from support.serving import METADATA, ServeCase

LIFETIME = 12  # seconds; refreshed with a third left

BOTO = """
import boto3
print(boto3.client("sts").get_caller_identity()["Arn"])
"""
# One client across an expiration.
LONG_BOTO = f"""
import time, boto3
client, seen, end = boto3.client("sts"), set(), time.monotonic() + {LIFETIME + 3}
while time.monotonic() < end:
    seen.add(client.get_caller_identity()["Arn"].rsplit("/", 1)[0])
    time.sleep(0.3)
assert len(seen) == 1, seen
print(seen.pop() + "/")
"""


class ServeTools(InteropCase, ServeCase):
    world_config = world.short_lived(LIFETIME)

    def every_tool(self, script=BOTO):
        aws = ["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
        found = {}
        for name, words in (("boto3", lambda: [programs.need_debian_boto3(), "-W", "ignore", "-c", script]),
                            ("AWS CLI v2", lambda: [programs.need("aws"), *aws]),
                            ("new boto3", lambda: [programs.need_new("python3", "boto3"), "-W", "ignore", "-c", script]),
                            ("AWS CLI v1", lambda: [programs.need_new("aws", "awscli"), *aws])):
            try:
                found[name] = words()
            except unittest.SkipTest as why:
                missing.note(f"{self.id()} with {name}", str(why))
        self.assertTrue(found)
        return found

    def assert_all_find(self, variables, tools):
        for name, words in tools.items():
            with self.subTest(name):
                env = {name: value for name, value in self.environment(**variables).items() if name != "AWS_EC2_METADATA_DISABLED"}
                done = self.run_program(words, env=env)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn("arn:aws:sts::222222222222:assumed-role/ops/", done.stdout)

    def test_each_tool_uses_the_variables_without_a_prompt(self):
        self.sign_in()
        variables = self.background("-p", "ops")
        self.assert_all_find(variables, self.every_tool())
        self.assert_codes(1)

    def test_tools_read_the_token_from_the_file(self):
        self.sign_in()
        variables = self.background("-p", "ops", "--token-file")
        new = {"new boto3": self.every_tool().get("new boto3")}  # Debian's does not support that variable
        if not new["new boto3"]:
            missing.skip("boto3 in a newer Python")
        self.assert_all_find(variables, new)

    def test_each_tool_uses_instance_metadata(self):
        self.sign_in()
        variables = self.background("-p", "ops", "--imds")
        self.assert_all_find({name: variables[name] for name in (METADATA, "AWS_REGION", "AWS_DEFAULT_REGION")}, self.every_tool())

    def test_client_outlives_its_credentials(self):
        # Not with instance metadata: botocore extends its credentials by 12 to 20 minutes, however short they are.
        self.sign_in()
        variables = self.background("-p", "ops")
        self.assert_all_find(variables, {"boto3": [programs.need_debian_boto3(), "-W", "ignore", "-c", LONG_BOTO]})
        self.assert_codes(1)


if __name__ == "__main__":
    unittest.main()
