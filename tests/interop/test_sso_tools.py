#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One sign-in at IAM Identity Center for AWS CLI, boto3 and latchkey, whichever started it."""
import json
import pathlib
import re
import sys
import unittest
import urllib.parse

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import BOTO_PLAIN, InteropCase
from support import programs, sso, windows

PLAIN = "assumed-role/plain/ada"


class SsoTools(sso.SignedInCase, InteropCase):
    def environment(self, **more):
        return super().environment(**{"BROWSER": self.browser, "NO_PROXY": "127.0.0.1",
                                      "AWS_ENDPOINT_URL_SSO_OIDC": None, **more})

    def sign_in_with_latchkey(self, profile):
        # The browser cannot resolve the testbed's names, so the endpoint variable names the pages.
        done = self.latchkey("login", "-p", profile, "--device",
                             env=self.environment(AWS_ENDPOINT_URL_SSO_OIDC=self.testbed.http))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.remember_tokens()

    def assert_is_plain(self, words):
        done = self.run_program(words)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(PLAIN, done.stdout)

    def expire_token(self, key="corp"):
        path = self.home.aws / "sso" / "cache" / sso.token_name(key)
        path.write_text(json.dumps({**json.loads(path.read_text()), "expiresAt": "2020-01-01T00:00:00Z"}))

    def test_every_tool_uses_a_latchkey_sign_in(self):
        for profile in ("corp", "old"):
            self.sign_in_with_latchkey(profile)
            self.home.empty_caches()
            for name, words in (("AWS CLI v2", self.aws(profile)),
                                ("boto3", self.boto(profile, script=BOTO_PLAIN)),
                                ("new boto3", self.boto(profile, programs.need_new("python3", "boto3"), BOTO_PLAIN))):
                with self.subTest(name, profile=profile):
                    self.assert_is_plain(words)

    def test_aws_cli_and_latchkey_share_role_credentials(self):
        self.sign_in_with_latchkey("corp")
        before = self.testbed.calls("GetRoleCredentials")
        self.assert_is_plain(self.aws("corp"))
        self.assertEqual(self.testbed.calls("GetRoleCredentials"), before)
        self.home.empty_caches()
        self.assert_is_plain(self.aws("corp"))
        self.assertEqual(self.latchkey("whoami", "-p", "corp").returncode, 0)
        self.assertEqual(self.testbed.calls("GetRoleCredentials"), before + 1)

    @windows.not_there("wine's WinHTTP takes the tunnel to one host for the next one behind the same proxy")
    def test_every_tool_refreshes_the_sign_in_of_the_other(self):
        self.sign_in_with_latchkey("corp")
        for words in (self.aws("corp"), self.boto("corp", programs.need_new("python3", "boto3"), BOTO_PLAIN),
                      self.command("whoami", "-p", "corp")):
            self.home.empty_caches()
            self.expire_token()
            self.assert_is_plain(words)
            self.remember_tokens()
            self.assertEqual(list(sso.token(self.home)), ["startUrl", "region", "accessToken", "expiresAt", "clientId",
                                                          "clientSecret", "registrationExpiresAt", "refreshToken"])

    def test_latchkey_uses_an_aws_cli_sign_in(self):
        for profile in ("corp", "old"):
            with self.subTest(profile):
                terminal = self.on_terminal([programs.need("aws"), "sso", "login", "--profile", profile, "--no-browser"])
                terminal.expect("Then enter the code:")
                terminal.expect("following URL")
                address = re.search(r"https://\S*user_code=\S+", terminal.shown).group()
                local = self.testbed.http + urllib.parse.urlsplit(address)._replace(scheme="", netloc="").geturl()
                done = self.run_program([sys.executable, "-c", "import sys, urllib.request as u;"
                                         "u.build_opener(u.ProxyHandler({})).open(sys.argv[1]).read()", local])
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(terminal.wait(), 0, terminal.shown)
                self.remember_tokens()
                asked = self.testbed.calls("StartDeviceAuthorization")
                login = self.latchkey("login", "-p", profile)
                self.assertEqual(login.returncode, 0, login.stderr)
                self.assertEqual(self.testbed.calls("StartDeviceAuthorization"), asked)
                self.assert_is_plain(self.command("whoami", "-p", profile))

    def test_logout_of_either_ends_both_sign_ins(self):
        self.sign_in_with_latchkey("corp")
        done = self.run_program([programs.need("aws"), "sso", "logout"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.latchkey("whoami", "-p", "corp").returncode, 1)
        self.sign_in_with_latchkey("corp")
        self.assertEqual(self.latchkey("logout", "-p", "corp").returncode, 0)
        self.assertNotEqual(self.run_program(self.aws("corp")).returncode, 0)


if __name__ == "__main__":
    unittest.main()
