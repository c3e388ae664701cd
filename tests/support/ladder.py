# SPDX-License-Identifier: Apache-2.0
"""Programs that stand in for those which ask a person, and a look at what became of them."""
import os
import pathlib
import signal
import stat
import subprocess
import time

from support import world
from support.case import PROMPT, Case

ABOUT = f"profile ops, role {world.OPS}, for latchkey login"

HANGS = {"hangs": "exec sleep 60",
         "ignores SIGTERM": "trap '' TERM; while :; do sleep 1; done",
         "closes its output and hangs": "exec >&-; sleep 60",
         "leaves it to a child": "sleep 60 & wait"}


def pinentry(log, getpin, greeting="OK Pleased to meet you", flavor="fake"):
    return f"""echo '{greeting}'
while read -r line; do
  echo "$line" >> {log}
  case "$line" in
    "GETINFO flavor") echo "D {flavor}"; echo OK ;;
    GETPIN) {getpin} ;;
    BYE) echo OK; exit 0 ;;
    "OPTION "*) echo "ERR 83886254 Unknown option" ;;
    *) echo OK ;;
  esac
done
"""


class LadderCase(Case):
    def setUp(self):
        super().setUp()
        self.bin = self.home.path / "bin"
        self.log = self.home.path / "log"  # what a rung was told

    def script(self, name, body):
        path = self.home.write(f"bin/{name}", "#!/bin/sh\n" + body + "\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    def logged(self):
        return self.log.read_text() if self.log.exists() else ""

    def with_process(self, command, profile="ops"):
        """The profile with an mfa_process."""
        self.home.write(".aws/config", world.CONFIG_FILE.replace(
            f"[profile {profile}]\n", f"[profile {profile}]\nmfa_process = {command}\n"))

    def desktop(self, **more):
        """An environment in which the test's own programs are the first on PATH and there is a display."""
        return self.environment(**{"PATH": f"{self.bin}:{self.environment()['PATH']}", "DISPLAY": ":99", **more})

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
        """Their numbers, too."""
        mine = f"HOME={self.home.path}".encode()  # also under wine, whose programs are processes of this machine
        found = []
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if mine in (folder / "environ").read_bytes().split(b"\0") and int(folder.name) != os.getpid():
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found.append((int(folder.name), line))
            except OSError:  # it has ended, or is not ours
                pass
        return found

    def assert_nothing_left(self):
        deadline = time.monotonic() + 1
        while (left := self.own_processes()) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(left, [])
        questions = self.home.aws / "latchkey" / "questions"
        self.assertEqual(list(questions.iterdir()) if questions.exists() else [], [])


class Rungs:
    """What the rungs that ask a person elsewhere have in common."""

    def set_up(self, answer):
        """The environment with a program at this rung that does `answer`: shell text, with CODE for the output."""
        raise NotImplementedError

    def says(self, words):
        raise NotImplementedError

    REFUSES = "exit 1"
    RUBBISH = "no MFA code of six digits was entered"
    WITHOUT_OUTPUT = LATE = f"nobody entered the MFA code of {world.DEVICE} within 1s"

    def test_a_code_signs_in(self):
        self.assert_signed_in(self.login(self.set_up(self.says(self.testbed.next_code()))))

    def test_a_code_with_a_blank_in_the_middle_signs_in(self):
        code = self.testbed.next_code()
        self.assert_signed_in(self.login(self.set_up(self.says(f"{code[:3]} {code[3:]}"))))

    def test_the_question_names_profile_role_program_and_device(self):
        self.login(self.set_up(self.says(self.testbed.next_code())))
        for words in (ABOUT, PROMPT.rstrip()):
            self.assertIn(words, self.told())

    def told(self):
        return self.logged()

    def test_no_is_no_and_nobody_else_is_asked(self):
        env = self.set_up(self.REFUSES)
        self.assert_error(self.login({**env, "LATCHKEY_ANSWER": "on"}), 1, "no MFA code was entered")
        self.assertLess(self.took, 1)
        self.assert_nothing_was_sent()
        self.assert_nothing_left()

    def test_what_is_no_code_is_asked_again_five_times_in_all(self):
        self.plant("12345")
        self.assert_error(self.login(self.set_up(self.says("12345"))), 1, "no MFA code of six digits was entered")
        self.assertEqual(self.told().count(ABOUT), 5)
        self.assertEqual(self.told().count("a code is six digits; nothing was sent"), 4)
        self.assert_nothing_was_sent()

    def test_rubbish_without_end_is_no_code(self):
        for body in ("exec yes", "head -c 100000000 /dev/zero"):
            with self.subTest(body):
                self.assert_error(self.login(self.set_up(body)), 1, self.RUBBISH)
        self.assertLess(self.took, 5)
        self.assert_nothing_left()

    def test_a_program_that_hangs_is_ended_with_its_children_at_the_deadline(self):
        for what, body in HANGS.items():
            with self.subTest(what):
                done = self.login({**self.set_up(body), "LATCHKEY_TIMEOUT": "1"})
                self.assertLess(self.took, 2)
                self.assert_error(done, 1, self.WITHOUT_OUTPUT if "closes its output" in what else self.LATE)
                self.assert_nothing_left()

    def test_sigterm_ends_the_program_too(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                started = self.home.path / "started"
                env = self.set_up(f"touch {started}; trap '' TERM; while :; do sleep 1; done")
                with subprocess.Popen(self.command("login", "-p", "ops"), env=env, stderr=subprocess.PIPE,
                                      start_new_session=True, text=True) as process:
                    while not started.exists():
                        time.sleep(0.01)
                    process.send_signal(number)
                    self.assertEqual(process.wait(5), -number)
                    self.heard("stderr", process.stderr.read())
                started.unlink()
                self.assert_nothing_left()
