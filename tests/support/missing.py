# SPDX-License-Identifier: Apache-2.0
"""Lists what this machine lacks in the last lines of a run, so that no test is skipped without a message.

The lines are also written to the file $LATCHKEY_NOT_RUN, if it is set, because ctest hides the output of passed
tests."""
import atexit
import inspect
import os
import unittest

_lines = set()


def _test_name():
    for frame in inspect.stack():
        owner = frame.frame.f_locals.get("self") or frame.frame.f_locals.get("cls")
        if isinstance(owner, unittest.TestCase):
            return owner.id()
        if isinstance(owner, type) and issubclass(owner, unittest.TestCase):
            return owner.__qualname__
    return "?"


def note(what, why):
    _lines.add(f"not run: {what} ({why})")


def skip(needs):
    note(_test_name(), f"needs {needs}")
    raise unittest.SkipTest(f"needs {needs}")


def _tell():
    if not _lines:
        return
    text = "".join(line + "\n" for line in sorted(_lines))
    os.write(2, text.encode())
    if path := os.environ.get("LATCHKEY_NOT_RUN"):
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


atexit.register(_tell)
