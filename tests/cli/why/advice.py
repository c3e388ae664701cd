# SPDX-License-Identifier: Apache-2.0
"""Follows the advice of latchkey why to the letter, as a user without further knowledge."""
import pathlib
import re
import shlex
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import world

# The replacements for examples, unless the test has others.
EXAMPLES = {
    "arn:aws:iam::ACCOUNT:role/NAME": world.OPS,
    "arn:aws:iam::ACCOUNT:mfa/NAME": world.DEVICE,
    "https://NAME.awsapps.com/start": "https://corp.awsapps.com/start",
    "source_profile = NAME": "source_profile = base",
    "sso_role_name = NAME": "sso_role_name = Admin",
    "role_session_name = NAME": "role_session_name = ada",
    "external_id = ID": "external_id = abc",
    "[profile NAME]": "[profile base]",
    "[NAME]": "[base]",
    "-p NAME": "-p base",
    "=NAME": "=base",
}
KEYS = {"aws_access_key_id": world.KEY, "aws_secret_access_key": world.SECRET, "aws_session_token": "token"}
WORD = r"((?:'[^']*'|\"[^\"]*\"|[^\s,;'\"])+)"
SETTING = r"\w+ = (?:(?!, | and \w+ = |; ).)+"


class NotMechanical(Exception):
    """The advice is not an instruction."""


