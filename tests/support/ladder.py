# SPDX-License-Identifier: Apache-2.0
"""Programs that stand in for those which ask a person, and a look at what became of them."""
import os
import pathlib
import stat
import time

from support import world
from support.case import Case

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
        mine = f"HOME={self.home.path}".encode()
        found = []
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if mine in (folder / "environ").read_bytes().split(b"\0") and int(folder.name) != os.getpid():
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
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
