# SPDX-License-Identifier: Apache-2.0
"""A testbed with an IAM Identity Center, and third-party clients to sign in with."""
import http.client
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from harness import Server  # noqa: E402
from support import programs  # noqa: E402

START_URL = "https://d-1234567890.awsapps.com/start"
REGION = "eu-central-1"
WORLD = {
    "accounts": [{"id": "222222222222", "roles": [
        {"name": "plain", "trust": ["222222222222"]},
        {"name": "other", "trust": ["222222222222"]},
    ]}],
    "sso": [{"start_url": START_URL, "region": REGION, "person": "ada",
             "assignments": [{"account": "222222222222", "role": "plain"}]}],
}
ADA_AS_PLAIN = "arn:aws:sts::222222222222:assumed-role/plain/ada"
CONFIG = f"""[profile session]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = plain
region = {REGION}
[sso-session corp]
sso_start_url = {START_URL}
sso_region = {REGION}
sso_registration_scopes = sso:account:access
[profile legacy]
sso_start_url = {START_URL}
sso_region = {REGION}
sso_account_id = 222222222222
sso_role_name = plain
region = {REGION}
"""


class SignInCase(unittest.TestCase):
    world = WORLD

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        path = pathlib.Path(folder.name, "world.json")
        path.write_text(json.dumps(cls.world))
        cls.server = Server(config=str(path))
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        self.server.control("reset", {})
        self.server.control("clock", {"shift_seconds": 0})
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        self.token_files = self.home / ".aws" / "sso" / "cache"
        self.token_files.mkdir(parents=True)
        (self.home / ".aws" / "config").write_text(CONFIG)

    def environment(self, **more):
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_DEFAULT_REGION": REGION, "PYTHONDONTWRITEBYTECODE": "1", **more}

    def as_aws(self):
        """For programs without endpoint variables: AWS's real names, through the proxy."""
        return self.environment(HTTPS_PROXY=self.server.ready["proxy"], AWS_CA_BUNDLE=self.server.ready["ca_bundle"])

    def boto(self, script, *words, ok=True):
        """Runs `script` in the Python with the newest boto3, with one endpoint variable for all services."""
        python = programs.need_new("python3", "boto3")
        done = subprocess.run([python, "-W", "ignore", "-c", script, *words], capture_output=True, text=True,
                              timeout=60, check=False, env=self.environment(AWS_ENDPOINT_URL=self.server.ready["http"]))
        self.assertEqual(done.returncode == 0, ok, done.stderr)
        return done.stdout if ok else done.stderr

    def send(self, method, path, body=None, headers=None):
        """One request; returns status, headers, text. Follows no redirect."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers or {})
            reply = connection.getresponse()
            return reply.status, reply.headers, reply.read().decode()
        finally:
            connection.close()

    def post(self, path, **body):
        status, headers, text = self.send("POST", path, body)
        return status, headers["x-amzn-ErrorType"], json.loads(text)

    def person(self, answer):
        self.assertEqual(self.server.control("person", {"answer": answer}).status, 200)

    def operations(self):
        return {name: (count["ok"], count["refused"])
                for name, count in self.server.control_json("counts")["operations"].items()}


def query_of(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))


def run_tests():
    if not os.access(os.environ.get("LATCHKEY_TESTBED", ""), os.X_OK):
        sys.exit("set LATCHKEY_TESTBED to the built latchkey-testbed")
    unittest.main()
