#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests the testbed's sign-in service with botocore's provider for `login_session`, and proofs signed by openssl."""
import hashlib
import json
import subprocess
import time

from sign_in_case import SignInCase, programs, run_tests
from test_web_identity import part

ADA = "arn:aws:iam::111111111111:user/ada"
CLIENT = "arn:aws:signin:::devtools/same-device"
# botocore signs with awscrt, which few machines have; openssl replaces its four functions.
WITH_OPENSSL = """
import subprocess, sys, tempfile
import boto3, botocore.credentials
def openssl(*words, data):
    return subprocess.run([sys.argv[1], *words], input=data, capture_output=True, check=True).stdout
class EC:
    def __init__(self, der):
        self.file = tempfile.NamedTemporaryFile()
        self.file.write(der)
        self.file.flush()
        self.point = openssl("ec", "-inform", "DER", "-pubout", "-outform", "DER", data=der)[-64:]
    new_key_from_der_data = classmethod(lambda cls, der: cls(der))
    def get_public_coords(self):
        return self.point[:32], self.point[32:]
    def sign(self, digest):
        return openssl("pkeyutl", "-sign", "-keyform", "DER", "-inkey", self.file.name, data=digest)
    @staticmethod
    def decode_der_signature_to_padded_pair(der, pad_to):
        size = der[3]
        r, s = der[4:4 + size], der[6 + size:]
        return b"".join(number.lstrip(b"\\0").rjust(pad_to, b"\\0") for number in (r, s))
botocore.credentials.EC = EC
print(boto3.Session(profile_name="login").client("sts").get_caller_identity()["Arn"])
"""


class Login(SignInCase):
    world = {"accounts": [{"id": "111111111111", "users": [{"name": "ada"}]}],
             "logins": [{"arn": ADA, "refresh_token": name, "rotate_refresh_tokens": name != "fixed"}
                        for name in ("first", "second", "third", "fixed")]}

    def new_key(self):
        done = subprocess.run([programs.need("openssl"), "ecparam", "-name", "prime256v1", "-genkey", "-noout"],
                              capture_output=True, text=True, check=True)
        path = self.home / f"key{len(list(self.home.glob('key*')))}"
        path.write_text(done.stdout)
        return path

    def proof(self, key, **claims):
        openssl = programs.need("openssl")
        point = subprocess.run([openssl, "ec", "-in", key, "-pubout", "-outform", "DER"], capture_output=True,
                               check=True).stdout[-64:]
        jwk = {"kty": "EC", "crv": "P-256", "x": part(point[:32]), "y": part(point[32:])}
        self.proofs = getattr(self, "proofs", 0) + 1
        text = part({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}) + "." + part({
            "htm": "POST", "htu": self.server.ready["http"] + "/v1/token", "iat": int(time.time()),
            "jti": f"{self.id()}-{self.proofs}", **claims})
        der = subprocess.run([openssl, "dgst", "-sha256", "-sign", key], input=text.encode(), capture_output=True,
                             check=True).stdout
        r, s = der[4:4 + der[3]], der[6 + der[3]:]
        return text + "." + part(b"".join(number.lstrip(b"\0").rjust(32, b"\0") for number in (r, s)))

    def refresh(self, token, proof, **more):
        body = {"clientId": CLIENT, "grantType": "refresh_token", "refreshToken": token, **more}
        status, headers, text = self.send("POST", "/v1/token", body, {"DPoP": proof} if proof else {})
        reply = json.loads(text)
        return status, headers["x-amzn-ErrorType"] or "", reply.get("error", ""), reply

    def test_botocore_refreshes(self):
        key = self.new_key().read_text()
        (self.home / ".aws" / "config").write_text(f"[profile login]\nlogin_session = {ADA}\nregion = eu-west-1\n")
        folder = self.home / ".aws" / "login" / "cache"
        folder.mkdir(parents=True)
        path = folder / (hashlib.sha256(ADA.encode()).hexdigest() + ".json")
        path.write_text(json.dumps({
            "accessToken": {"accessKeyId": "ASIAOLD", "secretAccessKey": "x", "sessionToken": "x",
                            "accountId": "111111111111", "expiresAt": "2020-01-01T00:00:00Z"},
            "tokenType": "aws_sigv4", "clientId": CLIENT, "refreshToken": "first", "idToken": "x", "dpopKey": key}))
        self.assertEqual(self.boto(WITH_OPENSSL, programs.need("openssl")).strip(), ADA)
        after = json.loads(path.read_text())
        self.assertNotIn(after["refreshToken"], ("", "first"))
        self.assertTrue(after["accessToken"]["accessKeyId"].startswith("ASIA"))
        self.assertEqual(self.operations()["CreateOAuth2Token"], (1, 0))

    def test_refresh_token_is_valid_once_and_for_one_key(self):
        key, other = self.new_key(), self.new_key()
        status, _, _, reply = self.refresh("second", self.proof(key))
        self.assertEqual((status, reply["tokenType"], reply["expiresIn"]), (200, "aws_sigv4", 900))
        self.assertEqual(sorted(reply["accessToken"]), ["accessKeyId", "secretAccessKey", "sessionToken"])
        refused = (401, "AccessDeniedException", "TOKEN_EXPIRED")
        self.assertEqual(self.refresh("second", self.proof(key))[:3], refused)
        self.assertEqual(self.refresh(reply["refreshToken"], self.proof(other))[:3], refused)
        self.assertEqual(self.refresh(reply["refreshToken"], self.proof(key))[0], 200)
        self.assertEqual(self.refresh("fixed", self.proof(key))[3]["refreshToken"], "fixed")
        self.assertNotIn(reply["refreshToken"], self.server.control("requests").text)

    def test_proofs_are_checked_before_the_token(self):
        key = self.new_key()
        refused = (400, "ValidationException", "INVALID_REQUEST")
        proof = self.proof(key, htu="http://127.0.0.1:1/v1/token")
        self.assertEqual(self.refresh("third", proof)[:3], refused)
        self.assertEqual(self.refresh("third", self.proof(key, iat=int(time.time()) - 400))[:3], refused)
        self.assertEqual(self.refresh("third", "")[:3], refused)
        proof = self.proof(key)
        self.assertEqual(self.refresh("third", proof)[0], 200)
        self.assertEqual(self.refresh("third", proof)[3]["message"], "Invalid DPoP proof: jti was there before")
        self.assertEqual(self.refresh("third", self.proof(key), clientId="me")[:3], refused)
        self.assertEqual(self.refresh("third", self.proof(key), grantType="authorization_code")[:3], refused)

    def test_faults_have_an_oauth_error(self):
        self.server.control("faults", {"status": 403, "code": "AccessDeniedException", "error": "USER_CREDENTIALS_CHANGED",
                                       "operation": "CreateOAuth2Token"})
        self.assertEqual(self.refresh("x", "")[:3], (403, "AccessDeniedException", "USER_CREDENTIALS_CHANGED"))


if __name__ == "__main__":
    run_tests()
