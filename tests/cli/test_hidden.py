#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Other processes of the same user cannot inspect a latchkey with secrets."""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows
from support.case import Case

windows.file_not_there("there is no /proc; tests/unit/platform/process/process_hardening_windows_test.cpp looks at it from outside")


class Hidden(Case):
    def start(self, folder):
        """`latchkey exec --refresh` that waits for its program, as a user to whom /proc's owners apply."""
        self.user = self.unprivileged()
        self.user.own(folder)
        words = [self.user.latchkey, "exec", "--refresh", "-p", "plain", "--", "sh", "-c", "echo runs; exec sleep 30"]
        running = subprocess.Popen(words, env=self.environment(), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   preexec_fn=self.user.prepare)
        self.addCleanup(running.wait)
        self.addCleanup(running.kill)
        self.addCleanup(running.stdout.close)
        self.assertEqual(running.stdout.readline(), b"runs\n")
        return running

    def test_memory_is_unreadable_and_not_dumped(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            running = self.start(folder)
            child = int(subprocess.run(["pgrep", "-P", str(running.pid)], stdout=subprocess.PIPE, check=True).stdout)
            self.assertEqual(os.stat(f"/proc/{child}/environ").st_uid, self.user.uid, "so it means something")
            for file in ("environ", "mem", "maps", "fd"):
                self.assertEqual(os.stat(f"/proc/{running.pid}/{file}").st_uid, 0, file)
            running.send_signal(signal.SIGSEGV)
            os.kill(child, signal.SIGKILL)
            running.wait(10)
            deadline = time.monotonic() + 0.2
            while time.monotonic() < deadline:
                self.assertEqual(list(folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
