#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""AssumeRoleWithWebIdentity as boto3 and the AWS CLI call it, with tokens of the testbed and of openssl."""
import base64
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

from harness import BINARY
from sign_in_case import SignInCase, programs, run_tests

ROLE = "arn:aws:iam::222222222222:role/deploy"
WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
ARN = "arn:aws:sts::222222222222:assumed-role/deploy/job"


def part(data):
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class WebIdentity(SignInCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.key = str(pathlib.Path(folder.name, "key.pem"))
        openssl = programs.need("openssl")
        subprocess.run([openssl, "genrsa", "-out", cls.key, "2048"], check=True, capture_output=True)
        public = subprocess.run([openssl, "rsa", "-in", cls.key, "-pubout"], check=True, capture_output=True, text=True)
        trust = [{"web_identity": "https://ci.example"}, {"web_identity": "https://openssl.example", "subject": "x"}]
        cls.world = {"accounts": [{"id": "222222222222", "roles": [{"name": "deploy", "trust": trust}]}],
                     "identity_providers": [{"issuer": "https://ci.example"}, {"issuer": "https://openssl.example",
                                             "public_key_pem": public.stdout}]}
        super().setUpClass()

    def minted(self, *options):
        return subprocess.run([BINARY, "jwt", "--url", self.server.ready["http"], *options], capture_output=True,
                              text=True, check=False)

    def signed_by_openssl(self):
        now = int(time.time())
        text = part({"alg": "RS256", "kid": "1"}) + "." + part({
            "iss": "https://openssl.example", "sub": "x", "aud": "sts.amazonaws.com", "iat": now, "exp": now + 60})
        done = subprocess.run([programs.need("openssl"), "dgst", "-sha256", "-sign", self.key], input=text.encode(),
                              capture_output=True, check=True)
        return text + "." + part(done.stdout)

    def environment(self, **more):
        return super().environment(AWS_ROLE_ARN=ROLE, AWS_ROLE_SESSION_NAME="job",
                                   AWS_WEB_IDENTITY_TOKEN_FILE=str(self.home / "token"), **more)

    def use(self, token):
        (self.home / "token").write_text(token)

    def test_role_works_in_boto3_and_aws_cli(self):
        for token in (self.minted().stdout.strip(), self.signed_by_openssl()):
            self.use(token)
            shutil.rmtree(self.home / ".aws" / "cli", ignore_errors=True)  # the AWS CLI's cache
            self.assertEqual(self.boto(WHO).strip(), ARN)
            done = subprocess.run([programs.need("aws"), "sts", "get-caller-identity"], env=self.as_aws(), text=True,
                                  capture_output=True, check=False)
            self.assertIn(ARN, done.stdout, done.stderr)
        listed = self.server.control("requests").text
        self.assertNotIn(token, listed)
        self.assertEqual(self.operations()["AssumeRoleWithWebIdentity"], (4, 0))

    def test_expired_token_is_rejected(self):
        self.use(self.minted("--lifetime-seconds", "-1").stdout.strip())
        self.assertIn("(ExpiredTokenException)", self.boto(WHO, ok=False))

    def test_other_audience_is_rejected(self):
        self.use(self.minted("--audience", "me", "--subject", "s", "--issuer", "https://ci.example").stdout.strip())
        self.assertIn("(InvalidIdentityToken)", self.boto(WHO, ok=False))

    def test_public_key_cannot_sign_tokens(self):
        done = self.minted("--issuer", "https://openssl.example")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("only the public key", done.stderr)


if __name__ == "__main__":
    run_tests()
