#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the layers: a file includes only lower layers, and system-dependent code is only in src/platform. Only
src/base/json_reader.cpp parses JSON. The table in docs/ARCHITECTURE.md lists each source folder.

Run from anywhere: tests/layers.py [ROOT]. Prints each breach as file:line and exits with 1 if there is one.
"""
import pathlib
import re
import sys

# Lowest first. A public header belongs to the layer that implements it.
LAYERS = ["base", "platform", "aws", "mfa", "sso", "providers", "session", "serve", "diagnose", "cli"]
# The same inside src/platform. Files directly below it (host.hpp) may include all of them.
SUBJECTS = ["system", "crypto", "files", "process", "terminal", "network"]
SYSTEM = re.compile("/(posix|windows)/")
PUBLIC = {"error.hpp": "base", "causes.def": "base", "secret.hpp": "base", "credentials.hpp": "base", "session.hpp": "session"}
MACHINE = re.compile(
    r"\b_WIN32\b|\b__linux__\b|\b__APPLE__\b|\bgetenv\b|\bsetenv\b|system_clock::now|steady_clock::now"
    r"|<unistd\.h>|<windows\.h>|<termios\.h>|<sys/[a-z]+\.h>|<fcntl\.h>|std::cerr|std::cout|<iostream>|<curl/"
)
MACHINE_ALLOWED = ("src/platform/", "cli/main.cpp")
# JSON of other programs is parsed with limits, in one place.
JSON_PARSE = re.compile(r"\b[Jj]son::(parse|accept|sax_parse)\b")
JSON_READER = "src/base/json_reader.cpp"
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layer_of(path: pathlib.PurePath) -> str | None:
    parts = path.parts
    if parts[0] == "cli":
        return "cli"
    if parts[:2] == ("include", "latchkey"):
        return PUBLIC.get(parts[2])
    if parts[0] == "src":
        return parts[1] if len(parts) > 2 else parts[1].split(".")[0]
    return None


def layer_of_include(kind: str, name: str) -> str | None:
    if name.startswith("latchkey/"):
        return PUBLIC.get(name.removeprefix("latchkey/"), "?")
    if kind == '"':
        return name.split("/")[0] if "/" in name else None
    return None


def subject_of(path: str) -> str | None:
    parts = path.split("/")
    return parts[1] if parts[0] == "platform" and len(parts) > 2 else None


def breaches(root: pathlib.Path):
    for path in sorted(p for folder in ("src", "cli", "include") for p in (root / folder).rglob("*.[ch]pp")):
        relative = path.relative_to(root)
        own = layer_of(relative)
        if own not in LAYERS:
            yield relative, 0, f"belongs to no layer ({own})"
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            if found:
                other = layer_of_include(*found.groups())
                if other is not None and (other not in LAYERS or LAYERS.index(other) > LAYERS.index(own)):
                    yield relative, number, f"{own} includes {found.group(2)} of {other}"
                if (upper := subject_of(found.group(2))) and (mine := subject_of(str(relative).removeprefix("src/"))):
                    if SUBJECTS.index(upper) > SUBJECTS.index(mine):
                        yield relative, number, f"platform/{mine} includes {found.group(2)}"
                system = SYSTEM.search(found.group(2))
                if system and system.group() not in str(relative):
                    yield relative, number, f"includes {found.group(2)}, which only one system has"
            if not str(relative).startswith(MACHINE_ALLOWED) and MACHINE.search(line.split("//")[0]):
                yield relative, number, f"knows the machine: {line.strip()}"
            if str(relative) != JSON_READER and JSON_PARSE.search(line.split("//")[0]):
                yield relative, number, f"reads JSON without limits; use base/json_reader.hpp: {line.strip()}"
    for path in sorted((root / "testbed").rglob("*.[ch]pp")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            if found and (root / "src" / found.group(2)).exists() or "latchkey/" in (found.group(2) if found else ""):
                yield path.relative_to(root), number, "the testbed shares no code with what it judges"


def unnamed_folders(root: pathlib.Path):
    """Source folders that are missing in the table, and folders in the table that do not exist."""
    map_ = root / "docs" / "ARCHITECTURE.md"
    if not map_.is_file():
        return  # not this repository's tree
    named = set(re.findall(r"`((?:src|cli|testbed|tests)(?:/[a-z_]+)*)`", map_.read_text(encoding="utf-8")))
    folders = {path.parent for top in ("src", "cli", "testbed", "tests") for ending in ("cpp", "hpp", "py", "go", "js")
               for path in (root / top).rglob(f"*.{ending}")}
    for folder in sorted(str(folder.relative_to(root)) for folder in folders):
        shown = folder.removesuffix("/posix").removesuffix("/windows") if folder.startswith("src/platform/") else folder
        if shown not in named and not shown.startswith("tests/unit/"):
            yield map_.relative_to(root), 0, f"does not name {folder}"
    for folder in sorted(named):
        if not (root / folder).is_dir():
            yield map_.relative_to(root), 0, f"names {folder}, which is not there"


def main() -> int:
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent
    found = [*breaches(root), *unnamed_folders(root)]
    for path, line, why in found:
        print(f"{path}:{line}: {why}")
    print(f"layers: {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
