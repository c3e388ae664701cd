# SPDX-License-Identifier: Apache-2.0
"""Runs a program on a real terminal: reads its output, types, presses Ctrl-C, reads the terminal's modes."""
import dataclasses
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

from support import job_shell, windows

CTRL_C, CTRL_D, CTRL_Z = "\x03", "\x04", "\x1a"
INTERRUPTED = 0 if windows.IS else -signal.SIGINT  # after Ctrl-C; 0 under wine, 0xC000013A on Windows
NO_MORE = (CTRL_D, CTRL_Z) if windows.IS else (CTRL_D,)  # keys that end the input


@dataclasses.dataclass
class Program:
    words: list
    environment: dict
    streams: tuple = ("terminal", "terminal", "terminal")  # or "closed", or the number of an open file
    prepare: object = None  # runs in the child right before the program
    foreground: bool = True  # False: as after `program &` in a shell


class Terminal:
    """One program on one terminal. A failing wait prints the screen."""

    def __init__(self, words, environment, stdin="terminal", stdout="terminal", stderr="terminal", prepare=None,
                 foreground=True, size=None):
        """`size`: lines and columns; otherwise the terminal does not know its size."""
        self._master, self._slave = pty.openpty()
        if size:
            self.resize(*size)
        if windows.IS:
            windows.prepare_console(self._slave)
        self.flags_before = self._modes()
        self.screen = ""  # the whole output
        self._shown = ""  # the same, unprocessed
        self._seen = 0
        self.status = None  # as in subprocess: negative for a signal
        reports, report = os.pipe()
        command, self._commands = os.pipe()
        self._reports = reports
        self._shell = os.fork()
        if self._shell == 0:
            try:
                os.close(self._master)
                os.close(reports)
                os.close(self._commands)
                job_shell.run(Program(list(words), environment, (stdin, stdout, stderr), prepare, foreground),
                              self._slave, report, command)
            finally:
                os._exit(70)
        os.close(report)
        os.close(command)
        self.pid, _ = self._report(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self._master is None:
            return
        if self._slave is not None:
            os.close(self._slave)
        os.close(self._master)
        self._master = None
        self._end_shell()

    def _end_shell(self):
        if self.status is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        os.close(self._commands)
        os.close(self._reports)
        os.kill(self._shell, signal.SIGKILL)
        os.waitpid(self._shell, 0)

    def _report(self, timeout):
        deadline = time.monotonic() + timeout
        while True:
            ready, _, _ = select.select([self._reports, self._master], [], [], max(0, deadline - time.monotonic()))
            if self._master in ready:
                self._take()
            if self._reports in ready:
                data = os.read(self._reports, 8)
                if len(data) != 8:
                    raise AssertionError("the job's shell died; on the screen: " + repr(self.screen))
                return struct.unpack("ii", data)
            if not ready:
                raise AssertionError(f"the program did not end within {timeout} s; on the screen: {self.screen!r}")

    def _take(self):
        """False at the end."""
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self._shown += data.decode(errors="replace")
        self.screen = windows.console_text(self._shown) if windows.IS else self._shown
        return bool(data)

    def _modes(self):
        return termios.tcgetattr(self._slave)

    def expect(self, text, timeout=20):
        """Waits until `text` (or a compiled pattern) appears after the previous match. Returns the match."""
        pattern = text if isinstance(text, re.Pattern) else re.compile(re.escape(text))
        deadline = time.monotonic() + timeout
        while True:
            if found := pattern.search(self.screen, self._seen):
                self._seen = found.end()
                return found.group(0)
            ready, _, _ = select.select([self._master, self._reports], [], [], max(0, deadline - time.monotonic()))
            if self._master in ready:
                self._take()
            elif not ready or not select.select([self._master], [], [], 0.2)[0]:  # ended or stopped, and everything is read
                raise AssertionError(f"{pattern.pattern!r} was not shown {'before it ended' if ready else 'in time'}; "
                                     f"on the screen: {self.screen[self._seen:]!r}")

    def type(self, text):
        os.write(self._master, text.encode())

    def resize(self, lines, columns):
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def signal(self, number):
        os.kill(self.pid, number)

    @property
    def echo(self):
        return bool(self._modes()[3] & termios.ECHO)

    @property
    def modes(self):
        return self._modes()

    def wait_stopped(self, timeout=20):
        _, status = self._report(timeout)
        if not os.WIFSTOPPED(status):
            raise AssertionError(f"it ended (status {status}) and was to stop; on the screen: {self.screen!r}")

    def go_on(self):
        """Acts as `fg`."""
        os.write(self._commands, b".")

    def hang_up(self, timeout=20):
        """Closes the window while the program runs. Returns its exit status."""
        os.close(self._slave)
        self._slave = None
        os.close(self._master)
        self._master = None
        ready, _, _ = select.select([self._reports], [], [], timeout)
        if ready:
            self.status = os.waitstatus_to_exitcode(struct.unpack("ii", os.read(self._reports, 8))[1])
        self._end_shell()
        if not ready:
            raise AssertionError(f"the program did not end within {timeout} s")
        return self.status

    def wait(self, timeout=30):
        """Waits for the end. Returns the exit status, and stores the final modes in flags_after."""
        _, status = self._report(timeout)
        if os.WIFSTOPPED(status):
            raise AssertionError(f"it stopped by signal {os.WSTOPSIG(status)}; on the screen: {self.screen!r}")
        self.status = os.waitstatus_to_exitcode(status)
        self.flags_after = self._modes()
        deadline = time.monotonic() + 1
        while windows.IS and self.flags_after != self.flags_before and time.monotonic() < deadline:
            time.sleep(0.01)  # wine's console is a separate process, which ends a moment later
            self.flags_after = self._modes()
        # The shell and this process close the terminal, so that the output can be read to its end.
        os.write(self._commands, b".")
        os.close(self._slave)
        self._slave = None
        # Background processes of a program keep wine's terminal open until they end.
        while (not windows.IS or select.select([self._master], [], [], 0.5)[0]) and self._take():
            pass
        return self.status

    @property
    def shown(self):
        """The screen, with plain line ends."""
        return self.screen.replace("\r\n", "\n")
