# SPDX-License-Identifier: Apache-2.0
"""latchkey for Windows, which wine runs on this machine: $LATCHKEY_EXE is set then, and $LATCHKEY_BIN starts it.

The drive Z: is this machine's root, so that a path of this machine is a path there, too, if it is absolute. What
latchkey says is read as if it had said it here: with this machine's paths, and without wine's way to paint a console."""
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
    """A path of this machine, as latchkey has it."""
    return "Z:" + str(here).replace("/", "\\") if IS else str(here)


_PATH = re.compile(r"(?<![\w:/\\])(?:[Zz]:(?=[/\\])|(?=/tmp/))((?:(?:\\\\|\\|/)(?:[\w.@+=~%-]|[^\x00-\x7f])+)+)")


def as_here(text):
    """What latchkey said, with this machine's paths and line ends."""
    if not IS or not text:
        return text
    return _PATH.sub(lambda found: re.sub(r"\\+", "/", found.group(1)), text)


def within(seconds):
    """How long something may take that is done at once: on Windows a program takes its time to start."""
    return seconds + 3 if IS else seconds


# Reasons why several tests are left out.
NO_SIGNALS = "there are no signals; a process is ended at once"
NO_JOB_CONTROL = "nothing stops a program and lets it go on"
NO_CLOSED_STREAMS = "wine itself takes the numbers of closed streams, and its server hangs when the program writes to one"
NO_UNIX_SOCKETS = "serve --socket is not there: wine has no such sockets, Docker Desktop named pipes"
NOT_AMONG_US = "the metadata port is for this user's programs, and this one is none that wine knows of"
NO_FILE_LIMIT = "no limit on open files is set for a program"
PORT_TAKEN = "Unknown error (10048)" if IS else "Address already in use"  # wine has no words for it
KEYS_FROM_STDIN = "wine's console takes its keys from standard input alone"


def run(words, stdout=None, stderr=None, **options):
    """subprocess.run(), with files in the place of pipes: what a program leaves in the background keeps under wine what
    it got for standard error, so a pipe would not end."""
    with tempfile.TemporaryFile("w+b") as out, tempfile.TemporaryFile("w+b") as err:
        files = {subprocess.PIPE: lambda own: own, subprocess.STDOUT: lambda own: subprocess.STDOUT}
        done = subprocess.run(words, stdout=files.get(stdout, lambda own: stdout)(out),
                              stderr=files.get(stderr, lambda own: stderr)(err), **options)
        for name, file, asked in (("stdout", out, stdout), ("stderr", err, stderr)):
            if asked == subprocess.PIPE:
                file.seek(0)
                text = file.read()
                if encoding := options.get("encoding"):  # with line ends as subprocess.run() gives them
                    text = text.decode(encoding, options.get("errors", "strict")).replace("\r\n", "\n")
                setattr(done, name, text)
        return done


def prepare_console(terminal):
    """A console has a size and shows no key by itself. Wine sees to the latter only once its program reads."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 200, 400, 0, 0))
    modes = termios.tcgetattr(terminal)
    modes[0] &= ~(termios.ICRNL | termios.IXON)
    modes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    modes[6][termios.VSUSP] = modes[6][termios.VQUIT] = b"\0"  # only Ctrl-C is more than a key
    termios.tcsetattr(terminal, termios.TCSANOW, modes)


_CHARACTER = re.compile(r"\x1b\[\?25l(.*?)\x1b\[\?25h|\r\r\n", re.DOTALL)
_BLANKS = re.compile(r"\x1b\[K\x1b\[(\d+)C")


def console_text(painted):
    """What a program wrote to wine's console, which does this to each character on its way to a terminal: hides the
    cursor, paints a blank as "erase the line, step right", shows the cursor. Escape sequences come out as written."""
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
    """For a test, or a class of them, that says nothing on Windows: it is named with its reason, never just left out."""
    if not IS:
        return lambda test: test

    def leave_out(test):
        missing.note(f"{_file()}: {test.__qualname__}", f"on Windows: {reason}")
        return unittest.skip(reason)(test)
    return leave_out


def file_not_there(reason):
    """The same for a whole file: to be called right after its imports."""
    if IS:
        missing.note(_file(), f"on Windows: {reason}")
        raise SystemExit(0)


def _file():
    return os.path.basename(sys.argv[0])
