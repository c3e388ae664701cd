#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Credentials of the machine: boto3 and latchkey call the same endpoint, and have the same role."""
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import programs

WHO = "import boto3; print(boto3.client('sts', region_name='eu-west-1').get_caller_identity()['Arn'])"
ROLE = "222222222222/plain"


class MachineCredentials(InteropCase):
    variables = {}

    def setUp(self):
        super().setUp()
        for name in ("config", "credentials"):
            (self.home.aws / name).unlink()

    def environment(self, **more):
        return super().environment(**{"AWS_DEFAULT_REGION": "eu-west-1", **self.variables, **more})

    def assert_both_are(self, arn, **variables):
        self.variables = variables
        done = self.latchkey("whoami")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(arn, done.stdout)
        for python in (programs.need_debian_boto3(), programs.need_new("python3", "boto3")):
            done = self.run_program([python, "-W", "ignore", "-c", WHO])
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stdout.strip(), arn)

    def assert_neither_finds_any(self, **variables):
        self.variables = variables
        self.assertEqual(self.latchkey("whoami").returncode, 1)
        self.assertEqual(self.run_program([programs.need_debian_boto3(), "-W", "ignore", "-c", WHO]).returncode, 1)

    def test_container(self):
        self.plant("testbed-container-token")
        url = f"{self.testbed.http}/container/{ROLE}"
        arn = "arn:aws:sts::222222222222:assumed-role/plain/container"
        self.assert_both_are(arn, AWS_CONTAINER_CREDENTIALS_FULL_URI=url,
                             AWS_CONTAINER_AUTHORIZATION_TOKEN="testbed-container-token")

    def test_instance_with_imdsv2(self):
        arn = "arn:aws:sts::222222222222:assumed-role/plain/i-0123456789abcdef0"
        self.assert_both_are(arn, AWS_EC2_METADATA_DISABLED="false",
                             AWS_EC2_METADATA_SERVICE_ENDPOINT=f"{self.testbed.http}/instance/{ROLE}")

    def test_instance_without_a_role(self):
        self.assert_neither_finds_any(AWS_EC2_METADATA_DISABLED="false",
                                      AWS_EC2_METADATA_SERVICE_ENDPOINT=f"{self.testbed.http}/instance/0/none")


if __name__ == "__main__":
    unittest.main()
