# SPDX-License-Identifier: Apache-2.0
"""Reads the recipes of the documentation, so that tests run what a reader copies."""
import re

from support import programs

# The folder of the recipes.
GUIDE = programs.ROOT / "docs" / "guide"


def _between(name):
    pattern = re.compile(rf"^<!-- recipe: {re.escape(name)} -->\n(.*?)^<!-- /recipe -->$", re.DOTALL | re.MULTILINE)
    found = [text for page in sorted(GUIDE.glob("*.md")) for text in pattern.findall(page.read_text(encoding="utf-8"))]
    if len(found) != 1:
        raise AssertionError(f"the guide has {len(found)} recipes named {name}, not one")
    return found[0]


def blocks(name):
    """The fenced code blocks between `<!-- recipe: NAME -->` and `<!-- /recipe -->`: [(language, text)]."""
    text = _between(name)
    found = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    if not found:
        raise AssertionError(f"the recipe {name} of the guide has no code block")
    return found


def table(name):
    """The one table of the recipe: {(first cell of the line, heading of the column): cell}, without backquotes."""
    lines = [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
             for line in _between(name).splitlines() if line.startswith("|")]
    heading, _, *rows = lines
    if not rows or any(len(row) != len(heading) for row in rows):
        raise AssertionError(f"the recipe {name} of the guide has no whole table")
    return {(row[0], column): cell.strip("`") for row in rows for column, cell in zip(heading[1:], row[1:])}


def block(name, language, words=None):
    """The text of its only block in that language, with placeholders replaced: {"HOST": "far"}."""
    of_language = [text for its_language, text in blocks(name) if its_language == language]
    if len(of_language) != 1:
        raise AssertionError(f"the recipe {name} of the guide has {len(of_language)} blocks of {language}, not one")
    text = of_language[0]
    for old, new in (words or {}).items():
        text, times = re.subn(rf"\b{re.escape(old)}\b", new, text)
        if not times:
            raise AssertionError(f"the recipe {name} of the guide has no {old}")
    return text
