#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""login, logout and everything else with profiles of IAM Identity Center."""
import json
import pathlib
import subprocess
import sys
import time
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import sso, windows
from support.sso import SsoCase


class Login(SsoCase):
    def test_browser_flow_signs_in_for_every_tool(self):
        done = self.login("-p", "corp")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^signed in until \S.* IAM Identity Center https://d-1234567890")
        self.assertIn("corp  plain in 222222222222  until ", done.stdout)
        self.assert_signed_in()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(sso.opened(self.home)[0]).query)
        self.assertEqual(set(query), {"response_type", "client_id", "redirect_uri", "state", "code_challenge_method",
                                      "scopes", "code_challenge"})
        self.assertRegex(query["redirect_uri"][0], r"^http://127\.0\.0\.1:\d+/oauth/callback$")
        self.assertEqual((self.testbed.calls("RegisterClient"), self.testbed.calls("CreateToken")), (1, 1))
        folder = self.home.aws / "sso" / "cache"
        if not windows.IS:  # which has no modes
            self.assertEqual({oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}, {"0o600"})
        token = sso.token(self.home)
        self.assertEqual(list(token), ["startUrl", "region", "accessToken", "expiresAt", "clientId", "clientSecret",
                                       "registrationExpiresAt", "refreshToken"])
        registration = json.loads(next(path for path in folder.iterdir()
                                       if path.name != sso.token_name()).read_text())
        self.assertEqual(list(registration), ["clientId", "clientSecret", "expiresAt", "scopes", "grantTypes"])

    def test_second_login_needs_no_confirmation(self):
        self.login("-p", "corp")
        self.assertEqual(self.login("-p", "other").returncode, 0)
        self.assertEqual(len(sso.opened(self.home)), 1)
        self.assert_signed_in("other", "assumed-role/inner/ada")

    def test_renew_signs_in_again_with_the_same_registration(self):
        self.login("-p", "corp")
        before = sso.token(self.home)
        self.assertEqual(self.login("-p", "corp", "--renew").returncode, 0)
        self.assertNotEqual(sso.token(self.home)["accessToken"], before["accessToken"])
        self.assertEqual(sso.token(self.home)["clientId"], before["clientId"])
        self.assertEqual(len(sso.opened(self.home)), 2)

    def test_all_roles_caches_other_profiles_and_reports_the_denied_one(self):
        done = self.login("-p", "corp", "--all-roles")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("other  inner in 333333333333", done.stdout)
        self.assertIn("denied role denied in account 333333333333", done.stderr)
        self.assertEqual(len(self.home.cached()), 2)

    def test_role_with_an_sso_source_profile_signs_in(self):
        done = self.login("-p", "chained")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(sso.opened(self.home)), 1)

    def test_device_flow_option_works(self):
        done = self.login("-p", "corp", "--device")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"shows the code: [A-Z]{4}-[A-Z]{4}")
        self.assertEqual(len(sso.opened(self.home)), 1)

    def test_profile_without_an_sso_session_uses_the_device_flow(self):
        done = self.login("-p", "old")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list(sso.token(self.home, sso.START_URL)),
                         ["startUrl", "region", "accessToken", "expiresAt", "clientId", "clientSecret",
                          "registrationExpiresAt"])
        self.assert_signed_in("old")


class DeviceFlow(SsoCase):
    def test_waits_for_confirmation_on_another_device(self):
        self.testbed.person("confirms")
        terminal = self.latchkey_on_terminal("login", "-p", "corp", "--no-browser")
        terminal.expect("to sign in, open: ")
        terminal.expect("shows the code: ")
        address = terminal.shown.split("open: ")[1].split()[0]
        time.sleep(1.5)  # the first poll is too early
        urllib.request.urlopen(address).read()
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.remember_tokens()
        self.assert_signed_in()
        self.assertEqual(sso.opened(self.home), [])

    def test_denial_ends_the_sign_in(self):
        self.testbed.person("refuses")
        done = self.login("-p", "corp", "--device")
        self.assertEqual(done.returncode, 1)
        self.assertIn("was refused in the browser", done.stderr)
        self.assertIsNone(sso.token(self.home))


