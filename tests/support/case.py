# SPDX-License-Identifier: Apache-2.0
"""The base test case: a testbed, a HOME, latchkey in it, and a search for secrets in all output."""
import json
import os
import re
import subprocess
import time
import unittest

from support import leaks, programs, users, windows, world
from support.home import Home
from support.terminal import Terminal
from support.testbed import Testbed

PROMPT = f"Enter MFA code for {world.DEVICE}: "
# The same if a code was used in this half minute; the next code may still be typed.
NEXT_PROMPT = re.compile(rf"Enter MFA code for {world.DEVICE}(?: \(next code in \d+ s\))?: ")


class Case(unittest.TestCase):
    maxDiff = None
    world_config = world.CONFIG  # of the testbed

    @classmethod
    def setUpClass(cls):
        cls.testbed = Testbed(cls.world_config)
        cls.addClassCleanup(cls.testbed.stop)

    def setUp(self):
        self.testbed.reset()
        self.home = Home()
        self.addCleanup(self.home.remove)
        self.addCleanup(self._search_for_leaks)
        self._said = []  # (program, output)
        self._secrets = {world.SECRET, world.BOB_SECRET}

    def plant(self, secret):
        self._secrets.add(secret)

    def heard(self, who, text):
        self._said.append((who, text))

    def _search_for_leaks(self):
        self.remember_cached_secrets()
        secrets = self._secrets | set(self.testbed.codes)
        for agent in self.testbed.counts()["user_agents"]:
            self.heard("user agent", agent)
        for who, text in self._said:
            self.assertEqual(leaks.find(text, secrets), [], f"{who} gave a secret away: {text!r}")
        for name, data in self.home.state().items():
            for code in self.testbed.codes:
                self.assertIsNone(re.search(rf"\b{code}\b", data.decode(errors="replace")), f"{name} holds a code")

    def remember_cached_secrets(self):
        for data in (*self.home.cached().values(), *self.home.state().values()):
            for member in ("SecretAccessKey", "SessionToken"):
                self._secrets.update(re.findall(rf'"{member}": "([^"]+)"', data.decode(errors="replace")))

    def environment(self, **more):
        return self.home.environment(**{**self.testbed.endpoint(), **more})

    def command(self, *words, debug=True):
        """latchkey WORDS, with --debug right after the command's name: all output is searched for secrets."""
        words = list(words)
        if debug and words:
            words.insert(1, "--debug")
        return [programs.LATCHKEY, *words]

    def run_program(self, words, env=None, searched=True, timeout=60, **popen):
        """Runs without a terminal. Returns subprocess's result, as text."""
        popen.setdefault("stdin", subprocess.DEVNULL)
        popen.setdefault("stdout", subprocess.PIPE)
        popen.setdefault("stderr", subprocess.PIPE)
        run = windows.run if windows.IS else subprocess.run
        done = run(words, env=env or self.environment(), timeout=timeout, check=False, start_new_session=True,
                   encoding="utf-8", errors="surrogateescape", **popen)
        done.stdout, done.stderr = windows.as_here(done.stdout), windows.as_here(done.stderr)
        self.remember_cached_secrets()
        name = os.path.basename(words[0]) + " " + " ".join(words[1:3])
        if searched:
            self.heard(name + ": stdout", done.stdout or "")
        self.heard(name + ": stderr", done.stderr or "")
        return done

    def latchkey(self, *words, debug=True, env=None, prints_secrets=False, user=None, **popen):
        """Runs latchkey without a terminal. `user`: the result of unprivileged()."""
        command = self.command(*words, debug=debug)
        if user:
            command[0] = user.latchkey
            popen["preexec_fn"] = user.prepare
        return self.run_program(command, env=env, searched=not prints_secrets, **popen)

    def on_terminal(self, words, env=None, **options):
        terminal = Terminal(words, env or self.environment(), **options)
        self.addCleanup(lambda: self.heard("terminal of " + " ".join(words[:3]), terminal.screen))
        self.addCleanup(terminal.close)
        self.addCleanup(self.remember_cached_secrets)
        return terminal

    def latchkey_on_terminal(self, *words, debug=False, env=None, user=None, **options):
        """Starts latchkey on a terminal. `user`: the result of unprivileged()."""
        command = self.command(*words, debug=debug)
        if user:
            command[0] = user.latchkey
            options["prepare"] = user.prepare
        return self.on_terminal(command, env, **options)

    def unprivileged(self):
        """A user who is not root and owns the home folder. The copy of latchkey exists until the end of the test."""
        user = users.Unprivileged()
        self.addCleanup(user.remove)
        user.own(self.home.path)
        return user

    def sign_in(self, profile="ops", env=None, device=world.DEVICE):
        """Runs latchkey login with a code. Returns the ended terminal."""
        terminal = self.latchkey_on_terminal("login", "-p", profile, env=env, debug=True)
        terminal.expect(re.compile(NEXT_PROMPT.pattern.replace(world.DEVICE, device)))
        terminal.type(self.testbed.next_code(device) + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.remember_cached_secrets()
        return terminal

    def warm(self, profile="plain"):
        """Caches credentials without a code, for tests that use them."""
        self.assertEqual(self.latchkey("login", "-p", profile).returncode, 0)

    def process_json(self, *words, env=None):
        """The output of latchkey process."""
        done = self.latchkey("process", *words, env=env, prints_secrets=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)
        self.plant(found["SecretAccessKey"])
        self.plant(found.get("SessionToken", found["SecretAccessKey"]))
        return found

    # The form of errors: one line "error", then one line "hint".
    def assert_error(self, done, status, *words, hint=True):
        """Checks that `done` failed with `status` and one error line with all `words`; with `hint`, one hint line after
        it."""
        self.assertEqual(done.returncode, status, done.stderr)
        lines = [line for line in done.stderr.splitlines() if not line.startswith("latchkey: debug:")]
        errors = [line for line in lines if line.startswith("latchkey: error: ")]
        self.assertEqual(len(errors), 1, done.stderr)
        for word in words:
            self.assertIn(self.home.shown(word), errors[0])
        self.assertFalse(errors[0].endswith("."), errors[0])
        if hint:
            after = lines[lines.index(errors[0]) + 1:]
            self.assertEqual(len(after), 1, done.stderr)
            self.assertTrue(after[0].startswith("latchkey: hint: ") and len(after[0]) > 20, done.stderr)

    def assert_nothing_was_sent(self):
        self.assertEqual(self.testbed.counts()["requests"], 0)

    def assert_no_leftovers(self):
        """Checks that the caches contain only complete entries. Windows deletes the temporary files of a killed program
        a moment later."""
        end = time.monotonic() + 10
        while windows.IS and any(name.endswith(".tmp") for name in self.home.cached()) and time.monotonic() < end:
            time.sleep(0.05)
        for name, data in self.home.cached().items():
            self.assertRegex(name, r"/[0-9a-f]{40}\.json$")
            self.assertIsInstance(json.loads(data)["Credentials"], dict, name)
