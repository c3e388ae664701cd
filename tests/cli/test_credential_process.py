#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A credential_process that hangs, prints without end or leaves a helper behind."""
import datetime
import json
import os
import signal
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows
from support.serving import ServeCase

NO_SH = "sh, which the programs here are written in"
SECRET = "PLANTED/process+secret"


def credentials(lasts=None):
    found = {"Version": 1, "AccessKeyId": "ASIAPROCESS", "SecretAccessKey": SECRET, "SessionToken": "PLANTED-process-token"}
    if lasts:
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=lasts)
        found["Expiration"] = until.strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps(found)


@windows.not_there(NO_SH)
class CredentialProcess(ServeCase):
    def setUp(self):
        super().setUp()
        self.plant(SECRET)
        self.plant("PLANTED-process-token")

    def with_program(self, script):
        """A profile "odd" that runs `script`, in a file."""
        path = self.home.path / "program"
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o700)
        self.home.write(".aws/config", f"[profile odd]\nregion = eu-central-1\ncredential_process = {path}\n")

    def process(self):
        began = time.monotonic()
        done = self.latchkey("process", "-p", "odd", debug=False, prints_secrets=True)
        return done, time.monotonic() - began

    def test_endless_output_is_an_error(self):
        for script in ("exec yes", "yes >&2", "yes & wait"):
            self.with_program(script)
            done, took = self.process()
            self.assert_error(done, 1, "profile odd: credential_process printed more than 1 MiB and was stopped")
            self.assertLess(took, 10)
            self.assertEqual([line for line in self.own_processes() if line.split()[-1:] == ["yes"]], [])

    def test_standard_input_is_inherited(self):
        self.with_program(f"cat >/dev/null\necho '{credentials()}'\n")
        done = self.latchkey("exec", "-p", "odd", "--", "cat", debug=False, stdin=None, input="from-stdin")
        self.assertEqual((done.returncode, done.stdout), (0, "from-stdin"), done.stderr)

    def test_helper_that_holds_the_pipe_is_not_waited_for(self):
        self.with_program(f"sleep 100 & echo $! >{self.home.path}/helper\necho '{credentials()}'\n")
        done, took = self.process()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["AccessKeyId"], "ASIAPROCESS")
        self.assertLess(took, 10)
        helper = int((self.home.path / "helper").read_text())
        self.assertTrue(pathlib.Path(f"/proc/{helper}").exists(), "it may serve later runs")
        os.kill(helper, signal.SIGKILL)

    def test_slow_program_is_reported(self):
        self.with_program(f"sleep 6; echo '{credentials()}'\n")
        done, _ = self.process()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"waiting for credential_process of profile odd (~/program)", done.stderr)

    def test_server_ends_at_once_while_the_program_hangs(self):
        hangs = self.home.path / "hangs"
        pid = self.home.path / "pid"
        self.with_program(f"if [ -e {hangs} ]; then echo $$ >{pid}; sleep 500; fi\necho '{credentials(lasts=8)}'\n")
        running, variables = self.serve_json("-p", "odd")
        hangs.write_text("")
        self.until(lambda: pid.exists() and pid.read_text(), 20)
        began = time.monotonic()
        self.assertEqual(self.ask(variables)[0] in (200, 503), True)
        self.assertEqual(running.end(), 0)
        self.assertLess(time.monotonic() - began, 5)
        self.assertFalse(pathlib.Path(f"/proc/{int(pid.read_text())}").exists())


if __name__ == "__main__":
    unittest.main()
