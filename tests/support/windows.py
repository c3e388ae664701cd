# SPDX-License-Identifier: Apache-2.0
"""latchkey for Windows under wine: $LATCHKEY_EXE is set, and $LATCHKEY_BIN starts it.

The drive Z: is this machine's root, so absolute paths of this machine are valid there. The output of latchkey is
converted: to this machine's paths, and without wine's console drawing."""
import fcntl
import os
import re
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

from support import missing

EXE = os.environ.get("LATCHKEY_EXE", "")
IS = bool(EXE)


def path(here):
    """A path of this machine in latchkey's form."""
    return "Z:" + str(here).replace("/", "\\") if IS else str(here)


_PATH = re.compile(r"(?<![\w:/\\])(?:[Zz]:(?=[/\\])|(?=/tmp/))((?:(?:\\\\|\\|/)(?:[\w.@+=~%-]|[^\x00-\x7f])+)+)")


def as_here(text):
    """The output of latchkey with this machine's paths and line ends."""
    if not IS or not text:
        return text
    return _PATH.sub(lambda found: re.sub(r"\\+", "/", found.group(1)), text)


def within(seconds):
    """The time limit for immediate actions, which includes the slow start of Windows programs."""
    return seconds + 3 if IS else seconds


# Reasons for omitting several tests.
NO_SIGNALS = "there are no signals; a process is ended at once"
NO_JOB_CONTROL = "nothing stops a program and lets it go on"
NO_CLOSED_STREAMS = "wine itself takes the numbers of closed streams, and its server hangs when the program writes to one"
NO_UNIX_SOCKETS = "serve --socket is not there: wine has no such sockets, Docker Desktop named pipes"
NOT_AMONG_US = "the metadata port is for this user's programs, and this one is none that wine knows of"
NO_FILE_LIMIT = "no limit on open files is set for a program"
PORT_TAKEN = "Unknown error (10048)" if IS else "Address already in use"  # wine has no text for it
KEYS_FROM_STDIN = "wine's console takes its keys from standard input alone"


def run(words, stdout=None, stderr=None, **options):
    """subprocess.run() with files instead of pipes: under wine background processes keep standard error open, so a pipe
    would not end."""
    with tempfile.TemporaryFile("w+b") as out, tempfile.TemporaryFile("w+b") as err:
        files = {subprocess.PIPE: lambda own: own, subprocess.STDOUT: lambda own: subprocess.STDOUT}
        done = subprocess.run(words, stdout=files.get(stdout, lambda own: stdout)(out),
                              stderr=files.get(stderr, lambda own: stderr)(err), **options)
        for name, file, asked in (("stdout", out, stdout), ("stderr", err, stderr)):
            if asked == subprocess.PIPE:
                file.seek(0)
                text = file.read()
                if encoding := options.get("encoding"):  # with line ends as in subprocess.run()
                    text = text.decode(encoding, options.get("errors", "strict")).replace("\r\n", "\n")
                setattr(done, name, text)
        return done


def prepare_console(terminal):
    """A console has a size and does not echo. Wine disables echo only once its program reads."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 200, 400, 0, 0))
    modes = termios.tcgetattr(terminal)
    modes[0] &= ~(termios.ICRNL | termios.IXON)
    modes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    modes[6][termios.VSUSP] = modes[6][termios.VQUIT] = b"\0"  # only Ctrl-C is special
    termios.tcsetattr(terminal, termios.TCSANOW, modes)


_CHARACTER = re.compile(r"\x1b\[\?25l(.*?)\x1b\[\?25h|\r\r\n", re.DOTALL)
_BLANKS = re.compile(r"\x1b\[K\x1b\[(\d+)C")


def console_text(painted):
    """The text that a program wrote to wine's console. For each character the console hides the cursor, draws a blank
    as "erase the line, step right", and shows the cursor. Escape sequences are unchanged."""
    finished, start, rest = painted.rpartition("\x1b[?25l")
    if start and "\x1b[?25h" in rest:
        finished = painted
    return as_here(_CHARACTER.sub(_written, finished if start else painted))


def _written(found):
    text = found.group(1)
    if text is None:
        return "\r\n"
    return _BLANKS.sub(lambda blanks: " " * int(blanks.group(1)), text.replace("\r\r\n", "\r\n"))


def not_there(reason):
    """Skips a test or a class on Windows, and lists it with its reason."""
    if not IS:
        return lambda test: test

    def leave_out(test):
        missing.note(f"{_file()}: {test.__qualname__}", f"on Windows: {reason}")
        return unittest.skip(reason)(test)
    return leave_out


def file_not_there(reason):
    """The same for a whole file. Call it right after the imports."""
    if IS:
        missing.note(_file(), f"on Windows: {reason}")
        raise SystemExit(0)


def _file():
    return os.path.basename(sys.argv[0])
