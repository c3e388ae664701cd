#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey serve for containers of one machine: two network namespaces, a relay in each to the Unix socket, and
programs with and without the token."""
import os
import pathlib
import stat
import subprocess
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import leaks, programs, users
from support.namespaces import Namespace
from support.beside import ASK, KEYS, ServingMixin, wait_until

URL = "http://127.0.0.1:9911/role/ops"
CONNECT = "import socket, sys; print(socket.socket().connect_ex(('127.0.0.1', int(sys.argv[1]))))"
ECONNREFUSED = "111\n"


class Namespaces(ServingMixin, InteropCase):
    def setUp(self):
        super().setUp()
        self.socket = self.home.aws / "latchkey/sockets/serve"
        programs.need_debian_boto3()
        self.sign_in()
        self.variables = self.serve("-p", "ops", "--socket", str(self.socket))
        self.token = self.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"]

    def container(self, as_user=()):
        """A namespace with the relay of the recipe."""
        space = Namespace()
        self.addCleanup(space.stop)
        relay = ["TCP-LISTEN:9911,bind=127.0.0.1,fork,reuseaddr", f"UNIX-CONNECT:{self.socket}"]
        self.beside(space.words([*as_user, programs.need("socat"), *relay]))
        connects = space.words([programs.DEBIAN_PYTHON, "-c", CONNECT, "9911"])
        wait_until(lambda: self.run_program(connects).stdout == "0\n", "the relay listens")
        return space

    def program(self, space, token):
        """A program with AWS's SDK, as in the container."""
        words = space.words([programs.DEBIAN_PYTHON, "-W", "ignore", "-c", KEYS])
        env = self.home.environment(HOME="/nonexistent", AWS_CONTAINER_CREDENTIALS_FULL_URI=URL,
                                    AWS_CONTAINER_AUTHORIZATION_TOKEN=token)
        return subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True)

    def assert_told_nothing(self, text):
        self.assertEqual(leaks.find(text, self._secrets), [])
        self.assertNotIn(self.access_key(), text)

    def access_key(self):
        return self.process_json("-p", "ops")["AccessKeyId"]

    def test_only_the_program_with_the_token_receives_the_keys(self):
        with_token, without = self.container(), self.container()
        programs_of = [self.program(space, token) for space, token in
                       ((with_token, self.token), (without, None), (without, "another"), (with_token, None))]
        said = [program.communicate(timeout=30) for program in programs_of]
        self.assertEqual([program.returncode for program in programs_of], [0, 1, 1, 1], said)
        self.assertEqual(said[0][0].strip(), self.access_key())
        for out, error in said[1:]:
            self.assertIn("403", error)
            self.assertIn("WrongToken", error)
            self.assert_told_nothing(out + error)
        asked = self.run_program(without.words([programs.DEBIAN_PYTHON, "-c", ASK, URL, "", "another", self.token[:-1]]))
        self.assertEqual(asked.stdout.count("403"), 3, asked.stdout + asked.stderr)
        self.assert_told_nothing(asked.stdout + asked.stderr)
        self.assertIn("refused a request: Authorization is not AWS_CONTAINER_AUTHORIZATION_TOKEN", self.serve_log())
        self.assert_told_nothing(self.serve_log())

    def test_host_port_is_unreachable_from_the_namespace(self):
        port = self.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"].split(":")[2].split("/")[0]
        connect = [programs.DEBIAN_PYTHON, "-c", CONNECT, port]
        self.assertEqual(self.run_program(connect).stdout, "0\n", "from the host itself it is open")
        self.assertEqual(self.run_program(self.container().words(connect)).stdout, ECONNREFUSED)

    def test_relay_of_another_user_is_rejected_with_the_token(self):
        users.need_root()
        self.assertEqual(stat.S_IMODE(self.socket.stat().st_mode), 0o600, "which alone keeps others off")
        self.assertEqual(stat.S_IMODE(self.socket.parent.stat().st_mode), 0o700)
        self.socket.chmod(0o666)
        for folder in (self.socket.parent, self.home.aws / "latchkey", self.home.aws, self.home.path):
            folder.chmod(0o755)
        space = self.container([programs.need("setpriv"), f"--reuid={users.NOBODY}", f"--regid={users.NOBODY}", "--clear-groups"])
        asked = self.run_program(space.words([programs.DEBIAN_PYTHON, "-c", ASK, URL, self.token]))
        self.assertTrue(asked.stdout.startswith("403 "), asked.stdout + asked.stderr)
        self.assertIn("WrongUser", asked.stdout)
        self.assert_told_nothing(asked.stdout)
        self.assertIn("refused a request: programs of other users are rejected", self.serve_log())


if __name__ == "__main__":
    unittest.main()
