#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests the testbed's IAM Identity Center with boto3 and the AWS CLI. Lists at its end what the machine lacks."""
import hashlib
import json
import os
import subprocess
import unittest

from sign_in_case import ADA_AS_PLAIN, START_URL, SignInCase, programs, query_of, run_tests

DEVICE_FLOW = """
import json, sys, urllib.request
import boto3
oidc = boto3.client("sso-oidc")
def code_of(call, **more):
    try:
        call(**more)
    except oidc.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    return ""
client = oidc.register_client(clientName="test", clientType="public", scopes=["sso:account:access"])
who = {name: client[name] for name in ("clientId", "clientSecret")}
device = oidc.start_device_authorization(startUrl=sys.argv[1], **who)
poll = dict(grantType="urn:ietf:params:oauth:grant-type:device_code", deviceCode=device["deviceCode"], **who)
said = [code_of(oidc.create_token, **poll)]
urllib.request.urlopen(device["verificationUriComplete"]).read()
token = oidc.create_token(**poll)
said.append(code_of(oidc.create_token, **poll))
sso = boto3.client("sso")
ask = dict(accountId="222222222222", accessToken=token["accessToken"])
keys = sso.get_role_credentials(roleName="plain", **ask)["roleCredentials"]
sts = boto3.client("sts", aws_access_key_id=keys["accessKeyId"], aws_secret_access_key=keys["secretAccessKey"],
                   aws_session_token=keys["sessionToken"])
arn = sts.get_caller_identity()["Arn"]
chained = sts.assume_role(RoleArn="arn:aws:iam::222222222222:role/other", RoleSessionName="me")
said.append(code_of(sso.get_role_credentials, roleName="other", **ask))
refresh = dict(grantType="refresh_token", refreshToken=token["refreshToken"], **who)
again = oidc.create_token(**refresh)
assert again["accessToken"] != token["accessToken"]
sso.logout(accessToken=again["accessToken"])
said.append(code_of(sso.get_role_credentials, roleName="plain", **ask))
said.append(code_of(oidc.create_token, **refresh))
print(json.dumps({"said": said, "arn": arn, "chained": chained["AssumedRoleUser"]["Arn"],
                  "user_code": device["userCode"], "expiration": keys["expiration"], "issued": client["clientIdIssuedAt"],
                  "lasts": [client["clientSecretExpiresAt"] - client["clientIdIssuedAt"], token["expiresIn"]]}))
"""
WHO = """
import sys, boto3
print(boto3.Session(profile_name=sys.argv[1]).client("sts").get_caller_identity()["Arn"])
"""


class Boto3(SignInCase):
    def test_device_flow_credentials_refresh_and_logout(self):
        found = json.loads(self.boto(DEVICE_FLOW, START_URL))
        self.assertEqual(found["said"], ["AuthorizationPendingException", "InvalidGrantException", "ForbiddenException",
                                         "UnauthorizedException", "InvalidGrantException"])
        self.assertEqual(found["arn"], ADA_AS_PLAIN)
        self.assertEqual(found["chained"], "arn:aws:sts::222222222222:assumed-role/other/me")
        self.assertRegex(found["user_code"], r"^[A-Z]{4}-[A-Z]{4}$")
        self.assertEqual(found["lasts"], [7776000, 3600])
        self.assertAlmostEqual(found["expiration"] / 1000, found["issued"] + 3600, delta=30)
        self.assertEqual(self.operations(), {
            "RegisterClient": (1, 0), "StartDeviceAuthorization": (1, 0), "CreateToken": (2, 3), "ConfirmDevice": (1, 0),
            "GetRoleCredentials": (1, 2), "GetCallerIdentity": (1, 0), "AssumeRole": (1, 0), "Logout": (1, 0)})
        listed = self.server.control("requests").text
        self.assertNotIn("aoaAAAAA", listed)
        self.assertNotIn("aorAAAAA", listed)

    def write_token(self, name, **asked):
        token = self.server.control_json("sso-token", asked)
        path = self.token_files / (hashlib.sha1(name.encode()).hexdigest() + ".json")
        path.write_text(json.dumps(token))
        return path, token

    def test_token_file_works(self):
        for profile, name in (("session", "corp"), ("legacy", START_URL)):
            self.write_token(name)
            self.assertEqual(self.boto(WHO, profile).strip(), ADA_AS_PLAIN)
        self.assertNotIn("CreateToken", self.operations())

    def test_token_near_expiration_is_refreshed(self):
        path, before = self.write_token("corp", lifetime_seconds=600)
        self.assertEqual(self.boto(WHO, "session").strip(), ADA_AS_PLAIN)
        after = json.loads(path.read_text())
        self.assertNotEqual(after["accessToken"], before["accessToken"])
        self.assertEqual(after["refreshToken"], before["refreshToken"])
        self.assertEqual(self.operations()["CreateToken"], (1, 0))

    def test_expired_token_is_rejected(self):
        self.write_token(START_URL)
        self.server.control("clock", {"expire_sso_tokens": True})
        self.assertIn("UnauthorizedSSOTokenError", self.boto(WHO, "legacy", ok=False))

    def test_faults_have_the_format_of_the_service(self):
        self.write_token("corp", lifetime_seconds=600)
        self.server.control("faults", {"throttle": True, "times": 1, "operation": "GetRoleCredentials"})
        self.assertEqual(self.boto(WHO, "session").strip(), ADA_AS_PLAIN)  # after boto3's own second try
        self.assertEqual(self.operations()["GetRoleCredentials"], (1, 1))
        self.server.control("faults", {"status": 400, "code": "InvalidGrantException", "message": "no"})
        status, header, body = self.post("/token")
        self.assertEqual((status, header, body), (400, "InvalidGrantException",
                                                  {"error": "invalid_grant", "error_description": "no"}))
        self.server.control("faults", {"status": 500})
        status, headers, text = self.send("GET", "/federation/credentials?role_name=plain&account_id=222222222222")
        self.assertEqual((status, headers["x-amzn-ErrorType"]), (500, "InternalFailure"))
        self.assertIn("told to fail", json.loads(text)["message"])


