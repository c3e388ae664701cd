#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that the contracts of src/platform are tested on each system, and that no other code depends on a system.

Run from anywhere: tests/contracts.py [ROOT]. Prints each breach and exits with 1 if there is one.
"""
import pathlib
import re
import sys

PLATFORM = pathlib.PurePath("src/platform")
TESTS = pathlib.PurePath("tests/unit/platform")
FOLDERS = ("src", "cli", "include", "tests", "testbed")
MOST_FILES = 30
SUFFIXES = {".cpp", ".hpp", ".c", ".h", ".def", ".in"}
MACRO = re.compile(
    r"\b(_?WIN32|_?WIN64|__WIN(32|64)__|WINNT|_MSC_VER|__MINGW(32|64)__|__CYGWIN__|__(gnu_)?linux(__)?"
    r"|__APPLE__|__MACH__|TARGET_OS_\w+|__unix(__)?|__(Free|Net|Open)BSD__|_POSIX_VERSION)\b"
)
LINE = re.compile(r"^// Not on Windows: [A-Za-z\"`].*[a-z0-9)\"'`][.]$")

# If x.hpp is not tested by x_test.cpp on both systems: the paths of its tests.
UNIT = "tests/unit/platform/"
ELSEWHERE = {
    "crypto/random": ([UNIT + "crypto/hash_test.cpp"], "is of the same library"),
    "system/text_search": ([UNIT + "files/path_text_test.cpp"], "is one function"),
    "process/process_hardening": (
        ["tests/cli/test_hidden.py", "tests/cli/prompting/test_prompt.py", UNIT + "process/process_hardening_windows_test.cpp"],
        "changes the whole process, as main() does",
    ),
    "terminal/terminal": (
        [UNIT + "terminal/terminal_posix_test.cpp", UNIT + "process/detached_test.cpp"],
        "asking needs a terminal of its own, which a pty is on POSIX; wine's console is for tests/cli and the"
        " hand, docs/windows.md",
    ),
    "network/peer_credentials": (
        [UNIT + "network/http_endpoints_posix_test.cpp", UNIT + "network/peer_credentials_windows_test.cpp"],
        "checks who connects to a listener",
    ),
}


def macros(root: pathlib.Path):
    for path in sorted(p for folder in FOLDERS for p in (root / folder).rglob("*") if p.suffix in SUFFIXES):
        relative = path.relative_to(root)
        if relative.is_relative_to(PLATFORM):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if found := MACRO.search(line):
                yield f"{relative}:{number}: {found.group()}, a macro of the platform's, outside {PLATFORM}"


def is_tested(root: pathlib.Path, header: pathlib.PurePath) -> bool:
    folder, name = root / TESTS / header.parent, header.stem
    has = {ending: (folder / f"{name}{ending}_test.cpp").is_file() for ending in ("", "_posix", "_windows")}
    return has[""] or (has["_posix"] and has["_windows"])


def contracts(root: pathlib.Path):
    for path in sorted((root / PLATFORM).glob("*/*.hpp")):
        header = path.relative_to(root / PLATFORM)
        name = str(header.with_suffix(""))
        twins = [(path.parent / system / f"{path.stem}.cpp").is_file() for system in ("posix", "windows")]
        if any(twins) and not all(twins):
            yield f"{PLATFORM / header}: is there for one system only"
        if name in ELSEWHERE:
            for test in ELSEWHERE[name][0]:
                if not (root / test).is_file():
                    yield f"{PLATFORM / header}: its tests are said to be in {test}, which does not exist"
            if is_tested(root, header):
                yield f"{PLATFORM / header}: has tests of its own, and is said to be tested elsewhere"
        elif all(twins) and not is_tested(root, header):
            yield f"{PLATFORM / header}: {TESTS / header.parent} lacks {path.stem}_test.cpp, or one for each system"
    for name in ELSEWHERE:
        if not (root / PLATFORM / f"{name}.hpp").is_file():
            yield f"tests/contracts.py: {name} is not a header of {PLATFORM}"


def folder_sizes(root: pathlib.Path):
    """Folders must not have too many files."""
    for folder in sorted({path.parent for top in (*FOLDERS, "docs", "scripts", "bench") for path in (root / top).rglob("*")}):
        if (count := sum(path.is_file() for path in folder.iterdir() if path.suffix != ".pyc")) > MOST_FILES:
            yield f"{folder.relative_to(root)}: has {count} files, more than {MOST_FILES}"


def reasons(root: pathlib.Path):
    for path in sorted((root / "tests").rglob("*_posix_test.cpp")):
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) < 2 or not LINE.match(lines[1]):
            yield f'{path.relative_to(root)}:2: lacks "// Not on Windows: <reason>."'


# Where text is overwritten by hand; everywhere else a type that owns it does that.
WIPES = {
    "src/base/secret/secret.cpp",  # Secret and SecretText
    "src/base/secret/secret_json.cpp",  # the texts of a document
    "src/base/secret/wipe.hpp",  # the declaration
    "src/platform/system/windows/secret_wide.hpp",  # UTF-16
}
WIPE = re.compile(r"\bwipe(_wide)?\(")


def wiping(root: pathlib.Path):
    """Code that overwrites a secret itself may omit it on an early return."""
    for folder in ("src", "cli", "include"):
        for path in sorted(p for p in (root / folder).rglob("*") if p.suffix in SUFFIXES):
            relative = path.relative_to(root)
            if str(relative) in WIPES:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if WIPE.search(line):
                    yield f"{relative}:{number}: calls wipe(): hold the text in a SecretText or SecretJson"


def main() -> int:
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent
    found = [*macros(root), *contracts(root), *folder_sizes(root), *reasons(root), *wiping(root)]
    for breach in found:
        print(breach)
    print(f"contracts: {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
