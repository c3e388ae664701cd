#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--help, the man page and the README's table of commands have the same commands and options.

LATCHKEY_BIN is the program. Prints each difference and exits with 1 if there is one.
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMON = {"help", "profile", "region", "debug", "version"}


def help_options(command: str) -> set[str]:
    done = subprocess.run([os.environ["LATCHKEY_BIN"], command, "--help"], capture_output=True, text=True, check=True,
                          env={"PATH": "/usr/bin:/bin"})
    columns = re.findall(r"^(?:  |      )((?:-\w|--[\w-]+)(?:, --?[\w-]+)*)", done.stdout, re.MULTILINE)
    return {name for column in columns for name in re.findall(r"--([\w-]+)", column)} - COMMON


def man_sections(page: str) -> dict[str, str]:
    """The text of each command in COMMANDS: the items of the outer list."""
    section = page.partition("\n.Sh COMMANDS\n")[2].partition("\n.Sh ")[0]
    sections: dict[str, str] = {}
    depth, command = 0, ""
    for line in section.splitlines():
        depth += line.startswith(".Bl ") - line.startswith(".El")
        if depth == 1 and (item := re.match(r"\.It Cm (\w+)", line)):
            command = item[1]
        sections[command] = sections.get(command, "") + line + "\n"
    sections.pop("", None)
    return sections


def synopses(page: str) -> dict[str, str]:
    section = page.partition("\n.Sh SYNOPSIS\n")[2].partition("\n.Sh ")[0]
    parts = re.split(r"^\.Cm (\w+)$", section, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def man_options(text: str) -> set[str]:
    return set(re.findall(r"\bFl Fl ([\w-]+)", text)) - COMMON


def readme_options(text: str) -> dict[str, set[str]]:
    """Of each command in the first column of its rows; a command may have several."""
    rows: dict[str, set[str]] = {}
    for command, rest in re.findall(r"^\| `latchkey (\w+)([^`]*)`", text, re.MULTILINE):
        rows.setdefault(command, set()).update(re.findall(r"--([\w-]+)", rest))
    return rows


def differences():
    commands = re.findall(r'^COMMAND\("(\w+)"', (ROOT / "cli/commands.def").read_text(encoding="utf-8"), re.MULTILINE)
    page = (ROOT / "docs/man/latchkey.1").read_text(encoding="utf-8")
    sections, heads = man_sections(page), synopses(page)
    rows = readme_options((ROOT / "README.md").read_text(encoding="utf-8"))
    for name, found in (("docs/man/latchkey.1: COMMANDS", sections), ("docs/man/latchkey.1: SYNOPSIS", heads),
                        ("README.md: the table of commands", rows)):
        for command in sorted(set(commands) ^ set(found)):
            yield f"{name}: {command} is {'missing' if command in commands else 'not a command'}"
    for command in commands:
        options = help_options(command)
        described = man_options(sections.get(command, ""))
        for option in sorted(options - described):
            yield f"docs/man/latchkey.1: {command}: --{option} is not described"
        for option in sorted(man_options(heads.get(command, "")) - options):
            yield f"docs/man/latchkey.1: SYNOPSIS: {command} has no --{option}"
        for option in sorted(rows.get(command, set()) - options - {""}):
            yield f"README.md: {command} has no --{option}"


def main() -> int:
    found = list(differences())
    for difference in found:
        print(difference)
    print(f"manual: {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
