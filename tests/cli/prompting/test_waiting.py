#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Waiting processes: messages, shared results and errors, and the next lock holder."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import programs, users, windows, world
from support.case import NEXT_PROMPT
from support.crowd import CrowdCase
from support.home import Home
from support.terminal import CTRL_C, CTRL_D, CTRL_Z, INTERRUPTED


class WaitingCase(CrowdCase):
    def asker(self, *words):
        terminal = self.latchkey_on_terminal(*(words or ("login", "-p", "ops")))
        terminal.expect(NEXT_PROMPT)
        return terminal

    def waiter(self, profile="billing", **more):
        terminal = self.latchkey_on_terminal("login", "-p", profile, env=self.environment(**more))
        terminal.expect("waiting for latchkey login (pid ")
        return terminal

    def named(self, asker):
        """The lock holder, in the form of messages."""
        if windows.IS:  # there the note contains its process ID and console
            note = self.holder()
            return f"latchkey login (pid {note['pid']} on {note['terminal']})"
        name = os.path.basename(os.ttyname(asker._slave))  # pylint: disable=protected-access
        return f"latchkey login (pid {asker.pid} on pts/{name})"

    def types(self, terminal, code):
        terminal.type(code + "\n")

    def ends(self, terminal, status, *words):
        self.assertEqual(terminal.wait(), status, terminal.shown)
        for word in words:
            self.assertIn(word, terminal.shown)


