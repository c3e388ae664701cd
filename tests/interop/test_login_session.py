#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One token file of `aws login` for boto3 and latchkey: each uses and refreshes the token of the other.

boto3 needs awscrt for the proof's signature. If it is not installed, the package cryptography replaces the four
functions that botocore calls."""
import json
import pathlib
import subprocess
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import missing, programs
from support.sign_in import ALICE, SignIn, new_key, token_name, token_text

STAND_IN = """
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

class EC:
    def __init__(self, key):
        self.key = key

    @staticmethod
    def new_key_from_der_data(data):
        return EC(serialization.load_der_private_key(data, None))

    def get_public_coords(self):
        numbers = self.key.public_key().public_numbers()
        return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")

    def sign(self, digest):
        return self.key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))

    @staticmethod
    def decode_der_signature_to_padded_pair(signature, pad_to):
        return b"".join(number.to_bytes(pad_to, "big") for number in utils.decode_dss_signature(signature))

botocore.credentials.EC = EC
"""
BOTO = """
import json, sys, boto3, botocore.credentials
if not hasattr(botocore.credentials, "LoginProvider"):
    sys.exit("old")
if botocore.credentials.EC is None:
    exec(sys.argv[2])
found = boto3.Session(profile_name=sys.argv[1]).get_credentials().get_frozen_credentials()
print(json.dumps({name: getattr(found, name) for name in ("access_key", "secret_key", "token")}))
"""


class LoginSession(InteropCase):
    def setUp(self):
        super().setUp()
        self.python = programs.need_new("python3", "boto3")
        words = [self.python, "-c", "import botocore.credentials as c; c.LoginProvider; c.EC or __import__('cryptography')"]
        if subprocess.run(words, check=False, capture_output=True).returncode != 0:
            missing.skip("boto3 1.42 or newer with awscrt, or with cryptography, in a newer Python")
        self.service = SignIn()
        self.addCleanup(self.service.stop)
        self.key = new_key()
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write(f"\n[profile alice]\nlogin_session = {ALICE}\nregion = eu-west-1\n")

    def environment(self, **more):
        return super().environment(**{"AWS_ENDPOINT_URL_SIGNIN": self.service.url, **more})

    @property
    def path(self):
        return self.home.aws / "login" / "cache" / token_name()

    def token(self, left):
        self.home.write(f".aws/login/cache/{token_name()}", token_text(left, self.key), mode=0o600)

    def boto_finds(self):
        done = self.run_program([self.python, "-W", "ignore", "-c", BOTO, "alice", STAND_IN], searched=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def latchkey_finds(self):
        found = self.process_json("-p", "alice")
        return {"access_key": found["AccessKeyId"], "secret_key": found["SecretAccessKey"],
                "token": found["SessionToken"]}

    def test_both_use_an_existing_token(self):
        self.token(800)
        self.assertEqual(self.latchkey_finds(), self.boto_finds())
        self.assertEqual(self.service.requests, [])

    def test_token_refreshed_by_one_is_used_by_the_other(self):
        for renews, uses in ((self.latchkey_finds, self.boto_finds), (self.boto_finds, self.latchkey_finds)):
            self.service.requests, self.service.refresh_token = [], "refresh-0"
            self.token(100)
            renewed = renews()
            self.assertEqual(renewed["access_key"], "ASIALOGIN1")
            self.assertEqual(uses(), renewed)
            self.assertEqual(self.service.requests, [None])

    def test_each_refreshes_the_token_of_the_other(self):
        self.token(100)
        self.service.lifetime = 120
        for number, finds in enumerate((self.boto_finds, self.latchkey_finds) * 2, start=1):
            self.assertEqual(finds()["access_key"], f"ASIALOGIN{number}")
        self.assertEqual(self.service.requests, [None] * 4)

    def test_both_write_the_same_bytes(self):
        texts = []
        for renews in (self.latchkey_finds, self.boto_finds):
            self.service.requests, self.service.refresh_token = [], "refresh-0"
            self.token(100)
            renews()
            text = self.path.read_text()
            end = json.loads(text)["accessToken"]["expiresAt"]
            texts.append(text.replace(end, "TIME"))
        self.assertEqual(texts[0], texts[1])


if __name__ == "__main__":
    unittest.main()
