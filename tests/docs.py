#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The documents describe the program as it is.

  - README has at most 150 lines.
  - Each link leads to a file and a heading that exist.
  - Each `latchkey COMMAND --option` exists. LATCHKEY_OPTIONS names the program that prints the table of options.
  - Each variable and setting of latchkey's own is one that the source reads.
  - `latchkey list` prints for the guide's configuration files what README shows. LATCHKEY_BIN names the program.
  - README and the guide do not use the phrases that CONTRIBUTING.md bans.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
GUIDE = sorted((ROOT / "docs/guide").glob("*.md")) + [ROOT / "docs/index.md"]
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md",
         ROOT / "CHANGELOG.md", ROOT / "bench/README.md", ROOT / "testbed/README.md"]
MOST_LINES = 150
BANNED = re.compile(
    r"\b(is had|are had|is said|as ever|whoever|those who|asks? nobody|calls? nobody|pass(?:es)? over|kept warm|"
    r"keeps? warm|leads? back|comes? by|is no (?:role|file|profile|ARN)|in all of it|renew(?:s|ed|ing)?)\b", re.I)


def prose(text):
    """The text without code blocks, which contain no links or sentences."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def code_blocks(text):
    return re.findall(r"^```(?:\w+)?\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def words_of(text):
    """The prose without text in backquotes."""
    return re.sub(r"`[^`]*`", "", prose(text))


def anchors(text):
    """The anchors of a page's headings, as GitHub and mkdocs make them."""
    for heading in re.findall(r"^#+ (.*)$", prose(text), re.MULTILINE):
        yield re.sub(r" ", "-", re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading)).strip().lower())


def broken_links(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        if not place.exists():
            yield f"link to {target}, which does not exist"
        elif anchor and anchor not in anchors(place.read_text(encoding="utf-8")):
            yield f"link to {target}: there is no such heading"


def unknown_options(page, table):
    """Unknown options of commands such as `latchkey login --for 36h`, in code blocks or backquotes."""
    common = {name for option in table["common"] for name in option["names"].split(",")}
    options = {command["name"]: common | {name for option in command["options"] for name in option["names"].split(",")}
               for command in table["commands"]}
    text = page.read_text(encoding="utf-8")
    code = "\n".join(code_blocks(text) + re.findall(r"`([^`]+)`", text))
    for words in re.findall(r"latchkey ((?:[^`\n|;&()]|\\\|)*)", code):
        words = words.replace("[", " ").replace("]", " ").split(" -- ")[0].split()
        if not words or not re.fullmatch(r"[a-z]+", words[0]):
            known, wanted = common, words
        elif words[0] not in options:
            continue  # `latchkey serve` as a subject is followed by a verb; an unknown command is found below
        else:
            known, wanted = options[words[0]], words[1:]
        for word in wanted:
            if word.startswith("-") and word.rstrip(",.:") not in known and not word.startswith("--,"):
                yield f"latchkey {words[0] if known is not common else ''}: there is no option {word}"


def unknown_commands(page, table):
    names = {command["name"] for command in table["commands"]}
    text = page.read_text(encoding="utf-8")
    shown = re.findall(r"^(?:\$ )?latchkey ([a-z]+)", "".join(code_blocks(text)), re.MULTILINE)
    for name in shown + re.findall(r"`latchkey ([a-z]+)[^`]*`", text):
        if name not in names:
            yield f"there is no command latchkey {name}"


def unknown_names(page, source):
    for name in sorted(set(re.findall(r"\bLATCHKEY_[A-Z_]+\b|\blatchkey_[a-z_]+\b", page.read_text(encoding="utf-8")))):
        if name not in source and name.removeprefix("latchkey_") not in source:
            yield f"{name} is not in the source"


def shown_list():
    """The output of `latchkey list`, and the text in README."""
    guide = (ROOT / "docs/guide/mfa.md").read_text(encoding="utf-8")
    files = re.findall(r"^```ini\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    shown = re.search(r"^\$ latchkey list\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)[1]
    with tempfile.TemporaryDirectory(prefix="latchkey-docs.") as home:
        folder = pathlib.Path(home, ".aws")
        folder.mkdir(mode=0o700)
        for name, text in zip(("credentials", "config"), files):
            (folder / name).write_text(text, encoding="utf-8")
            (folder / name).chmod(0o600)
        reader, terminal = os.openpty()  # a table is for terminals; a pipe gets tabs
        subprocess.run([os.environ["LATCHKEY_BIN"], "list"], env={"HOME": home, "PATH": os.environ["PATH"], "NO_COLOR": "1"},
                       stdout=terminal, stderr=terminal, check=True)
        os.close(terminal)
        printed = os.read(reader, 4096).decode().replace("\r\n", "\n")
        os.close(reader)
    return printed, shown


def all_sources():
    folders = ("src", "cli", "include", "scripts", "cmake", "tests", "bench")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")
             if path.suffix in (".cpp", ".hpp", ".def", ".py", ".cmake", ".txt", "") and "corpus" not in path.parts]
    return "".join(path.read_text(encoding="utf-8") for path in [*files, ROOT / "CMakeLists.txt"] if path.is_file())


def findings():
    lines = README.read_text(encoding="utf-8").count("\n")
    if lines > MOST_LINES:
        yield README, f"{lines} lines; at most {MOST_LINES}"
    table = json.loads(subprocess.run([os.environ["LATCHKEY_OPTIONS"]], capture_output=True, check=True).stdout)
    source = all_sources()
    for page in PAGES:
        yield from ((page, what) for what in broken_links(page))
        if "decisions" in page.parts or page.name == "CHANGELOG.md":
            continue  # they also describe earlier behavior and rejected designs
        yield from ((page, what) for what in unknown_options(page, table))
        yield from ((page, what) for what in unknown_names(page, source))
    for page in [README, *GUIDE]:
        text = page.read_text(encoding="utf-8")
        yield from ((page, what) for what in unknown_commands(page, table))
        yield from ((page, f'banned phrase "{found[0]}"') for found in BANNED.finditer(words_of(text)))
    printed, shown = shown_list()
    if printed != shown:
        yield README, f"latchkey list prints\n{printed}not\n{shown}"


def main():
    found = [f"{page.relative_to(ROOT)}: {what}" for page, what in findings()]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


sys.exit(main())
