#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests pinentry as a prompter: programs with correct and broken protocols, and GnuPG's own."""
import os
import pathlib
import pty
import select
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import programs, windows
from support.case import PROMPT
from support.prompters import ABOUT, DISPLAY, PATIENCE, PrompterCase, PrompterTests, pinentry


class Pinentry(PrompterTests, PrompterCase):
    REFUSES = ["say ERR 83886179 Operation cancelled <Pinentry>"]
    RUBBISH = WITHOUT_OUTPUT = "there is no terminal"  # not the protocol, so the next prompter is tried

    def set_up(self, answer, **more):
        program = self.program("my-pinentry", *pinentry(self.log, answer, **more))
        return self.environment(LATCHKEY_PINENTRY=program)

    def says(self, words):
        return [f"say D {words}", "say OK"]

    def told(self):
        return self.logged().replace("%0A", "\n")

    def test_assuan_commands_match_gnupg(self):
        env = self.set_up(self.says(self.testbed.next_code()))
        self.assert_signed_in(self.login({**env, "LATCHKEY_TIMEOUT": "60"}))
        lines = self.logged().splitlines()
        self.assertRegex(self.logged(), r"(?m)^SETTIMEOUT 5[89]$")  # 59 if it printed this within a millisecond
        self.assertIn(f"SETDESC {ABOUT}%0A{PROMPT}", lines)
        self.assertEqual(lines[-2:], ["GETPIN", "BYE"])

    def test_escapes_in_the_reply_are_decoded(self):
        code = self.testbed.next_code()
        self.assert_signed_in(self.login(self.set_up(self.says(f"%3{code[0]}{code[1:]}"))))

    def test_pinentry_on_path_is_used_with_a_display(self):
        self.program("pinentry", *pinentry(self.log, self.says(self.testbed.next_code())))
        done = self.login({**self.desktop(), DISPLAY: ""})
        self.assertIn("no terminal", done.stderr)
        self.assertEqual(self.logged(), "")
        self.assert_signed_in(self.login(self.desktop()))

    def test_terminal_pinentry_is_skipped_without_a_terminal(self):
        self.program("pinentry", *pinentry(self.log, self.REFUSES, flavor="curses"))
        self.program("zenity", f"say {self.testbed.next_code()}")
        self.assert_signed_in(self.login(self.desktop(GPG_TTY="/dev/no-such-tty")))

    def test_program_without_the_protocol_is_skipped(self):
        for steps in (["say hello", "copy"], [], ["say ERR 1 no"], ["fill 100000"], ["killed"],
                      pinentry(self.log, ["say ERR 83886180 broken"]), pinentry(self.log, ["status 3"]),
                      pinentry(self.log, ["say nonsense"])):
            with self.subTest(steps):
                self.home.empty_caches()
                self.testbed.reset()
                self.program("pinentry", *steps)
                self.program("zenity", f"say {self.testbed.next_code()}")
                self.assert_signed_in(self.login(self.desktop()))

    def test_pinentry_timeout_is_a_timeout(self):
        done = self.login(self.set_up(["say ERR 83886142 Timeout"]))
        self.assert_error(done, 1, "no MFA code was entered for")

    def test_pinentry_that_hangs_at_start_is_ended(self):
        env = self.environment(LATCHKEY_PINENTRY=self.program("mute", "sleep"), LATCHKEY_TIMEOUT=str(PATIENCE))
        self.assert_error(self.login(env), 1, "no MFA code was entered for")
        self.assertLess(self.took, PATIENCE + windows.within(1))
        self.assert_nothing_left()


@windows.not_there("pinentry-curses and pinentry-tty are programs for the terminals of Unix")
class RealPinentry(PrompterCase):
    """GnuPG's programs, with a GPG_TTY that is not latchkey's terminal."""

    def ask(self, name, typed):
        program = programs.need(name)
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        env = self.environment(LATCHKEY_PINENTRY=program, GPG_TTY=os.ttyname(slave))
        with subprocess.Popen(self.command("login", "-p", "ops"), env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                              text=True) as process:
            screen, deadline = "", time.monotonic() + 15
            while "MFA code:" not in screen and time.monotonic() < deadline:
                if select.select([master], [], [], 0.1)[0]:
                    screen += os.read(master, 65536).decode(errors="replace")
            time.sleep(0.2)  # it discards earlier input
            os.write(master, typed.encode())
            while process.poll() is None and time.monotonic() < deadline:
                if select.select([master], [], [], 0.05)[0]:
                    screen += os.read(master, 65536).decode(errors="replace")
            process.terminate()  # only if it still prompts
            out, err = process.communicate(timeout=5)
        os.close(slave)
        for who, text in (("screen", screen), ("stdout", out), ("stderr", err)):
            self.heard(name + ": " + who, text)
        return process.returncode, out, err, screen

    def assert_asks(self, name):
        status, out, err, screen = self.ask(name, self.testbed.next_code() + "\r")
        self.assertEqual(status, 0, err + screen)
        self.assertIn("signed in until", out)
        self.assertIn("profile ops", screen)
        self.assert_nothing_left()

    def test_pinentry_curses_prompts(self):
        self.assert_asks("pinentry-curses")

    def test_pinentry_tty_prompts(self):
        self.assert_asks("pinentry-tty")

    def assert_refuses(self, name, typed):
        status, _, err, _ = self.ask(name, typed)
        self.assertEqual(status, 1, err)
        self.assertIn("error: no MFA code was entered", err)
        self.assert_nothing_left()

    def test_cancel_in_pinentry_curses_cancels(self):
        self.assert_refuses("pinentry-curses", "\t\t\r")

    def test_ctrl_c_in_pinentry_curses_cancels(self):
        self.assert_refuses("pinentry-curses", "\x03")

    def test_ctrl_c_in_pinentry_tty_cancels(self):
        self.assert_refuses("pinentry-tty", "\x03")


if __name__ == "__main__":
    unittest.main()