class Messages(WaitingCase):
    def test_waiter_on_another_terminal_names_the_lock_holder(self):
        asker, waiter = self.asker(), self.waiter()
        name = self.named(asker)
        self.types(asker, self.testbed.next_code())
        self.ends(asker, 0)
        self.ends(waiter, 0, f"waiting for {name} to get the MFA code of {world.DEVICE}, up to ")
        self.assert_asked(waiter, 0)
        self.assert_counts(questions=1, sessions=1, roles=2)

    def test_waiter_on_the_same_terminal_prints_nothing(self):
        crowd = self.crowd([self.command("process", "-p", profile) for profile in ("r0", "r1", "r2")])
        terminal = self.on_terminal(crowd.words())
        crowd.wait_until_waiting(2)
        time.sleep(1.3)  # it is printed after a second
        self.answer(terminal)
        self.assertEqual(terminal.wait(), 0)
        self.assertRegex(terminal.shown, rf"\Aprofile r\d, role \S+, for latchkey process, run by \S+( |-)crowd(.py)?\n{NEXT_PROMPT.pattern}\*{{6}}\n\Z")
        self.assertNotIn("latchkey: waiting", "".join(crowd.errors()))

    def test_waiter_without_a_terminal_waits_for_the_lock_holder(self):
        asker = self.asker()
        waiter = subprocess.Popen(self.command("process", "-p", "billing", debug=False), env=self.environment(),
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.assertIn("waiting for latchkey login (pid ", waiter.stderr.readline())
        self.types(asker, self.testbed.next_code())
        self.ends(asker, 0)
        out, err = waiter.communicate(timeout=30)
        self.assertEqual((waiter.returncode, err), (0, ""))
        self.assertIn("SessionToken", out)
        self.assert_counts(questions=1, sessions=1, roles=2)


class StoppedLockHolder(WaitingCase):
    @windows.not_there(windows.NO_JOB_CONTROL)
    def test_waiters_time_out_on_a_stopped_lock_holder(self):
        asker = self.asker()
        asker.signal(signal.SIGSTOP)
        asker.wait_stopped()
        waiters = [self.latchkey_on_terminal("login", "-p", profile, env=self.environment(LATCHKEY_TIMEOUT="1"))
                   for profile in ("billing", "r0")]
        for waiter in waiters:
            self.ends(waiter, 1, "timed out after 1s waiting for latchkey login (pid ", f"pid {asker.pid} on pts/",
                      "that process is stopped", "fg", f"kill -9 {asker.pid}")
        asker.go_on()
        self.answer(asker)
        self.ends(asker, 0)
        self.assert_counts(questions=1, sessions=1, roles=1)

    @windows.not_there(windows.NO_JOB_CONTROL)
    def test_lock_holder_that_stays_stopped_loses_the_lock(self):
        asker = self.asker()
        asker.type("12" + CTRL_Z)
        asker.wait_stopped()
        began = time.monotonic()
        waiters = [self.latchkey_on_terminal("login", "-p", profile) for profile in ("billing", "r0", "r1")]
        prompted = None
        while prompted is None and time.monotonic() < began + 30:
            prompted = next((waiter for waiter in waiters if self.shows_prompt(waiter)), None)
        self.assertIsNotNone(prompted)
        self.assertLess(time.monotonic() - began, 15)
        self.types(prompted, self.testbed.next_code())
        for waiter in waiters:
            self.ends(waiter, 0)
        self.assertEqual(sum("Enter MFA code" in waiter.shown for waiter in waiters), 1)
        asker.go_on()
        self.answer(asker)  # which is not sent, because the session exists
        self.ends(asker, 0)
        self.assert_counts(questions=1, sessions=1, roles=4)

    @staticmethod
    def shows_prompt(terminal):
        try:
            terminal.expect(NEXT_PROMPT, timeout=0.1)
        except AssertionError:
            return False
        return True

    def test_slow_lock_holder_is_not_reported_as_stopped(self):
        asker = self.asker()
        waiter = self.waiter(LATCHKEY_TIMEOUT="2")
        self.ends(waiter, 1, "timed out after 2s", self.named(asker), "answer the question there")
        self.assertNotIn("stopped", waiter.shown)
        asker.type(CTRL_C)
        self.ends(asker, INTERRUPTED)
        self.assert_nothing_was_sent()

    @windows.not_there(windows.NO_JOB_CONTROL)
    def test_waiters_receive_the_code_after_fg(self):
        asker, waiter = self.asker(), self.waiter()
        asker.signal(signal.SIGSTOP)
        asker.wait_stopped()
        asker.go_on()
        self.answer(asker)
        self.ends(asker, 0)
        self.ends(waiter, 0)
        self.assert_asked(waiter, 0)
        self.assert_counts(questions=1, sessions=1, roles=2)


class EndedLockHolder(WaitingCase):
    def goes_on_to_the_waiter(self, end, status):
        asker, waiter = self.asker(), self.waiter()
        end(asker)
        self.ends(asker, status)
        self.answer(waiter)
        self.ends(waiter, 0)
        self.assert_counts(questions=1, sessions=1, roles=1)

    def test_next_waiter_prompts_after_ctrl_c(self):
        self.goes_on_to_the_waiter(lambda asker: asker.type("12" + CTRL_C), INTERRUPTED)

    def test_next_waiter_prompts_after_sigkill(self):
        self.goes_on_to_the_waiter(lambda asker: asker.signal(signal.SIGKILL), -signal.SIGKILL)

    @windows.not_there(windows.NO_SIGNALS)
    def test_next_waiter_prompts_after_sigterm(self):
        self.goes_on_to_the_waiter(lambda asker: asker.signal(signal.SIGTERM), -signal.SIGTERM)

    def test_ctrl_d_fails_all_waiters(self):
        asker, waiters = self.asker(), [self.waiter(), self.waiter("r0")]
        name = self.named(asker)
        asker.type(CTRL_D)
        self.ends(asker, 1, "no MFA code was entered")
        for waiter in waiters:
            self.ends(waiter, 1, "no MFA code was entered", f", says {name}")
            self.assert_asked(waiter, 0)
        self.assert_nothing_was_sent()
        later = self.asker()  # a later process prompts
        self.types(later, self.testbed.next_code())
        self.ends(later, 0)

    def test_three_rejected_codes_fail_all_waiters(self):
        asker, waiter = self.asker(), self.waiter()
        name = self.named(asker)
        for number in range(3):
            if number:
                asker.expect(NEXT_PROMPT)
            self.types(asker, self.testbed.wrong_code(number=number))
        self.ends(asker, 1, "STS refused the MFA code")
        self.ends(waiter, 1, "STS refused the MFA code", f", says {name}")
        self.assert_asked(waiter, 0)
        self.assertEqual(self.testbed.counts()["codes_received"], 3)

    def test_dead_network_fails_all_waiters(self):
        asker, waiter = self.asker(), self.waiter()
        name = self.named(asker)
        self.testbed.fault(drop="before-reply")
        self.types(asker, self.testbed.next_code())
        self.ends(asker, 1, "the connection to 127.0.0.1 broke")
        self.ends(waiter, 1, "the connection to 127.0.0.1 broke", f", says {name}")
        self.assertEqual(self.testbed.counts()["codes_received"], 1)


class Codes(WaitingCase):
    def test_code_used_by_another_process_is_not_sent_again(self):
        first = self.asker()
        self.testbed.fault(drop="before-reply")
        code = self.testbed.next_code()
        self.types(first, code)
        self.ends(first, 1)
        self.testbed.fault()
        second = self.asker("login", "-p", "billing")
        self.types(second, code)
        second.expect(re.compile(r"that code was sent \d+s ago, and each works once; nothing was sent now"))
        self.assertEqual(self.testbed.counts()["codes_received"], 1)
        self.answer(second)
        self.ends(second, 0)
        self.assertEqual(self.testbed.counts()["codes_received"], 2)

    def test_killed_process_code_is_not_sent_by_the_next_one(self):
        asker, waiter = self.asker(), self.waiter()
        self.testbed.fault(latency_ms=20000, times=1)
        code = self.testbed.next_code()
        self.types(asker, code)
        asker.expect("waiting for 127.0.0.1")  # so it was sent
        asker.signal(signal.SIGKILL)
        self.ends(asker, -signal.SIGKILL)
        waiter.expect(NEXT_PROMPT)
        self.types(waiter, code)
        waiter.expect("nothing was sent now")
        waiter.expect(NEXT_PROMPT)
        self.types(waiter, self.testbed.later_code())
        self.ends(waiter, 0)
        self.assertLessEqual(self.testbed.counts()["codes_received"], 2)

    def test_wrong_phone_clock_is_reported(self):
        asker = self.asker()
        code = self.testbed.next_code()
        self.testbed.clock(totp_shift_seconds=3600)
        self.types(asker, code)
        asker.expect("STS refused that code; if it was mistyped")
        self.answer(asker)
        self.ends(asker, 0)
        counts = self.testbed.counts()
        self.assertEqual((counts["codes_refused"], counts["questions_answered"]), (1, 1))


class Isolation(WaitingCase):
    def test_two_homes_are_independent(self):
        here, there = self.asker(), Home()
        self.addCleanup(there.remove)
        other = self.latchkey_on_terminal("login", "-p", "ops", env=there.environment(**self.testbed.endpoint()))
        other.expect(NEXT_PROMPT)  # does not wait for this process
        self.types(here, self.testbed.next_code())
        self.ends(here, 0)
        # On Windows the reserved space for entries has a file name.
        self.assertEqual([name for name in there.cached() if name.endswith(".json")], [])
        self.types(other, self.testbed.next_code())
        self.ends(other, 0)
        self.assert_counts(questions=2, sessions=2, roles=2)

    @windows.not_there("wine does not hold to access lists")
    def test_other_users_cannot_read_anything(self):
        users.need_root()
        self.home.cli.mkdir(parents=True, mode=0o755)  # as AWS CLI creates it: only the entries' modes protect them
        self.sign_in()
        for folder in (self.home.path, self.home.aws, self.home.aws / "cli", self.home.cli):
            folder.chmod(0o755)
        look = """
import os, sys
for place in sys.argv[1:]:
    for name in (place, *(os.path.join(place, each) for each in (os.listdir(place) if os.path.isdir(place) and os.access(place, 4) else ()))):
        try:
            print("read:", name, len(open(name).read()))
        except IsADirectoryError:
            pass
        except PermissionError:
            print("denied:", name)
"""
        places = [str(self.home.aws / "config"), str(self.home.cli), *map(str, self.home.both()),
                  *(str(self.home.aws / name) for name in self.home.state())]
        self.assertGreater(len(places), 6)
        done = self.run_program([programs.DEBIAN_PYTHON, "-I", "-c", look, *places], preexec_fn=users.become_nobody)
        read = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("read:")]
        self.assertEqual(read, [places[0]], done.stderr)  # only the config file, which contains no secret
        self.assertIn(f"denied: {self.home.both()[1]}", done.stdout)
        for name in ("latchkey", "latchkey/sessions", "latchkey/locks", "latchkey/codes", "boto/cache"):
            self.assertEqual((self.home.aws / name).stat().st_mode & 0o777, 0o700, name)


if __name__ == "__main__":
    unittest.main()