class AwsCli(SignInCase):
    def login(self, profile):
        """aws sso login, with curl for the browser; returns what it printed."""
        aws, curl = programs.need("aws"), programs.need("curl")
        with subprocess.Popen([aws, "sso", "login", "--no-browser", "--profile", profile], env=self.as_aws(), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            said = ""
            while "user_code=" not in said or not said.endswith("\n"):
                line = process.stdout.readline()
                self.assertTrue(line, said)
                said += line
            address = next(line for line in said.splitlines() if "user_code=" in line)
            self.page = subprocess.run([curl, "-sS", address], env={**self.as_aws(), "CURL_CA_BUNDLE":
                                       self.server.ready["ca_bundle"]}, capture_output=True, text=True, check=True).stdout
            said += process.stdout.read()
            return process.wait(timeout=60), said

    def who(self, profile):
        done = subprocess.run([programs.need("aws"), "sts", "get-caller-identity", "--profile", profile, "--query", "Arn",
                               "--output", "text"], env=self.as_aws(), capture_output=True, text=True, check=False)
        return done.stdout.strip() or done.stderr

    def test_signs_in_with_the_device_flow(self):
        for profile in ("session", "legacy"):
            with self.subTest(profile):
                status, said = self.login(profile)
                self.assertEqual(status, 0, said)
                self.assertIn("approved", self.page)
                self.assertEqual(self.who(profile), ADA_AS_PLAIN)
        self.assertEqual(self.operations()["GetRoleCredentials"], (2, 0))
        hosts = {entry["host"] for entry in self.server.control_json("requests")}
        self.assertEqual(hosts, {f"{name}.eu-central-1.amazonaws.com" for name in ("oidc", "portal.sso", "sts")})
        has_refresh = {json.loads(file.read_text())["startUrl"] and "refreshToken" in file.read_text()
                       for file in self.token_files.iterdir() if "accessToken" in file.read_text()}
        self.assertEqual(has_refresh, {True, False}, "only an sso-session gets a refresh token")

    def test_reports_a_denial(self):
        self.person("refuses")
        status, said = self.login("session")
        self.assertNotEqual(status, 0)
        self.assertIn("AccessDeniedException", said)

    def test_logs_out(self):
        self.assertEqual(self.login("session")[0], 0)
        self.assertEqual(subprocess.run([programs.need("aws"), "sso", "logout"], env=self.as_aws(), check=False).returncode, 0)
        self.assertEqual(self.operations()["Logout"], (1, 0))


class Browser(SignInCase):
    redirect = "http://127.0.0.1:5555/oauth/callback"

    def address(self, **more):
        _, _, client = self.post("/client/register", clientName="t", clientType="public", issuerUrl=START_URL,
                                 grantTypes=["authorization_code", "refresh_token"], scopes=["sso:account:access"],
                                 redirectUris=["http://127.0.0.1/oauth/callback"])
        parameters = {"response_type": "code", "client_id": client["clientId"], "redirect_uri": self.redirect,
                      "state": "s t", "code_challenge_method": "S256", "scopes": "sso:account:access",
                      "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", **more}
        words = [word for name, value in parameters.items() for word in ("--data-urlencode", f"{name}={value}")]
        done = subprocess.run([programs.need("curl"), "-sS", "-G", "-o", os.devnull, "-w", "%{http_code} %{redirect_url}",
                               *words, self.server.ready["http"] + "/authorize"], capture_output=True, text=True, check=True)
        status, url = done.stdout.split(" ", 1)
        return int(status), url, client

    def test_redirects_with_a_code_for_a_token(self):
        status, url, client = self.address()
        self.assertEqual((status, url.split("?")[0], query_of(url)["state"]), (302, self.redirect, "s t"))
        # The verifier of RFC 7636's appendix B.
        status, _, token = self.post("/token", clientId=client["clientId"], clientSecret=client["clientSecret"],
                                     grantType="authorization_code", code=query_of(url)["code"], redirectUri=self.redirect,
                                     codeVerifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        self.assertEqual((status, token["tokenType"]), (200, "Bearer"))
        self.assertIn("refreshToken", token)

    def test_redirects_with_the_denial(self):
        self.person("refuses")
        status, url, _ = self.address()
        self.assertEqual((status, query_of(url)), (302, {"error": "access_denied", "state": "s t"}))

    def test_stays_on_the_page_until_confirmed(self):
        self.person("waits")
        self.assertEqual(self.address()[:2], (200, ""))

    def test_unregistered_redirect_is_rejected(self):
        self.assertEqual(self.address(redirect_uri="http://127.0.0.1:5555/other")[:2], (400, ""))
        self.assertEqual(self.address(client_id="no")[:2], (400, ""))


if __name__ == "__main__":
    run_tests()
