# SPDX-License-Identifier: Apache-2.0
"""Reads the few kinds of PowerShell lines that the guide shows. Debian has no PowerShell: this checks that latchkey
accepts the commands and prints plain assignments, not how PowerShell handles them."""
import re

_WORD = re.compile(r'\s*(?:"((?:[^"`]|``)*)"|([^\s"|`;&(){}<>@#\']+))')
_ASSIGNMENT = re.compile(r'\$Env:(\w+)="([^"`$]*)"')


def pipeline(line):
    """The commands of a line, each a list of words without quotes."""
    return [_words(command) for command in line.split("|")]


def _words(command):
    words, end = [], 0
    while command[end:].strip():
        found = _WORD.match(command, end)
        if not found:
            raise AssertionError(f"not one of the lines that are read here: {command!r}")
        words.append(found.group(1) if found.group(1) is not None else found.group(2))
        end = found.end()
    return words


def expand(word, variables):
    return re.sub(r"\$Env:(\w+)", lambda found: variables[found.group(1)], word)


def invoke_expression(text):
    """The environment variables that a script of assignments sets; anything else is an error."""
    found = {}
    for line in text.splitlines():
        assignment = _ASSIGNMENT.fullmatch(line)
        if not assignment:
            raise AssertionError(f"no assignment: {line!r}")
        found[assignment.group(1)] = assignment.group(2)
    return found
