#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the documentation's recipe for SAM CLI's local API unchanged, across expirations of the role's credentials.

SAM CLI is not available here: a replacement is used, see SAM below."""
import json
import pathlib
import signal
import sys
import time
import unittest
import urllib.request

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import programs, recipes, world
from support.case import PROMPT
from support.beside import ServingMixin, free_port

LIFETIME = 12  # seconds; refreshed when a third is left
EXPIRIES = 2

# `sam local start-api`, as far as credentials go.
SAM = '''#!{python}
"""Replaces SAM CLI's `sam local start-api`: a long-running process that serves a local API and runs each request's
function in a container. It handles credentials as SAM CLI does (samcli/commands/local/lib/local_lambda.py,
_get_session_creds and get_aws_creds): one boto3.Session of the default chain, created at the first invocation; its
credentials are kept, and read again at each invocation (there member by member, here all at once); the function
receives them as AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. It omits templates (the API has one
path) and docker. The container is a subprocess with only these variables and access to AWS."""
import http.server, os, subprocess, sys, warnings
warnings.simplefilter("ignore")
import boto3

assert sys.argv[1:] == ["local", "start-api"], sys.argv
WAY_TO_AWS = ("HTTPS_PROXY", "AWS_CA_BUNDLE", "PATH", "AWS_EC2_METADATA_DISABLED")

session = credentials = None

def function_environment():
    global session, credentials
    if credentials is None:
        session = boto3.Session()
        credentials = session.get_credentials()
    found = credentials.get_frozen_credentials()
    return {{**{{name: os.environ[name] for name in WAY_TO_AWS}}, "HOME": "/nonexistent", "AWS_REGION": session.region_name,
            "AWS_DEFAULT_REGION": session.region_name, "AWS_ACCESS_KEY_ID": found.access_key,
            "AWS_SECRET_ACCESS_KEY": found.secret_key, "AWS_SESSION_TOKEN": found.token}}

class Api(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        done = subprocess.run([sys.executable, "-W", "ignore", {function!r}], env=function_environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.send_response(502 if done.returncode else 200)
        self.end_headers()
        self.wfile.write(done.stdout)

    def log_message(self, *_):
        pass

server = http.server.HTTPServer(("127.0.0.1", {port}), Api)
print("Running on http://127.0.0.1:{port}", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    print("sam: interrupted", flush=True)
'''
# The handler of the API's one path.
FUNCTION = """
import json, os, boto3
print(json.dumps([os.environ["AWS_ACCESS_KEY_ID"], boto3.client("sts").get_caller_identity()["Arn"]]))
"""


class SamLocal(ServingMixin, InteropCase):
    world_config = world.short_lived(LIFETIME)

    def setUp(self):
        super().setUp()
        self.bin = self.home.path / "bin"
        function = self.home.write("function.py", FUNCTION)
        self.url = f"http://127.0.0.1:{(port := free_port())}/"
        sam = SAM.format(python=programs.need_debian_boto3(), function=str(function), port=port)
        self.home.write("bin/sam", sam, mode=0o755)
        (self.bin / "latchkey").symlink_to(programs.LATCHKEY)

    def environment(self, **more):
        return super().environment(**{"PATH": f"{self.bin}:{programs.PATH}", **more})

    def recipe(self):
        """The one line, which the shell replaces by latchkey's process."""
        return ["/bin/sh", "-c", "exec " + recipes.block("sam", "sh")]

    def get(self):
        """The key and the identity of one invocation."""
        with urllib.request.urlopen(self.url, timeout=20) as reply:
            return json.load(reply)

    def assert_gone(self):
        with self.assertRaises(OSError):
            self.get()

    def test_every_request_succeeds_across_expirations_with_one_code(self):
        terminal = self.on_terminal(self.recipe())
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        terminal.expect("Running on")
        seen, end = [], time.monotonic() + LIFETIME * EXPIRIES + 2
        while time.monotonic() < end:
            seen.append(self.get())
            time.sleep(0.5)
        self.assertGreater(len({key for key, _ in seen}), EXPIRIES)
        self.assertEqual({arn.rsplit("/", 1)[0] for _, arn in seen}, {"arn:aws:sts::222222222222:assumed-role/ops"})
        self.assertNotIn("MFA", terminal.screen[terminal.screen.index("Running on"):], "nobody is asked again")
        self.assert_codes(1)
        terminal.type("\x03")
        terminal.expect("sam: interrupted")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assert_gone()

    def test_signals_end_latchkey_and_the_program(self):
        self.sign_in()
        for number, status in ((signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)):
            with self.subTest(number):
                running = self.beside(self.recipe())
                self.assertEqual(running.stdout.readline().split()[0], "Running")
                self.assertIn("assumed-role/ops/", self.get()[1])
                running.send_signal(number)
                self.assertEqual(running.wait(10), status, "as sam ended, so does latchkey")
                self.assert_gone()


if __name__ == "__main__":
    unittest.main()
