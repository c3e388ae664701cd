# SPDX-License-Identifier: Apache-2.0
"""latchkey exec --refresh in a test, with a program that waits while the test uses its endpoint."""
import contextlib
import subprocess

from support import little_programs
from support.serving import TOKEN, ServeCase

READY = "the program waits"


class Program:
    """A program in exec --refresh that waits."""

    def __init__(self, process, folder):
        self.process = process
        self._folder = folder

    @property
    def printed(self):
        return (self._folder / "program.out").read_text()

    @property
    def said(self):
        return (self._folder / "program.err").read_text()

    @property
    def variables(self):
        """Its whole environment."""
        return dict(line.split("=", 1) for line in self.printed.partition(READY)[0].split("\0") if line)

    @property
    def printed_after(self):
        """The output of its further steps."""
        return self.printed.partition("go on\n")[2]

    def go_on(self):
        """Lets it end, and returns its status."""
        (self._folder / "go").write_text("go on\n")
        return self.process.wait(60)


class RefreshCase(ServeCase):
    """The test sends requests to the endpoint with the program's variables."""

    def start_program(self, *steps, profile="plain", env=None):
        """A program that waits until it may continue, and then runs `steps` of little_programs."""
        command = little_programs.make(self.home.path / "bin" / "program", "environment", f"say {READY}",
                                       f"await {self.home.path / 'go'}", *steps)
        words = self.command("exec", "--refresh", "-p", profile, "--", command, debug=False)
        with open(self.home.path / "program.out", "wb") as out, open(self.home.path / "program.err", "wb") as err:
            process = subprocess.Popen(words, env=env or self.environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                       start_new_session=True)
        running = Program(process, self.home.path)
        self.addCleanup(self._end, running)
        self.until(lambda: READY in running.printed or process.poll() is not None)
        self.assertIsNone(process.poll(), running.said)
        self.plant(running.variables[TOKEN])
        return running

    def _end(self, running):
        running.process.kill()
        running.process.wait()
        self.heard("exec --refresh: stderr", running.said)
        (self.home.path / "go").write_text("go on\n")  # if only latchkey was ended
        self.until(lambda: not any("/program" in line or "program.exe" in line for line in self.own_processes()))

    @contextlib.contextmanager
    def program(self, *steps, **options):
        """The same, which must succeed without output after the block."""
        running = self.start_program(*steps, **options)
        yield running
        self.assertEqual((running.go_on(), running.said), (0, ""))

    def run_program_with(self, *steps):
        """Runs a program with these steps. Returns latchkey's result."""
        command = little_programs.make(self.home.path / "bin" / "other", *steps)
        return self.latchkey("exec", "--refresh", "-p", "plain", "--", command, debug=False)
