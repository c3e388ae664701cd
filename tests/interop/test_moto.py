#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""moto_server with authentication: botocore's signer checks latchkey's signatures."""
import http.client
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import programs
from support.case import Case

SET_UP = """
import json, sys, boto3
iam = boto3.client("iam", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="setup",
                   aws_secret_access_key="setup")
iam.create_user(UserName="ada")
allow = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:*", "Resource": "*"}]})
iam.put_user_policy(UserName="ada", PolicyName="all", PolicyDocument=allow)
key = iam.create_access_key(UserName="ada")["AccessKey"]
role = iam.create_role(RoleName="ops", AssumeRolePolicyDocument=json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]}))["Role"]
iam.put_role_policy(RoleName="ops", PolicyName="all", PolicyDocument=allow)
print(json.dumps([key["AccessKeyId"], key["SecretAccessKey"], role["Arn"]]))
"""


class Moto(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        server = programs.need_new("moto_server", "moto")
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            cls.port = one.getsockname()[1]
        cls.url = f"http://127.0.0.1:{cls.port}"
        folder = tempfile.TemporaryDirectory(prefix="latchkey-moto-")
        cls.addClassCleanup(folder.cleanup)
        env = {"HOME": folder.name, "PATH": programs.PATH, "PYTHONDONTWRITEBYTECODE": "1", "AWS_EC2_METADATA_DISABLED": "true"}
        cls.process = subprocess.Popen([server, "-H", "127.0.0.1", "-p", str(cls.port)], env=env, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.process.wait)
        cls.addClassCleanup(cls.process.terminate)
        cls.wait_for_it()
        made = subprocess.run([programs.need_new("python3", "boto3"), "-c", SET_UP, cls.url], env=env, capture_output=True,
                              text=True, check=True, timeout=60)
        cls.key, cls.secret, cls.role = json.loads(made.stdout)
        cls.post("/moto-api/reset-auth", "0")  # from now on every signature is checked

    @classmethod
    def wait_for_it(cls):
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", cls.port), timeout=5).close()
                return
            except OSError:
                if time.monotonic() > deadline or cls.process.poll() is not None:
                    raise
                time.sleep(0.05)

    @classmethod
    def post(cls, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", cls.port, timeout=20)
        connection.request("POST", path, body, {"Content-Type": "text/plain"})
        status = connection.getresponse().status
        connection.close()
        if status != 200:
            raise RuntimeError(f"{path}: {status}")

    def setUp(self):
        super().setUp()
        self.plant(self.secret)
        self.use(self.key, self.secret)

    def use(self, key, secret):
        self.home.write(".aws/credentials", f"[base]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n")
        self.home.write(".aws/config", "".join(
            f"[profile {name}]\nrole_arn = {self.role}\nsource_profile = {source}\nregion = eu-central-1\n{more}\n"
            for name, source, more in (
                ("ops", "base", ""), ("named", "base", "role_session_name = a.b@c=d,e\nexternal_id = a/b:c d-é"),
                ("again", "ops", "role_session_name = again"))) + "[profile base]\nregion = eu-central-1\n")

    def environment(self, **more):
        return self.home.environment(**{"AWS_ENDPOINT_URL_STS": self.url, **more})

    def test_accepts_signed_get_caller_identity(self):
        done = self.latchkey("whoami", "-p", "base")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("user/ada", done.stdout)

    def test_accepts_signed_assume_role_and_the_role_credentials(self):
        for profile in ("ops", "named", "again"):
            done = self.latchkey("whoami", "-p", profile)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("assumed-role/ops/", done.stdout)
        self.assert_no_leftovers()

    def test_wrong_secret_is_rejected_and_reported(self):
        self.use(self.key, "PLANTED-wrong-secret")
        self.plant("PLANTED-wrong-secret")
        for words in (["whoami", "-p", "base"], ["login", "-p", "ops"]):
            self.assert_error(self.latchkey(*words), 1, "secret access key", self.key)

    def test_unknown_key_is_rejected_and_reported(self):
        self.use("AKIANOBODY0000000000", "PLANTED-wrong-secret")
        self.assert_error(self.latchkey("login", "-p", "ops"), 1, "AKIANOBODY0000000000")


if __name__ == "__main__":
    unittest.main()
