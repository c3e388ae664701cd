# SPDX-License-Identifier: Apache-2.0
"""Removes everything from a case that its difference does not need."""
import copy
import re


def _smaller(case):
    """All cases with one thing less."""
    def less(change):
        smaller = copy.deepcopy(case)
        change(smaller)
        return smaller
    for member in ("env", "files"):
        for name in case[member]:
            yield less(lambda smaller: smaller[member].pop(name))
    for member in ("profile_arg", "region_arg"):
        if case.get(member) is not None:
            yield less(lambda smaller: smaller.pop(member))
    for at in range(len(case["routes"])):
        yield less(lambda smaller: smaller["routes"].pop(at))
    for name, file in case["files"].items():
        if not isinstance(file, str) or name.endswith(".json"):
            continue
        lines = file.splitlines(keepends=True)
        for size in (8, 4, 2, 1):
            for at in range(0, len(lines), size):
                if size == 1 or at + size <= len(lines):
                    yield less(lambda smaller: smaller["files"].update({name: "".join(lines[:at] + lines[at + size:])}))


def shrink(case, difference):
    """`difference(case)` returns the differences; the first line must stay the same, except its numbers and names."""
    def kind(lines):
        return re.sub(r"\d+|'[^']*'|\"[^\"]*\"", "", lines[0]) if lines else None
    wanted = kind(difference(case))
    while wanted:
        for smaller in _smaller(case):
            if kind(difference(smaller)) == wanted:
                case = smaller
                break
        else:
            return case
    return case
