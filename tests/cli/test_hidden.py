#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What other processes of the same user can see of a latchkey that holds secrets: nothing."""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import programs, windows
from support.case import Case

windows.file_not_there("there is no /proc; tests/unit/platform/process_ground_windows_test.cpp looks at it from outside")
NOBODY = 65534


class Hidden(Case):
    def start(self, folder):
        """`latchkey exec --refresh` that waits for its program, as a user for whom /proc's owners mean something."""
        as_user = None
        if os.geteuid() == 0:
            for path in [self.home.path, *self.home.path.rglob("*"), folder]:
                os.chown(path, NOBODY, NOBODY)
            as_user = lambda: (os.setgroups([]), os.setgid(NOBODY), os.setuid(NOBODY))
        words = self.command("exec", "--refresh", "-p", "plain", "--", "sh", "-c", "echo runs; exec sleep 30", debug=False)
        running = subprocess.Popen(words, env=self.environment(), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   preexec_fn=as_user)
        self.addCleanup(running.wait)
        self.addCleanup(running.kill)
        self.addCleanup(running.stdout.close)
        self.assertEqual(running.stdout.readline(), b"runs\n")
        return running

    def test_its_memory_is_closed_to_its_own_user_and_goes_into_no_core_file(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            running = self.start(folder)
            me = os.geteuid() or NOBODY
            child = int(subprocess.run(["pgrep", "-P", str(running.pid)], stdout=subprocess.PIPE, check=True).stdout)
            self.assertEqual(os.stat(f"/proc/{child}/environ").st_uid, me, "so it means something")
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
