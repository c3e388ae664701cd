#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the documentation's recipes for ssh unchanged, with OpenSSH's ssh and sshd. The remote machine is a network
namespace, from which only ssh leads to latchkey."""
import os
import pathlib
import sys
import tempfile
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import leaks, missing, programs, recipes
from support.case import PROMPT
from support.remote import Remote
from support.beside import ASK, ServingMixin, free_port, wait_until

IDENTITY = "aws sts get-caller-identity"
OPS = "assumed-role/ops/"
# On the remote machine: loads credentials while ssh runs, and once more afterwards.
PROGRAM = """
import os, socket, sys, time, urllib.parse, boto3, botocore.exceptions
def key(): return boto3.Session().get_credentials().get_frozen_credentials().access_key
print(key(), flush=True)
port = urllib.parse.urlsplit(os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"]).port
while socket.socket().connect_ex(("127.0.0.1", port)) == 0: time.sleep(0.1)
began = time.monotonic()
try: print(key())
except botocore.exceptions.BotoCoreError as error: print(time.monotonic() - began, error)
"""
LISTEN = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listens", flush=True)
server.accept()
print("somebody came")
"""


class Ssh(ServingMixin, InteropCase):
    def setUp(self):
        super().setUp()
        programs.need("aws")
        folder = tempfile.TemporaryDirectory(prefix="latchkey-remote-")
        self.addCleanup(folder.cleanup)
        self.remote = Remote(folder.name, self.testbed)
        self.addCleanup(self.remote.stop)
        (self.remote.bin / "latchkey").symlink_to(programs.LATCHKEY)
        self.addCleanup(self.end_serve)
        self.port = str(free_port())  # other programs may use the recipes' port

    def environment(self, **more):
        return super().environment(**{"PATH": f"{self.remote.bin}:{programs.PATH}", **more})

    def recipe(self, name):
        return ["/bin/bash", "-c", recipes.block(name, "sh", {"9911": self.port, "HOST": "far"})]

    def assert_nothing_is_left_there(self):
        token = self.remember_token()
        for name, data in self.remote.files().items():
            self.assertEqual(leaks.find(data, self._secrets | {token}), [], name)

    def test_remote_program(self):
        terminal = self.on_terminal(self.recipe("ssh"))
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertIn(OPS, terminal.shown)
        self.assert_codes(1)
        self.assert_nothing_is_left_there()

    def test_remote_shell(self):
        if os.geteuid() != 0:
            missing.skip("root, for sshd to give away a terminal in a namespace")
        self.sign_in()
        terminal = self.on_terminal(self.recipe("ssh-shell"))
        terminal.expect("# ")
        terminal.type(IDENTITY + "\n")
        terminal.expect(OPS)
        self.assert_nothing_is_left_there()
        self.assertEqual(list((self.remote.home / "tmp").iterdir()), [])
        terminal.type("exit\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    def test_access_ends_with_ssh_and_requires_the_token(self):
        self.sign_in()
        (self.remote.home / "program").write_text(PROGRAM)
        words = self.recipe("ssh")
        self.assertIn(IDENTITY, words[-1])
        words[-1] = words[-1].replace(IDENTITY, f"{programs.need_debian_boto3()} -W ignore program >said 2>&1")
        url = f"http://127.0.0.1:{self.port}/role/ops"
        strangers = self.remote.space.words([programs.DEBIAN_PYTHON, "-c", ASK, url, "", "another"])
        self.assertIn("Connection refused", self.run_program(strangers).stderr, "nothing but ssh leads there")
        running = self.beside(words)
        said = self.remote.home / "said"
        key = wait_until(lambda: said.exists() and said.read_text().strip(), "the program has a key")
        self.assertEqual(key, self.process_json("-p", "ops")["AccessKeyId"])
        token = self.remember_token()
        asked = self.run_program(strangers)
        self.assertEqual(asked.stdout.count("403 "), 2, asked.stdout + asked.stderr)
        self.assertEqual(leaks.find(asked.stdout + asked.stderr, self._secrets | {key}), [])
        self.assertNotIn(token.encode(), b"".join(_argument_lists()))
        self.end(running)
        seconds, why = wait_until(lambda: said.read_text().splitlines()[1:], "the program says why it ends")[0].split(" ", 1)
        self.assertLess(float(seconds), 5)
        self.assertIn(f'Could not connect to the endpoint URL: "{url}"', why)
        self.assert_nothing_is_left_there()

    def end(self, running):
        os.killpg(running.pid, 15)
        running.wait(10)

    def test_token_is_not_sent_to_a_remote_port_in_use(self):
        self.sign_in()
        other = self.beside(self.remote.space.words([programs.DEBIAN_PYTHON, "-c", LISTEN, self.port]))
        self.assertEqual(other.stdout.readline(), "listens\n")
        done = self.run_program(self.recipe("ssh"))
        self.assertEqual(done.returncode, 255, done.stderr)
        self.assertIn("remote port forwarding failed", done.stderr)
        self.assertNotIn("assumed-role", done.stdout)
        self.assertIsNone(other.poll(), "nobody came to it")


def _argument_lists():
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_bytes()
        except OSError:  # it has ended, or belongs to another user
            pass


if __name__ == "__main__":
    unittest.main()
