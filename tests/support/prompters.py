# SPDX-License-Identifier: Apache-2.0
"""Fake prompter programs, and checks of their processes."""
import os
import pathlib
import signal
import subprocess
import time

from support import little_programs, windows, world
from support.case import PROMPT, Case
from support.terminal import INTERRUPTED

ABOUT = f"profile ops, role {world.OPS}, for latchkey login"

# The time includes the start of a Windows program, which is slow.
PATIENCE = 2 if windows.IS else 1  # seconds: LATCHKEY_TIMEOUT without an answer

HANGS = {"hangs": ["sleep"], "leaves it to a child": ["child"]}
DEAF_OR_MUTE = {"ignores SIGTERM": ["deaf", "sleep"], "closes its output and hangs": ["mute", "sleep"]}
NO_DEAF_OR_MUTE = "no program is asked to end, and wine's console keeps its program's output open"

STAYS = ["sleep"] if windows.IS else ["deaf", "sleep"]
# How latchkey is ended while it waits, and its status: on Windows by Ctrl-C or a kill.
ENDS = ((signal.SIGINT, INTERRUPTED), (signal.SIGKILL, -9)) if windows.IS else (
    (signal.SIGTERM, -15), (signal.SIGINT, -2), (signal.SIGHUP, -1))

# The variable of a display. Wine would use the one that DISPLAY names.
DISPLAY = "WAYLAND_DISPLAY" if windows.IS else "DISPLAY"


def pinentry(log, getpin, greeting="OK Pleased to meet you", flavor="fake"):
    """The steps of a pinentry that answers GETPIN with the steps `getpin`."""
    return [f"say {greeting}", f"assuan {flavor} {log}", *getpin, f"assuan {flavor} {log}"]


class PrompterCase(Case):
    def setUp(self):
        super().setUp()
        self.bin = self.home.path / "bin"
        self.log = self.home.path / "log"  # the input of a prompter

    def program(self, name, *steps):
        """Creates a little program that desktop() finds by its name. Returns its path for latchkey."""
        return little_programs.make(self.bin / name, *steps)

    def logged(self):
        return self.log.read_text() if self.log.exists() else ""

    def with_process(self, command, profile="ops"):
        """Adds an mfa_process to the profile."""
        self.home.write(".aws/config", world.CONFIG_FILE.replace(
            f"[profile {profile}]\n", f"[profile {profile}]\nmfa_process = {command}\n"))

    def desktop(self, **more):
        """An environment with a display, and with the test's own programs first on PATH."""
        return self.environment(**{**little_programs.search_path(self.bin), DISPLAY: ":99", **more})

    def login(self, env, profile="ops"):
        began = time.monotonic()
        done = self.latchkey("login", "-p", profile, env=env)
        self.took = time.monotonic() - began
        return done

    def assert_signed_in(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("signed in until", done.stdout)
        self.assertEqual(self.testbed.counts()["codes_received"], 1)
        self.assert_nothing_left()

    def own_processes(self):
        """The command lines of all processes that have this test's HOME."""
        return [line for _, line in self.own_commands()]

    def own_commands(self):
        """The same with their IDs."""
        mine = f"HOME={self.home.path}".encode()  # also under wine, whose programs are processes of this machine
        found = []
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if mine in (folder / "environ").read_bytes().split(b"\0") and int(folder.name) != os.getpid():
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found.append((int(folder.name), line))
            except OSError:  # it has ended, or belongs to another user
                pass
        return found

    def assert_nothing_left(self):
        deadline = time.monotonic() + 1
        while (left := self.own_processes()) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(left, [])
        questions = self.home.aws / "latchkey" / "questions"
        self.assertEqual(list(questions.iterdir()) if questions.exists() else [], [])


class PrompterTests:
    """The tests for every prompter that runs a program."""

    def set_up(self, answer):
        """The environment with a program for this prompter that runs `answer`, steps of little_programs."""
        raise NotImplementedError

    def says(self, words):
        """The steps for this answer."""
        raise NotImplementedError

    REFUSES = ["status 1"]
    RUBBISH = "no MFA code of six digits was entered"
    WITHOUT_OUTPUT = LATE = f"no MFA code was entered for {world.DEVICE} within {PATIENCE}s"

    def test_code_signs_in(self):
        self.assert_signed_in(self.login(self.set_up(self.says(self.testbed.next_code()))))

    def test_code_with_a_space_signs_in(self):
        code = self.testbed.next_code()
        self.assert_signed_in(self.login(self.set_up(self.says(f"{code[:3]} {code[3:]}"))))

    def test_prompt_names_profile_role_program_and_device(self):
        self.login(self.set_up(self.says(self.testbed.next_code())))
        for words in (ABOUT, PROMPT.rstrip()):
            self.assertIn(words, self.told())

    def told(self):
        return self.logged()

    def test_cancel_ends_the_prompt(self):
        env = self.set_up(self.REFUSES)
        self.assert_error(self.login({**env, "LATCHKEY_ANSWER": "on"}), 1, "no MFA code was entered")
        self.assertLess(self.took, windows.within(1))
        self.assert_nothing_was_sent()
        self.assert_nothing_left()

    def test_malformed_code_is_prompted_for_five_times(self):
        self.plant("12345")
        self.assert_error(self.login(self.set_up(self.says("12345"))), 1, "no MFA code of six digits was entered")
        self.assertEqual(self.told().count(ABOUT), 5)
        self.assertEqual(self.told().count("a code is six digits; nothing was sent"), 4)
        self.assert_nothing_was_sent()

    def test_endless_output_is_not_a_code(self):
        for body in (["endless"], ["fill 100000000"]):
            with self.subTest(body[0]):
                self.assert_error(self.login(self.set_up(body)), 1, self.RUBBISH)
        self.assertLess(self.took, windows.within(5))
        self.assert_nothing_left()

    def test_hanging_prompter_is_killed_with_its_children_at_the_deadline(self):
        self.assert_ended_at_the_deadline(HANGS)

    @windows.not_there(NO_DEAF_OR_MUTE)
    def test_prompter_that_ignores_input_or_prints_nothing_is_killed(self):
        self.assert_ended_at_the_deadline(DEAF_OR_MUTE)

    def assert_ended_at_the_deadline(self, hangs):
        for what, steps in hangs.items():
            with self.subTest(what):
                done = self.login({**self.set_up(steps), "LATCHKEY_TIMEOUT": str(PATIENCE)})
                self.assertLess(self.took, PATIENCE + windows.within(1))
                self.assert_error(done, 1, self.WITHOUT_OUTPUT if "closes its output" in what else self.LATE)
                self.assert_nothing_left()

    def test_prompter_ends_with_latchkey(self):
        for number, status in ENDS:
            with self.subTest(number):
                started = self.home.path / "started"
                env = self.set_up([f"note {started}", *STAYS])
                with subprocess.Popen(self.command("login", "-p", "ops"), env=env, stdin=subprocess.DEVNULL,
                                      stderr=subprocess.PIPE, start_new_session=True, text=True) as process:
                    while not started.exists():
                        time.sleep(0.01)
                    process.send_signal(number)
                    self.assertEqual(process.wait(5), status)
                    self.heard("stderr", process.stderr.read())
                started.unlink()
                self.assert_nothing_left()
