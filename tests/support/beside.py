# SPDX-License-Identifier: Apache-2.0
"""For a Case: latchkey serve and other programs in the background, all ended with the test."""
import json
import os
import signal
import socket
import subprocess
import time

# A program with AWS's SDK that loads credentials and prints the key ID.
KEYS = """
import boto3
print(boto3.Session().get_credentials().get_frozen_credentials().access_key)
"""
# Prints raw replies, so that everything that a client sees can be searched. Arguments: URL, and a token for each
# attempt.
ASK = """
import sys, urllib.error, urllib.request
for token in sys.argv[2:]:
    request = urllib.request.Request(sys.argv[1], headers={"Authorization": token} if token else {})
    try: reply = urllib.request.urlopen(request, timeout=5)
    except urllib.error.HTTPError as error: reply = error
    print(reply.status, reply.headers, reply.read().decode())
"""


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_until(found, what, seconds=20):
    """The first truthy result of found()."""
    end = time.monotonic() + seconds
    while not (answer := found()):
        if time.monotonic() > end:
            raise AssertionError(f"not in {seconds} s: {what}")
        time.sleep(0.05)
    return answer


class ServingMixin:
    def end_serve(self):
        """Stops the server of this HOME, whichever process started it. Call it before HOME is removed."""
        self.run_program(self.command("serve", "--stop", debug=False))

    def serve(self, *words):
        """Runs latchkey serve --background; returns its variables."""
        self.addCleanup(self.end_serve)
        done = self.latchkey("serve", *words, "--background", "--format", "json", prints_secrets=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        variables = json.loads(done.stdout)
        self.remember_token()
        return variables

    def remember_token(self):
        token = (self.home.aws / "latchkey/serve/token").read_text()
        self.plant(token)
        return token

    def serve_log(self):
        return (self.home.aws / "latchkey/serve.log").read_text()

    def beside(self, words, env=None, **popen):
        """A program that runs until the end of the test, or exits itself."""
        popen.setdefault("stdin", subprocess.DEVNULL)
        popen.setdefault("stdout", subprocess.PIPE)
        popen.setdefault("stderr", subprocess.STDOUT)
        running = subprocess.Popen(words, env=env or self.environment(), start_new_session=True, text=True, **popen)
        def end():
            for number in (signal.SIGTERM, signal.SIGKILL):
                if running.poll() is None:
                    os.killpg(running.pid, number)  # a separate session, so that these are all its processes
                try:
                    said = running.communicate(timeout=10)[0]
                    break
                except subprocess.TimeoutExpired:
                    pass
            self.heard(os.path.basename(words[0]) + " beside", said or "")
        self.addCleanup(end)
        return running
