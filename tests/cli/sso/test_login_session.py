#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Profiles that `aws login` of AWS CLI v2 has signed in: their token file is used, refreshed, shown and removed."""
import json
import pathlib
import stat
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import windows
from support.crowd import CrowdCase
from support.sign_in import ALICE, SignIn, new_key, token_name, token_text


class LoginSession(CrowdCase):
    def setUp(self):
        super().setUp()
        self.sign_in_service = SignIn()
        self.addCleanup(self.sign_in_service.stop)
        self.key = new_key()
        for line in self.key.splitlines()[1:-1]:
            self.plant(line)
        for number in range(4):
            for what in ("login-secret-", "login-token-", "refresh-"):
                self.plant(f"{what}{number}")
        self.add_profile("region = eu-west-1\n")

    def add_profile(self, more):
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write(f"\n[profile alice]\nlogin_session = {ALICE}\n{more}")

    def environment(self, **more):
        return super().environment(**{"AWS_ENDPOINT_URL_SIGNIN": self.sign_in_service.url, **more})

    @property
    def path(self):
        return self.home.aws / "login" / "cache" / token_name()

    def token(self, left):
        self.home.write(f".aws/login/cache/{token_name()}", token_text(left, self.key), mode=0o600)

    def test_valid_token_file_is_used_without_a_request(self):
        self.token(600)
        found = self.process_json("-p", "alice")
        self.assertEqual(found["AccessKeyId"], "ASIALOGIN0")
        self.assertEqual(self.sign_in_service.requests, [])
        self.assertFalse((self.home.aws / "latchkey").exists())

    def test_refresh_proof_is_verified_by_openssl(self):
        self.token(200)
        before = json.loads(self.path.read_text())
        found = self.process_json("-p", "alice")
        self.assertEqual(found["AccessKeyId"], "ASIALOGIN1")
        self.assertEqual(self.sign_in_service.requests, [None])
        text = self.path.read_text()
        after = json.loads(text)
        self.assertEqual(text, json.dumps(after))
        self.assertEqual(list(after), list(before))
        self.assertEqual(after["refreshToken"], "refresh-1")
        self.assertEqual(after["accessToken"]["expiresAt"], found["Expiration"].replace("+00:00", "Z"))
        self.assertEqual({name: after[name] for name in ("dpopKey", "clientId", "idToken", "tokenType")},
                         {name: before[name] for name in ("dpopKey", "clientId", "idToken", "tokenType")})
        if not windows.IS:  # which has no modes
            self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)
        self.assertEqual([file.name for file in self.path.parent.iterdir()], [token_name()])

    def test_concurrent_processes_send_one_request(self):
        self.token(100)
        self.sign_in_service.answers_late = 0.5
        crowd = self.crowd([self.command("process", "-p", "alice")] * 16)
        done = self.run_program(crowd.words())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(set(crowd.statuses()), {0}, crowd.errors())
        self.assertEqual({json.loads(text)["AccessKeyId"] for text in crowd.outputs()}, {"ASIALOGIN1"})
        self.assertEqual(self.sign_in_service.requests, [None])

    def test_repeated_refreshes_store_the_last_token(self):
        self.token(100)
        self.sign_in_service.lifetime = 120
        for number in range(1, 4):
            self.assertEqual(self.process_json("-p", "alice")["AccessKeyId"], f"ASIALOGIN{number}")
        self.assertEqual(self.sign_in_service.requests, [None] * 3)

    def test_ended_session_suggests_aws_login(self):
        self.token(100)
        self.sign_in_service.refusal = "TOKEN_EXPIRED"
        before = self.path.read_bytes()
        done = self.latchkey("process", "-p", "alice")
        self.assert_error(done, 1, f"the login session of {ALICE} has ended")
        self.assertIn("hint: run aws login --profile alice\n", done.stderr)
        self.assertEqual(self.path.read_bytes(), before)

    def test_missing_file_suggests_aws_login(self):
        done = self.latchkey("process", "-p", "alice")
        self.assert_error(done, 1, "there is no login session of", token_name())
        self.assertIn("hint: run aws login --profile alice\n", done.stderr)
        why = self.latchkey("why", "-p", "alice")
        self.assertEqual(why.stdout.splitlines()[-1], "next: run aws login --profile alice")

    def test_broken_file_is_reported_by_every_command(self):
        self.home.write(f".aws/login/cache/{token_name()}", "{")
        self.assert_error(self.latchkey("process", "-p", "alice"), 1, "is not JSON")
        self.assertIn("is not JSON", self.latchkey("why", "-p", "alice", "--verbose").stdout)
        self.assertIn("is not JSON", self.latchkey("status").stderr)

    def test_why_shows_the_file_and_the_request(self):
        self.token(600)
        why = self.latchkey("why", "-p", "alice", "--verbose").stdout
        self.assertIn(f"~/.aws/login/cache/{token_name()}", why)
        self.assertIn("serves as it is until 5 minutes are left", why)
        self.assertTrue(why.endswith("next: nothing to do, the profile works\n"), why)
        self.token(100)
        why = self.latchkey("why", "-p", "alice", "--verbose").stdout
        self.assertIn("sends CreateOAuth2Token to the AWS sign-in service", why)
        cache = json.loads(self.latchkey("why", "-p", "alice", "--json").stdout)["caches"][0]
        self.assertEqual((cache["path"], cache["state"], cache["role_arn"]), (str(self.path), "expiring", None))
        self.assertEqual(self.sign_in_service.requests, [])

    def test_list_and_status_show_the_session(self):
        self.token(600)
        rows = {row["name"]: row for row in json.loads(self.latchkey("list", "--json").stdout)}
        self.assertEqual((rows["alice"]["source"], rows["alice"]["problem"]), ("login", None))
        logins = json.loads(self.latchkey("status", "--json").stdout)["logins"]
        self.assertEqual([(row["profile"], row["login_session"], row["state"]) for row in logins],
                         [("alice", ALICE, "valid")])
        self.assertLessEqual(abs(logins[0]["seconds_left"] - 598), 2)
        terminal = self.latchkey_on_terminal("status")
        self.assertEqual(terminal.wait(), 0)
        self.assertRegex(terminal.shown, rf"LOGIN SESSION +PROFILE +UNTIL +LEFT\r?\n{ALICE} +alice ")

    def test_logout_removes_only_the_file_of_the_profile(self):
        self.token(600)
        self.assertEqual(self.latchkey("logout", "--all").stdout, "nothing was cached\n")
        self.assertEqual(self.latchkey("logout", "-p", "alice").stdout, "forgot the login session\n")
        self.assertFalse(self.path.exists())
        self.assertEqual(self.latchkey("logout", "-p", "alice").stdout, "nothing was cached\n")

    def test_login_refreshes_at_the_configured_endpoint(self):
        self.token(600)
        done = self.latchkey("login", "-p", "alice", "--renew")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.sign_in_service.requests, [None])
        self.assertEqual(json.loads(self.path.read_text())["refreshToken"], "refresh-1")


if __name__ == "__main__":
    unittest.main()