class Trouble(SsoCase):
    def test_denial_in_the_browser_is_reported_and_nothing_is_stored(self):
        self.testbed.person("refuses")
        done = self.login("-p", "corp")
        self.assertEqual(done.returncode, 1)
        self.assertIn("was refused in the browser (access_denied", done.stderr)
        self.assertIsNone(sso.token(self.home))

    def test_other_requests_to_the_port_do_not_end_the_sign_in(self):
        self.browser = sso.browser(self.home, script="""
import socket, urllib.error, urllib.parse
where = urllib.parse.parse_qs(urllib.parse.urlsplit(sys.argv[1]).query)["redirect_uri"][0]
port = urllib.parse.urlsplit(where).port
idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]  # they say nothing
for bad in (where, where + "?code=x&state=wrong", where.replace("callback", "other") + "?code=x"):
    try:
        urllib.request.urlopen(bad)
        sys.exit("taken: " + bad)
    except urllib.error.HTTPError:
        pass
rebound = urllib.request.Request(where + "?code=x&state=y", headers={"Host": "evil.example"})
try:
    urllib.request.urlopen(rebound)
    sys.exit("taken")
except urllib.error.HTTPError:
    pass
urllib.request.urlopen(sys.argv[1]).read()
""")
        done = self.login("-p", "corp")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_error_without_a_sign_in_suggests_login(self):
        done = self.latchkey("process", "-p", "corp")
        self.assert_error(done, 1, "not signed in", "corp")
        self.assertIn("latchkey login -p corp", done.stderr)
        self.assert_nothing_was_sent()

    def test_unassigned_role_is_reported_and_the_sign_in_kept(self):
        done = self.login("-p", "refused")
        self.assertEqual(done.returncode, 1)
        self.assertIn("error: ~/.aws/config:14: profile refused: IAM Identity Center denied role denied in account 333333333333", done.stderr)
        self.assertIsNotNone(sso.token(self.home))

    def test_expired_token_is_refreshed_without_a_sign_in(self):
        self.login("-p", "corp")
        before = sso.token(self.home)
        self.home.empty_caches()
        self.home.write(".aws/sso/cache/" + sso.token_name(),
                        json.dumps({**before, "expiresAt": "2020-01-01T00:00:00Z"}), mode=0o600)
        self.assert_signed_in()
        self.remember_tokens()
        self.assertNotEqual(sso.token(self.home)["accessToken"], before["accessToken"])
        self.assertEqual(len(sso.opened(self.home)), 1)

    def test_forty_processes_refresh_once(self):
        self.login("-p", "corp")
        self.home.empty_caches()
        self.home.write(".aws/sso/cache/" + sso.token_name(),
                        json.dumps({**sso.token(self.home), "expiresAt": "2020-01-01T00:00:00Z"}), mode=0o600)
        running = [subprocess.Popen(self.command("process", "-p", "corp", debug=False), env=self.environment(),
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(40)]
        for process in running:
            _, said = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, said)
        self.remember_tokens()
        self.assertEqual(self.testbed.calls("CreateToken"), 2)  # that of the sign-in, and one more

    def test_read_only_sso_cache_is_reported_before_the_sign_in(self):
        (self.home.aws / "sso").mkdir()
        self.home.write(".aws/sso/cache", "no folder")
        done = self.latchkey("login", "-p", "corp")
        self.assertEqual(done.returncode, 1)
        self.assertIn("sso/cache", done.stderr)
        self.assertEqual(sso.opened(self.home), [])


class Logout(SsoCase):
    def test_logout_ends_the_sign_in_locally_and_at_the_service(self):
        self.login("-p", "corp", "--all-roles")
        done = self.latchkey("logout", "-p", "other")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "forgot the sign-in at IAM Identity Center and the credentials of 2 roles (corp, other)\n")
        self.assertIsNone(sso.token(self.home))
        self.assertEqual(self.home.cached(), {})
        self.assertEqual(self.testbed.calls("Logout"), 1)
        self.assertEqual(self.latchkey("whoami", "-p", "corp").returncode, 1)

    def test_logout_all_removes_the_sign_in(self):
        self.login("-p", "corp")
        self.assertEqual(self.latchkey("logout", "--all").returncode, 0)
        self.assertIsNone(sso.token(self.home))

    def test_logout_without_a_network_removes_it_locally_and_reports_it(self):
        self.login("-p", "corp")
        done = self.latchkey("logout", "-p", "corp", env=self.environment(AWS_ENDPOINT_URL_SSO="http://127.0.0.1:9"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("not ended at AWS", done.stderr)
        self.assertIsNone(sso.token(self.home))


if __name__ == "__main__":
    unittest.main()
