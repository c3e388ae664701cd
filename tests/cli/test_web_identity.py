#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Roles that are assumed with a token of OpenID Connect, as in CI jobs and pods."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import web_identity
from support.crowd import Crowd
from support.case import Case
from support.home import cache_key
from support.web_identity import WebIdentityMixin

KEY = cache_key(RoleArn=web_identity.DEPLOY)


class Jobs(WebIdentityMixin, Case):
    def crowd(self, size):
        crowd = Crowd([self.command("process")] * size)
        self.addCleanup(crowd.remove)
        self.addCleanup(lambda: [self.heard("one of many: stderr", text) for text in crowd.errors()])
        return crowd

    def test_token_signs_in_and_the_role_is_cached(self):
        for _ in range(2):
            done = self.latchkey("whoami")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(web_identity.ARN, done.stdout)
        self.assert_calls(1)

    def test_forty_processes_send_one_request(self):
        self.testbed.fault(latency_ms=300, operation="AssumeRoleWithWebIdentity")
        crowd = self.crowd(40)
        done = self.run_program(crowd.words())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.remember_cached_secrets()
        self.assertEqual(set(crowd.statuses()), {0}, crowd.errors())
        self.assertEqual(len({json.loads(text)["AccessKeyId"] for text in crowd.outputs()}), 1)
        self.assertTrue(any("lock: waiting for" in text for text in crowd.errors()))
        self.assert_calls(1)

    def test_rejected_token_fails_each_process(self):
        self.write_token(lifetime=-1)
        crowd = self.crowd(4)
        self.run_program(crowd.words())
        self.assertEqual(set(crowd.statuses()), {1}, crowd.errors())
        for text in crowd.errors():
            self.assertIn(f"token for role {web_identity.DEPLOY} has expired", text)
        self.assert_calls(4)  # the next one may have another token

    def test_read_only_home_does_not_fail_the_role(self):
        self.home.write(".aws/latchkey", "no folder")
        done = self.latchkey("whoami")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(web_identity.ARN, done.stdout)

    def test_logout_removes_the_role_of_the_environment(self):
        self.assertEqual(self.latchkey("login").returncode, 0)
        self.assertIn(f"cli/cache/{KEY}.json", self.home.cached())
        named = self.latchkey("logout", "-p", "plain")
        self.assertEqual((named.returncode, named.stdout), (0, "nothing was cached\n"))
        self.assertIn(f"cli/cache/{KEY}.json", self.home.cached())
        done = self.latchkey("logout")
        self.assertEqual((done.returncode, done.stdout), (0, "forgot the credentials of 1 role\n"), done.stderr)
        self.assertEqual(self.home.cached(), {})

    def test_logout_works_without_a_config_file(self):
        for name in ("config", "credentials"):
            (self.home.aws / name).unlink()
        self.assertEqual(self.latchkey("login").returncode, 0)
        done = self.latchkey("logout")
        self.assertEqual((done.returncode, done.stdout), (0, "forgot the credentials of 1 role\n"), done.stderr)
        alone = self.latchkey("logout", env=self.environment(AWS_WEB_IDENTITY_TOKEN_FILE=None))
        self.assert_error(alone, 1, "no profile is selected")

    def test_logout_all_removes_the_role(self):
        self.assertEqual(self.latchkey("login").returncode, 0)
        self.assertEqual(self.latchkey("logout", "--all").stdout, "forgot the credentials of 1 role\n")
        self.assertEqual(self.home.cached(), {})


if __name__ == "__main__":
    unittest.main()