class Follower:
    """`env`, `words`: of the explained command. `run`: runs a command line of latchkey."""

    def __init__(self, home, env, words, run, examples=()):
        self.home, self.env, self.words, self.run = home, dict(env), list(words), run
        self.examples = {**EXAMPLES, **dict(examples)}

    def follow(self, advice):
        for example, meant in self.examples.items():
            advice = advice.replace(example, meant)
        advice = re.sub(r"^did you mean [^?]+\? ", "", advice)
        at_line = re.fullmatch(r"correct line (\d+) of (\S+): (.*)", advice, re.S)
        rules = self.EDITS if at_line else self.ACTIONS
        advice = at_line[3] if at_line else advice
        for words, change in rules:
            found = re.match(words, advice)
            if found:
                break
        else:
            raise NotMechanical(advice)
        if not at_line:
            change(self, found)
            return
        path, number = self._path(at_line[2]), int(at_line[1])
        lines = self._read(path)
        new = change(self, lines[number - 1], found)
        if new is None:
            return
        self._write(path, lines[:number - 1] + new + lines[number:])
        self._follow_the_rest(advice, path, number)
        self._follow_to_the_end(advice, path, number)

    def _follow_the_rest(self, advice, path, number):
        """Further changes in the same file."""
        more = re.search(r", and add (\[.*?\]) to \S+ with (.*)", advice)
        if more:
            self._append(path, [more[1], *self._settings(more[2])])
        more = re.search(r", and move ([\w ]+) to a new section, (\[.*?\])", advice)
        if more:
            lines = self._read(path)
            moved = [line for line in lines if line.partition("=")[0].strip() in more[1].split(" and ")]
            self._write(path, [line for line in lines if line not in moved])
            self._append(path, [more[2], *moved])
        more = re.match(r"exchange the values of .*\(line (\d+)\)", advice)
        if more:
            lines = self._read(path)
            for one, other in ((number, int(more[1])),):
                keys = [lines[at - 1].partition(" = ")[0] for at in (one, other)]
                values = [lines[at - 1].partition(" = ")[2] for at in (one, other)]
                lines[one - 1], lines[other - 1] = f"{keys[0]} = {values[1]}", f"{keys[1]} = {values[0]}"
            self._write(path, lines)
        more = re.match(r"move ([\w ]+?) below \[.*\], line (\d+)", advice)
        if more:
            lines, keys, header = self._read(path), more[1].split(" and "), int(more[2])
            moved = [self.gone] if self.gone.partition("=")[0].strip() in keys else []
            self._write(path, lines[:header - 1] + moved + lines[header - 1:])
        more = re.match(r"move (\[.*?\]) to (\S+),", advice)
        if more:
            lines = self._read(path)
            end = next((at for at in range(number - 1, len(lines)) if lines[at].startswith("[")), len(lines))
            self._append(self._path(more[2]), [more[1], *lines[number - 1:end]])
            self._write(path, lines[:number - 1] + lines[end:])

    def _path(self, shown):
        return self.home.path / shown[2:] if shown.startswith("~/") else pathlib.Path(shown)

    @staticmethod
    def _read(path):
        return path.read_bytes().decode("utf-8", "surrogateescape").split("\n")

    @staticmethod
    def _write(path, lines):
        path.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))

    def _append(self, path, lines):
        path.parent.mkdir(exist_ok=True)
        self._write(path, [*(self._read(path) if path.exists() else []), *lines, ""])

    @staticmethod
    def _settings(text):
        return re.findall(SETTING, text)

    def _follow_to_the_end(self, advice, path, number):
        """Changes of more than the named line."""
        lines = self._read(path)
        conflict = re.match(r"keep one of the two versions down to line (\d+)", advice)
        if conflict:
            middle = lines.index("=======")
            self._write(path, lines[:number - 1] + lines[number:middle] + lines[int(conflict[1]):])
        if advice.startswith("write the value on the same line"):
            self._write(path, [*lines[:number - 1], lines[number - 1] + lines[number], *lines[number + 1:]])

    # The new content of a line.

    def _in_place(self, line, found):
        right, wrong = found[1], re.sub("<U[+]([0-9A-F]+)>", lambda number: chr(int(number[1], 16)), found[2])
        start = line.lower().index(wrong.lower())
        return [line[:start] + right + line[start + len(wrong):]]

    def _remove(self, line, _):
        self.gone = line
        return []

    def _add_keys(self, line, found):
        return [line] + [f"{key} = {KEYS[key]}" for key in re.findall(r"aws_\w+", found[1])]

    def _run(self, _, found):
        """Changes the file, or the files that it names."""
        command = shlex.split(found[1])
        if command[0] == "chmod":
            pathlib.Path(command[2]).chmod(0o755)
        else:
            self.run(command[1:], self.env)

    EDITS = [
        (r"(?:write|close the bracket:|open the bracket:) (\[.*\]) in the place of (\[.*\])", _in_place),
        (r"(?:write|close the bracket:|open the bracket:) (\[.*?\])(?:,|$)", lambda self, line, found: [found[1]]),
        (r"end it with \]", lambda self, line, _: [line + "]"]),
        (rf"write (\w+ = {WORD}) in the place of (\w+), and add ", lambda self, line, found: [found[1]]),
        (r"write (.+?) in the place of (.+?)(?:, as |; |$)", _in_place),
        (r"write the secret behind (\w+) =", lambda self, line, found: [f"{found[1]} = {world.SECRET}"]),
        (rf"write --profile {WORD}$", lambda self, line, found: [re.sub(r"(--profile|-p)[ =]\S+", "--profile " + found[1], line)]),
        (rf"write ({SETTING}?)(?: or .*)?(?:, .*|; .*| \(.*)?$", lambda self, line, found: [found[1]]),
        (r"remove the blanks before ", lambda self, line, _: [line.lstrip()]),
        (r"remove the byte order mark", lambda self, line, _: [line.lstrip("\ufeff")]),
        (r"write env before (\w+)=", lambda self, line, found: [line.replace(found[1] + "=", "env " + found[1] + "=")]),
        (r"remove the quotes around ", lambda self, line, _: [re.sub("[\"']", "", line)]),
        (r"remove the comment behind ", lambda self, line, _: [re.sub(" [#;].*", "", line)]),
        (r"(?:remove|correct|name another \w+|\w+: name) .*?, or remove (?:it|the line|the setting)|remove (?:it|\w+)(?:,|$| )", _remove),
        (r"correct the path, or (?:unset it|remove the line)", _remove),
        (r"put (\[.*?\]) above it", lambda self, line, found: [found[1], line]),
        (r"(?:write it as KEY = VALUE, or )?put # before it", lambda self, line, _: ["# " + line]),
        (rf"add (?:below it|beside it|below \[.*?\]):? ?({SETTING}(?: and {SETTING})*)", lambda self, line, found: [line, *self._settings(found[1])]),
        (r"add (\w+ = \S+) beside it", lambda self, line, found: [line, found[1]]),
        (r"add (region = [\w-]+), or your own, below", lambda self, line, found: [line, found[1]]),
        (r"add (aws_\w+(?: and aws_\w+)?)\b.*?(?:below|above|belongs)", _add_keys),
        (r"exchange the values of ", lambda self, line, _: [line]),
        (r"aws_access_key_id = AKIA\.\.\., and nothing behind it", lambda self, line, _: ["aws_access_key_id = " + world.KEY]),
        (r"move ", _remove),
        (r"keep one of the two versions|write the value on the same line", lambda self, line, _: [line]),
        (r"run (latchkey .*?)(?:,|$)", _run),
        (r".*make this one so: (chmod \+x \S+)", _run),
    ]

    # Changes elsewhere.

    def _unset(self, found):
        for name in re.findall(r"[A-Z][A-Z_]+[A-Z]", found[1]):
            self.env.pop(name, None)

    def _set(self, found):
        self.env[found[1]], = shlex.split(found[2])

    def _set_keys(self, found):
        for name in re.findall(r"AWS_[A-Z_]+", found[0]):
            self.env[name] = KEYS[name.lower()]

    def _name(self, found):
        self.words = ["-p", *shlex.split(found[1])]

    def _add_sections(self, found):
        """Adds a section to config, and one with keys to credentials."""
        self._append(self._path(found[2]), [found[1], *self._settings(found[3])])
        keys = re.search(r"keys below (\[.*?\]) in ([^ ,]+)", found[3])
        if keys:
            self._append(self._path(keys[2]), [keys[1], *(f"{key} = {KEYS[key]}" for key in list(KEYS)[:2])])
        name = re.search(rf"-p {WORD}", found[3])
        if name:
            self.words = ["-p", *shlex.split(name[1])]

    ACTIONS = [
        (r".*or unset (AWS_ACCESS_KEY_ID)", _unset),
        (r"unset ([A-Z][A-Z_]+(?: and [A-Z_]+)?)", _unset),
        (r"correct ([A-Z][A-Z_]+).*, or unset it", _unset),
        (r"([A-Z_]+) (?:is set and empty|names)\b.*: unset it", _unset),
        (r"set ([A-Z_]+) to .*, or unset it", _unset),
        (rf"(?:.*: )?(?:set |unset \w+, or set it [^:]*: )([A-Z_]+)={WORD}", _set),
        (r"set AWS_\w+ (?:as well|and the related variables)", _set_keys),
        (r"add (\[.*?\]) to (\S+)(.*)", _add_sections),
        (r"add (\[.*?\]) with aws_access_key_id and aws_secret_access_key to (\S+)",
         lambda self, found: self._append(self._path(found[2]), [found[1], *(f"{key} = {KEYS[key]}" for key in list(KEYS)[:2])])),
        (rf"(?:use|name [^:]*?|.*:) ?-p {WORD}", _name),
        (r"(?:run )?(latchkey .*?)(?:,| \(|$)", lambda self, found: self.run(shlex.split(found[1])[1:], self.env)),
    ]
