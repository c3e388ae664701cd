#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The lock holder is killed (SIGKILL) at every step, while others wait for it, in many rounds."""
import collections
import hashlib
import json
import os
import pathlib
import random
import re
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows, world
from support.case import NEXT_PROMPT
from support.crowd import Crowd, CrowdCase
from support.home import OPS_KEY

TEMPORARY = re.compile(r"/tmp[a-z0-9_]{8}\.tmp$")  # names of Python's tempfile
WAITERS = 3
SESSION = "mfa-session-dpapi" if windows.IS else "mfa-session"  # encrypted for the user there
THE_END = "all have ended"
ROUNDS = 40 if windows.IS else 200  # starts are slow there


class Killed(CrowdCase):
    """A round's step is the intended moment of the kill; the files show the actual one."""

    def setUp(self):
        super().setUp()
        self.planted = frozenset(self._secrets)
        self.chosen = random.Random(20261123)
        self.killed_at = collections.Counter()  # according to the files
        self.leftovers = collections.Counter()

    # Each kills the process that prompts (or is about to), and returns the typed code, if any.

    def before_asking(self, crowd, _terminal):
        victim = crowd.processes()[0]
        time.sleep(self.chosen.uniform(0, 0.008))
        self.kill(victim)

    def while_asking(self, _crowd, terminal):
        terminal.expect(NEXT_PROMPT)
        time.sleep(self.chosen.uniform(0, 0.01))
        self.kill(self.holder()["pid"])

    def after_sending(self, _crowd, terminal):
        self.testbed.fault(latency_ms=50, times=1, operation="GetSessionToken")
        victim = self.asker(terminal)
        code = self.type_code(terminal)
        self.until(lambda: self.files("latchkey/codes"))
        time.sleep(self.chosen.uniform(0, 0.03))
        self.kill(victim)
        self.testbed.fault()
        return code

    def before_storing(self, _crowd, terminal):
        victim = self.asker(terminal)
        code = self.type_code(terminal)
        time.sleep(self.chosen.uniform(0, 0.012))
        self.kill(victim)
        return code

    def while_storing(self, _crowd, terminal):
        victim = self.asker(terminal)
        step_before = self.chosen.choice((None, "latchkey/codes", "latchkey/codes", "latchkey/sessions", "latchkey/sessions"))
        code = self.type_code(terminal)
        if step_before:  # the reserved space for the next step is a temporary file
            self.until(lambda: self.whole_files(step_before))
        time.sleep(self.chosen.uniform(0, 0.004))
        self.kill(victim)
        return code

    def asker(self, terminal):
        terminal.expect(NEXT_PROMPT)
        return self.holder()["pid"]

    def type_code(self, terminal):
        code = self.testbed.later_code()
        terminal.type(code + "\n")
        return code

    def files(self, folder):
        try:
            return os.listdir(self.home.aws / folder)
        except FileNotFoundError:
            return []

    def until(self, is_so, timeout=10):
        deadline = time.monotonic() + timeout
        while not is_so():
            self.assertLess(time.monotonic(), deadline, "it did not come to this step")

    def whole_files(self, folder):
        return [name for name in self.files(folder) if not TEMPORARY.search("/" + name)]

    def kill(self, pid):
        self.crowd_now.kill(pid)
        self.where_it_was()

    def where_it_was(self):
        """Right after the kill, before the others check."""
        temporary = [folder for folder in ("latchkey/codes", "latchkey/sessions", "boto/cache", "cli/cache")
                     if any(TEMPORARY.search("/" + name) for name in self.files(folder))]
        if temporary:
            step = "while writing " + temporary[0]
        elif self.files("boto/cache") or self.files("cli/cache"):
            step = "after storing the role"
        elif self.files("latchkey/sessions"):
            step = "after storing the session"
        elif self.files("latchkey/codes"):
            step = "after noting the code as spent"
        else:
            step = "before the code was noted"
        self.killed_at[step] += 1

    def let_it_arrive(self):
        """The request of the killed process may still be on its way; it must arrive before another code."""
        deadline = time.monotonic() + 0.2
        if self.whole_files("latchkey/codes"):
            while self.testbed.counts()["codes_received"] == 0 and time.monotonic() < deadline:
                time.sleep(0.005)

    def goes_on(self, crowd, terminal, typed):
        """Answers the next prompt, first with the code of the killed process, as a user would."""
        asked = 0
        while terminal.expect(re.compile(f"{NEXT_PROMPT.pattern}|{THE_END}")) != THE_END:
            asked += 1
            self.assertLessEqual(asked, 3, terminal.shown)
            if typed:
                terminal.type(typed + "\n")
                typed = None
            else:
                self.type_code(terminal)
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    def check_files(self):
        """Every file is complete; files without an interrupted write have no temporary file beside them."""
        left = 0
        for name, data in {**self.home.cached(), **self.home.state()}.items():
            if TEMPORARY.search(name):
                left += 1
                self.leftovers[os.path.dirname(name)] += 1
            elif name.startswith(("latchkey/sessions/", "latchkey/codes/")):
                first, content = data.split(b"\n", 1)
                kind = {"sessions": SESSION, "codes": "spent-codes"}[name.split("/")[1]]
                self.assertEqual(first.decode(), f"latchkey {kind} 1 {hashlib.sha256(content).hexdigest()}", name)
                if kind != "mfa-session-dpapi":
                    json.loads(content)
            elif "/cache/" in name:
                self.assertRegex(name, rf"/{OPS_KEY}\.json$")
                self.assertLess({"AccessKeyId", "SecretAccessKey", "SessionToken"}, set(json.loads(data)["Credentials"]))
        self.assertLessEqual(left, 1, "one kill leaves one temporary file at most")
        kept = [name for name in self.home.state() if "/sessions/" in name and not TEMPORARY.search(name)]
        self.assertEqual(len(kept), 1)

    def round(self, step):
        self.home.empty_caches()
        self.testbed.reset()
        self.testbed.codes.clear()
        crowd = Crowd([self.command("process", "-p", "ops", debug=False)] * (WAITERS + 1))
        self.crowd_now = crowd
        terminal = self.on_terminal(crowd.words(THE_END))
        typed = step(crowd, terminal)
        if typed:
            self.let_it_arrive()
        self.goes_on(crowd, terminal, typed)
        statuses = collections.Counter(crowd.statuses())
        self.assertIn(dict(statuses), ({0: WAITERS, -signal.SIGKILL: 1}, {0: WAITERS + 1}), crowd.errors())
        self.assertEqual(len(set(crowd.outputs()) - {""}), 1)
        counts = self.testbed.counts()
        self.assertLessEqual(counts["codes_received"], len(self.testbed.codes))
        self.assertEqual(counts["codes_refused"], 0, "a code that comes again is refused")
        self.assertEqual(counts["operations"]["GetSessionToken"]["ok"], counts["codes_received"])
        self.assertLessEqual(counts["operations"]["AssumeRole"]["ok"], 2)
        self.check_files()
        self._search_for_leaks()
        self._said.clear()
        self._secrets = set(self.planted)
        terminal.close()
        crowd.remove()

    def test_killed_lock_holder_loses_nothing_and_sends_no_code_twice(self):
        steps = [self.before_asking, self.while_asking, self.after_sending, self.before_storing, self.while_storing]
        for number in range(ROUNDS):
            try:
                self.round(steps[number % 5])
            except AssertionError as error:  # the first one is enough
                raise AssertionError(f"round {number}, {steps[number % 5].__name__}: {error}") from error
        def in_writes():
            return sum(count for step, count in self.killed_at.items() if "writing" in step or "storing" in step)

        for _ in range(ROUNDS):  # a busy machine shifts the moments
            if in_writes() > ROUNDS // 20:
                break
            self.round(self.while_storing)
        print("killed:", dict(self.killed_at), "temporary files left:", dict(self.leftovers), file=sys.stderr)
        # The number of kills during a write depends on the disk: on a tmpfs there are hardly any.
        for step in ("before the code was noted", "after noting the code as spent"):
            self.assertGreater(self.killed_at[step], 3, self.killed_at)
        self.assertGreater(in_writes(), ROUNDS // 20)

    def test_temporary_file_is_never_used_as_an_entry(self):
        self.sign_in()
        for path in (*self.home.both(), *(self.home.aws / "latchkey" / "sessions").iterdir()):
            path.rename(path.parent / "tmpabcdefgh.tmp")
        self.assert_error(self.latchkey("process", "-p", "ops"), 1, "needs an MFA code")
        self.assertNotIn(world.DEVICE, self.latchkey("status").stdout)
        self.sign_in("billing")
        self.assertEqual(self.testbed.counts()["questions_answered"], 2)


if __name__ == "__main__":
    unittest.main()
