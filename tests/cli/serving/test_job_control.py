#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey exec --refresh under a shell with job control: stopping and continuing work as without latchkey."""
import os
import pathlib
import shutil
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import missing, programs, windows
from support.case import Case
from support.terminal import CTRL_Z

HEARS = "print('ready', flush=True); {stop}; print('you said', input()); raise SystemExit(5)"
STOPS = {
    "raises SIGTSTP, as node does after Ctrl-Z": "import os, signal; os.kill(os.getpid(), signal.SIGTSTP)",
    "raises SIGSTOP": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "has a process group of its own": "import os, signal; os.setpgid(0, 0); signal.signal(signal.SIGTTOU, signal.SIG_IGN); "
                                      "os.tcsetpgrp(0, os.getpid()); os.kill(os.getpid(), signal.SIGSTOP)",
}


@windows.not_there(windows.NO_SIGNALS)
class JobControl(Case):
    def setUp(self):
        super().setUp()
        self.warm()

    def start(self, *program):
        return self.latchkey_on_terminal("exec", "--refresh", "-p", "plain", "--", *program)

    def test_shell_regains_the_terminal_from_a_program_that_stops_itself(self):
        for name, stop in STOPS.items():
            with self.subTest(name):
                terminal = self.start(programs.DEBIAN_PYTHON, "-c", HEARS.format(stop=stop))
                terminal.expect("ready")
                terminal.wait_stopped()
                terminal.go_on()
                terminal.type("hello\n")
                terminal.expect("you said hello")
                self.assertEqual(terminal.wait(), 5, terminal.shown)

    def test_nested_shell_can_be_suspended_repeatedly(self):
        bash = shutil.which("bash")
        if not bash:
            missing.skip("bash")
        terminal = self.start(bash, "--norc", "--noprofile", "-i")
        for number in range(3):
            terminal.type(f"echo round $(({number}+1))\n")
            terminal.expect(f"round {number + 1}\r\n")
            terminal.type("suspend\n")
            terminal.wait_stopped()
            terminal.go_on()
        terminal.type("exit 7\n")
        self.assertEqual(terminal.wait(), 7, terminal.shown)

    def test_ctrl_z_stops_once_and_fg_continues(self):
        terminal = self.start(programs.DEBIAN_PYTHON, "-c", HEARS.format(stop="pass"))
        terminal.expect("ready")
        for _ in range(20):
            terminal.type(CTRL_Z)
            terminal.wait_stopped()
            terminal.go_on()
            time.sleep(0.05)
        terminal.type("hello\n")
        terminal.expect("you said hello")
        self.assertEqual(terminal.wait(), 5, terminal.shown)

    def test_program_continued_from_elsewhere_runs(self):
        terminal = self.start(programs.DEBIAN_PYTHON, "-c", HEARS.format(stop=STOPS["raises SIGSTOP"]))
        terminal.expect("ready")
        terminal.wait_stopped()
        os.kill(terminal.pid, signal.SIGCONT)  # latchkey alone
        terminal.go_on()
        terminal.type("hello\n")
        terminal.expect("you said hello")
        self.assertEqual(terminal.wait(), 5, terminal.shown)


if __name__ == "__main__":
    unittest.main()
