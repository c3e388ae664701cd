#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that each fuzz target is built, has a corpus, and is named in docs/threat-model.md.

Run from anywhere: tests/fuzz_targets.py [ROOT]. Prints each breach and exits with 1 if there is one.
"""
import pathlib
import re
import sys

FOLDER = pathlib.PurePath("tests/fuzz")
LIST = FOLDER / "CMakeLists.txt"
THREATS = pathlib.PurePath("docs/threat-model.md")
HEADING = "## Fuzz targets"


def listed(root: pathlib.Path) -> set[str]:
    text = (root / LIST).read_text(encoding="utf-8")
    found = re.search(r"foreach\(target\s+([^)]*)\)", text)
    return set(found.group(1).split()) if found else set()


def documented(root: pathlib.Path) -> set[str]:
    """The targets in the first column of the table below HEADING."""
    text = (root / THREATS).read_text(encoding="utf-8")
    section = text.partition(HEADING + "\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def breaches(root: pathlib.Path):
    targets = {path.stem for path in (root / FOLDER).glob("*.cpp")}
    corpora = {path.name for path in (root / FOLDER / "corpus").iterdir() if any(path.iterdir())}
    for what, names in (
        (f"{LIST} does not list it", listed(root)),
        (f"{FOLDER}/corpus has no files for it", corpora),
        (f'{THREATS} does not name it below "{HEADING}"', documented(root)),
    ):
        for name in sorted(targets - names):
            yield f"{FOLDER / name}.cpp: {what}"
    for where, names in ((LIST, listed(root)), (FOLDER / "corpus", corpora), (THREATS, documented(root))):
        for name in sorted(names - targets):
            yield f"{where}: there is no target {name}"


def main() -> int:
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent
    found = list(breaches(root))
    for breach in found:
        print(breach)
    print(f"fuzz_targets: {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
