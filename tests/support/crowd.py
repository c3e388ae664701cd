# SPDX-License-Identifier: Apache-2.0
"""Many processes at once. Run as a program, this file starts them all as one job and waits for them.

The output of each process goes to a separate file; the terminal shows only text written to the terminal itself."""
import copy
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time


def start_all(folder, last_word=""):
    folder = pathlib.Path(folder)
    lines = json.loads((folder / "lines").read_text())
    numbers = {}
    for number, words in enumerate(lines):
        files = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
        files += [(os.POSIX_SPAWN_OPEN, stream, f"{folder}/{number}.{name}", os.O_WRONLY | os.O_CREAT, 0o600)
                  for stream, name in ((1, "out"), (2, "err"))]
        numbers[os.posix_spawn(words[0], words, os.environ, file_actions=files)] = number
    write(folder / "started", {number: pid for pid, number in numbers.items()})
    ends = {}
    while numbers:
        pid, status = os.wait()
        ends[numbers.pop(pid)] = os.waitstatus_to_exitcode(status)
    write(folder / "ends", ends)
    print(last_word, end="")


def write(path, numbers):
    """Writes atomically."""
    path.with_suffix(".tmp").write_text(json.dumps(numbers))
    path.with_suffix(".tmp").rename(path)


if __name__ == "__main__":
    start_all(*sys.argv[1:])
    sys.exit()

from support import programs, windows, world  # noqa: E402
from support.case import NEXT_PROMPT, Case  # noqa: E402
from support.testbed import Testbed  # noqa: E402

ROLES = [f"arn:aws:iam::222222222222:role/r{number}" for number in range(5)]
PROFILES = [f"r{number}" for number in range(5)]


def _world():
    config = copy.deepcopy(world.CONFIG)
    config["accounts"][1]["roles"] += [{"name": name, "trust": ["arn:aws:iam::111111111111:root"], "require_mfa": True}
                                       for name in PROFILES]
    return config


def _for_windows(lines):
    return "".join(subprocess.list2cmdline([programs.LATCHKEY_ITSELF, *words[1:]]) + "\n" for words in lines)


class Crowd:
    def __init__(self, lines):
        self._folder = tempfile.TemporaryDirectory(prefix="latchkey-crowd-")
        self.remove = self._folder.cleanup
        self.folder = pathlib.Path(self._folder.name)
        self.size = len(lines)
        (self.folder / "lines").write_text(_for_windows(lines) if windows.IS else json.dumps(lines))

    def words(self, last_word=""):
        """The job, for Case.on_terminal or run_program. It prints `last_word` once all have ended."""
        if windows.IS:
            return [programs.WINE, programs.need_crowd(), windows.path(self.folder), last_word]
        return [sys.executable, "-I", os.path.abspath(__file__), str(self.folder), last_word]

    def _numbers(self, name, timeout=30):
        deadline = time.monotonic() + timeout
        while not (self.folder / name).exists():
            if time.monotonic() > deadline:
                raise AssertionError(f"the crowd has no {name} in time")
            time.sleep(0.002)
        found = json.loads((self.folder / name).read_text())
        return [found[str(number)] for number in range(self.size)]

    def processes(self):
        """The process IDs, once all have been started."""
        return self._numbers("started")

    def kill(self, pid):
        """Sends SIGKILL, or its Windows equivalent. On Windows `pid` must be one of these processes."""
        if windows.IS:
            return self._have_killed(pid)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:  # it had already ended
            pass

    def _have_killed(self, pid):
        order = self.folder / "kill"
        order.with_suffix(".tmp").write_text(str(pid))
        order.with_suffix(".tmp").rename(order)
        while order.exists() and not (self.folder / "ends").exists():
            time.sleep(0.0005)

    def statuses(self):
        return self._numbers("ends")

    def outputs(self):
        return self._texts("out")

    def errors(self):
        return self._texts("err")

    def _texts(self, ending):
        paths = [self.folder / f"{number}.{ending}" for number in range(self.size)]
        return [path.read_text(errors="replace") if path.exists() else "" for path in paths]

    def wait_until_waiting(self, count, timeout=60):
        """Waits until `count` of them have reported, with --debug, that they wait for another one."""
        deadline = time.monotonic() + timeout
        self.processes()
        left = set(range(self.size))
        while len(left) > self.size - count:
            texts = self.errors()
            left = {number for number in left if "debug: lock: waiting for" not in texts[number]}
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(left)} of {self.size} did not come to wait in time")
            time.sleep(0.02)


class CrowdCase(Case):
    """A world with five more roles of the same device, r0 to r4, and their profiles."""

    @classmethod
    def setUpClass(cls):
        cls.testbed = Testbed(_world())
        cls.addClassCleanup(cls.testbed.stop)

    def setUp(self):
        super().setUp()
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            for name, role in zip(PROFILES, ROLES):
                file.write(f"\n[profile {name}]\nrole_arn = {role}\nsource_profile = base\n"
                           f"mfa_serial = {world.DEVICE}\nregion = eu-central-1\n")

    def crowd(self, lines):
        crowd = Crowd(lines)
        self.addCleanup(crowd.remove)
        self.addCleanup(lambda: [self.heard("one of many: stderr", text) for text in crowd.errors()])
        return crowd

    def assert_all_in(self, crowd, profiles):
        """Checks that every process has printed the credentials of its profile, and that those of one profile are the
        same."""
        self.assertEqual(set(crowd.statuses()), {0}, [text for text in crowd.errors() if "error:" in text][:1])
        self.remember_cached_secrets()
        found = {}
        for profile, text in zip(profiles, crowd.outputs()):
            found.setdefault(profile, set()).add(text)
            self.plant(json.loads(text)["SecretAccessKey"])
        self.assertEqual({profile: len(texts) for profile, texts in found.items()}, dict.fromkeys(profiles, 1))

    def assert_counts(self, questions, sessions, roles):
        counts = self.testbed.counts()
        self.assertEqual((counts["questions_answered"], counts["codes_received"]), (questions, questions))
        self.assertEqual(counts["operations"].get("GetSessionToken", {"ok": 0, "refused": 0}),
                         {"ok": sessions, "refused": 0})
        self.assertEqual(counts["operations"]["AssumeRole"], {"ok": roles, "refused": 0})

    def assert_asked(self, terminal, times=1):
        self.assertEqual(len(NEXT_PROMPT.findall(terminal.screen)), times, terminal.shown)

    def answer(self, terminal):
        """Types a code at the prompt. Returns it."""
        terminal.expect(NEXT_PROMPT)
        code = self.testbed.next_code()
        terminal.type(code + "\n")
        return code

    def holder(self):
        """The note of the current or last holder of the device's lock."""
        for path in (self.home.aws / "latchkey" / "locks").glob("device-*.lock"):
            try:
                return json.loads(path.read_text())
            except ValueError:  # during a change, or no note
                pass
        return {}
