#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests the testbed's instance metadata, its two versions and its hop limit, with boto3 and a raw client."""
import http.client
import subprocess
import time

from harness import EXAMPLE, Server
from sign_in_case import SignInCase, programs, run_tests

ROOT = "/instance/222222222222/plain"
ROLES = ROOT + "/latest/meta-data/iam/security-credentials/"
TOKEN = ROOT + "/latest/api/token"
TTL = {"x-aws-ec2-metadata-token-ttl-seconds": "60"}
WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"


class Instance(SignInCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(config=EXAMPLE)
        cls.addClassCleanup(cls.server.stop)

    def rules(self, **rules):
        self.assertEqual(self.server.control("instance", rules).status, 200)

    def who(self):
        environment = self.environment(AWS_ENDPOINT_URL=self.server.ready["http"], AWS_METADATA_SERVICE_TIMEOUT="1",
                                       AWS_EC2_METADATA_SERVICE_ENDPOINT=self.server.ready["http"] + ROOT)
        environment["AWS_EC2_METADATA_DISABLED"] = "false"
        done = subprocess.run([programs.need_new("python3", "boto3"), "-W", "ignore", "-c", WHO], env=environment,
                              capture_output=True, text=True, check=False)
        return done.stdout.strip() or done.stderr.strip().splitlines()[-1]

    def test_imdsv2_is_required_by_default(self):
        self.assertEqual(self.send("GET", ROLES)[0], 401)
        self.assertEqual(self.send("PUT", TOKEN)[0], 400, "without a lifetime")
        self.assertEqual(self.send("PUT", TOKEN, headers={**TTL, "X-Forwarded-For": "10.0.0.1"})[0], 403)
        status, _, token = self.send("PUT", TOKEN, headers=TTL)
        self.assertEqual(status, 200)
        self.assertEqual(self.send("GET", ROLES, headers={"x-aws-ec2-metadata-token": token})[2], "plain")
        self.server.control("clock", {"shift_seconds": 60})
        self.assertEqual(self.send("GET", ROLES, headers={"x-aws-ec2-metadata-token": token})[0], 401)

    def test_imdsv1_can_be_allowed(self):
        self.rules(v1_allowed=True)
        self.assertEqual(self.send("GET", ROLES)[2], "plain")
        self.assertEqual(self.send("GET", ROLES, headers={"x-aws-ec2-metadata-token": "no"})[0], 401)
        self.server.control("reset", {})
        self.assertEqual(self.send("GET", ROLES)[0], 401)
        self.assertEqual(self.server.control("instance", {"v2": True}).status, 400)

    def test_token_is_not_sent_past_the_hop_limit(self):
        self.rules(hop_limit_exceeded=True)
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=1)
        start = time.monotonic()
        connection.request("PUT", TOKEN, headers=TTL)
        with self.assertRaises(TimeoutError):
            connection.getresponse()
        connection.close()
        self.assertGreaterEqual(time.monotonic() - start, 1)
        self.assertEqual(self.send("GET", ROLES)[0], 401, "other questions are answered")

    def test_boto3_falls_back_to_imdsv1_if_allowed(self):
        arn = "arn:aws:sts::222222222222:assumed-role/plain/i-0123456789abcdef0"
        self.rules(hop_limit_exceeded=True, v1_allowed=True)
        self.assertEqual(self.who(), arn)
        self.rules(hop_limit_exceeded=True)
        self.assertIn("NoCredentialsError", self.who())
        self.rules()
        self.assertEqual(self.who(), arn)


if __name__ == "__main__":
    run_tests()
