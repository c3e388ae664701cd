#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the tests that become another user from a folder of mode 0700, as in a clone below root's home folder.

    LATCHKEY_BIN=... LATCHKEY_TESTBED=... tests/private_home.py

The folder holds copies of tests/ and of the two programs. A test that starts one of these as another user fails here:
it has to use tests/support/users.py. Runs every test that contains one of the words of BECOMES, or whose class contains
it outside of other tests."""
import ast
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent
BECOMES = re.compile(r"\bunprivileged\(|\busers\.|\bNOBODY\b|\b65534\b|\bset(res|re|e|)[ug]id\b"
                     r"|\bsetpriv\b|\brunuser\b|[\"']sudo\b|[\"']su\b|\b(extra_groups|group|user)=")


def selected(path):
    """The names Class.test of the tests in this file that become another user."""
    text = path.read_text(encoding="utf-8")
    if not BECOMES.search(text):
        return
    for case in ast.parse(text).body:
        if isinstance(case, ast.ClassDef):
            parts = {part: ast.get_source_segment(text, part) for part in case.body}
            tests = {part for part in parts if isinstance(part, ast.FunctionDef) and part.name.startswith("test_")}
            shared = any(BECOMES.search(parts[part]) for part in parts if part not in tests)
            for test in sorted(tests, key=lambda part: part.lineno):
                if shared or BECOMES.search(parts[test]):
                    yield f"{case.name}.{test.name}"


def run(folder, path, tests):
    """Whether all of them passed, and their number."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "LATCHKEY_BIN": str(folder / "latchkey"),
                   "LATCHKEY_TESTBED": str(folder / "latchkey-testbed")}
    done = subprocess.run([sys.executable, path.name, *tests], cwd=folder / "tests" / path.parent.relative_to(TESTS), env=environment, check=False)
    if done.returncode != 0:
        print(f"FAULT: {path.relative_to(TESTS)} fails below a folder of mode 0700; see tests/support/users.py")
    return done.returncode == 0


def main():
    if os.geteuid() != 0:
        print("not run: the tests that become another user, below a folder of mode 0700 (needs root, to become another user)")
        return 0
    with tempfile.TemporaryDirectory(prefix="latchkey-private-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o700)
        shutil.copytree(TESTS, folder / "tests", ignore=shutil.ignore_patterns("corpus", "unit", "fuzz"))
        shutil.copy(os.environ["LATCHKEY_BIN"], folder / "latchkey")
        shutil.copy(os.environ["LATCHKEY_TESTBED"], folder / "latchkey-testbed")
        found = {path: list(selected(path)) for kind in ("cli", "interop") for path in sorted((TESTS / kind).rglob("test_*.py"))}
        passed = [run(folder, path, tests) for path, tests in found.items() if tests]
    print(f"{sum(map(len, found.values()))} tests in {len(passed)} files become another user")
    return 0 if passed and all(passed) else 1


sys.exit(main())
