# SPDX-License-Identifier: Apache-2.0
"""The recipes of the documentation, as they stand there: a test runs what a reader copies."""
import re

from support import programs

# Where the recipes are.
DOCUMENT = programs.ROOT / "docs" / "recipes-draft.md"


def _between(name, text):
    found = re.findall(rf"^<!-- recipe: {re.escape(name)} -->\n(.*?)^<!-- /recipe -->$", text, re.DOTALL | re.MULTILINE)
    if len(found) != 1:
        raise AssertionError(f"{DOCUMENT.name} has {len(found)} recipes named {name}, not one")
    return found[0]


def blocks(name):
    """The fenced code blocks between `<!-- recipe: NAME -->` and `<!-- /recipe -->`: [(language, text)]."""
    text = _between(name, DOCUMENT.read_text(encoding="utf-8"))
    found = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    if not found:
        raise AssertionError(f"the recipe {name} of {DOCUMENT.name} has no code block")
    return found


def block(name, language, number=0, **words):
    """The text of one block of that language, with words of the reader's own put in: HOST="far"."""
    of_language = [text for its_language, text in blocks(name) if its_language == language]
    if number >= len(of_language):
        raise AssertionError(f"the recipe {name} of {DOCUMENT.name} has {len(of_language)} blocks of {language}")
    text = of_language[number]
    for old, new in words.items():
        text, times = re.subn(rf"\b{old.lstrip('_')}\b", new, text)
        if not times:
            raise AssertionError(f"the recipe {name} of {DOCUMENT.name} has no {old}")
    return text
