#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No command prints text of others (profile names, settings, replies) unescaped on a terminal."""
import json
import pathlib
import sys
import unicodedata
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows, world
from support.case import Case

# ESC, DEL, NEL, CSI, Arabic letter mark, zero-width space, left-to-right mark, right-to-left override, isolate,
# line separator, word joiner, byte order mark, tag, variation selector.
NASTY = "\x1b[31m\x7f\x85\x9b\u061c\u200b\u200e\u202e\u2066\u2028\u2060\ufeff\U000e0041\ufe0f"
NAME = f"x{NASTY}y"
CODE_NAME = f"code{NASTY}"
BROKEN_NAME = f"broken{NASTY}"
SHOWN = "<U+202E>"

CONFIG = f"""{world.CONFIG_FILE}
[profile {NAME}]
role_arn = {world.PLAIN}
source_profile = base
region = eu-central-1

[profile {CODE_NAME}]
role_arn = {world.OPS}
source_profile = base
mfa_serial = {world.DEVICE}
region = eu-central-1

[profile {BROKEN_NAME}]
role_arn = arn:aws:iam::222222222222:role/{NASTY}
source_profile = nobody{NASTY}
region = eu-{NASTY}
"""

COMMANDS = (
    ("list",), ("status",), ("status", "-p", NAME), ("login", "-p", NAME), ("status", "-p", NAME), ("status",),
    ("whoami", "-p", NAME), ("why", "-p", NAME, "--verbose"), ("why", "-p", BROKEN_NAME), ("why", "-p", f"no{NASTY}"),
    ("login", "-p", BROKEN_NAME), ("login", "-p", f"no{NASTY}"), ("whoami", "-p", BROKEN_NAME),
    ("exec", "-p", NAME, "--", f"no-program{NASTY}"), ("exec", "-p", BROKEN_NAME, "--", "true"),
    ("exec", NAME, "--", "true"), (f"command{NASTY}",), ("list", f"--option{NASTY}"),
    ("adopt", "--dry-run", "-p", CODE_NAME), ("adopt", "--dry-run", "--all"), ("adopt", "-p", CODE_NAME),
    ("list",), ("release", "-p", CODE_NAME), ("release", "-p", NAME), ("answer",), ("answer", "-p", NAME),
    ("export", "-p", BROKEN_NAME), ("export", "-p", NAME, "--format", f"none{NASTY}"), ("export", "-p", NAME, "--format", "ini"),
    ("serve", "-p", BROKEN_NAME), ("serve", "--format", f"none{NASTY}", "-p", NAME), ("logout", "-p", NAME),
    ("logout", "--all"), ("login", "-p", CODE_NAME))
JSON_COMMANDS = (("list", "--json"), ("login", "-p", NAME), ("status", "--json"), ("status", "--json", "-p", NAME),
                 ("whoami", "--json", "-p", NAME), ("why", "--json", "-p", NAME), ("why", "--json", "-p", BROKEN_NAME),
                 ("why", "--json", "-p", f"no{NASTY}"), ("answer", "--json"), ("process", "-p", NAME))


def hidden_in(text, line_ends="\n\t"):
    """The characters of `text` that a terminal interprets or does not show."""
    return sorted({f"U+{ord(c):04X}" for c in text if c not in line_ends
                   and (unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") or c == "\ufe0f")})


class TerminalText(Case):
    def setUp(self):
        super().setUp()
        self.home.write(".aws/config", CONFIG)

    def environment(self, **more):
        return super().environment(**{"NO_COLOR": "1", **more})

    def test_no_command_writes_it_to_a_pipe(self):
        for command in COMMANDS:
            with self.subTest(command):
                done = self.latchkey(*command, prints_secrets=command[0] == "export")
                self.assertEqual(hidden_in(done.stdout), [], done.stdout)
                self.assertEqual(hidden_in(done.stderr), [], done.stderr)

    @windows.not_there("wine's console paints with escape sequences of its own")
    def test_no_command_writes_it_to_a_terminal(self):
        for command in COMMANDS[:-1]:
            if command[0] in ("export", "serve", "keep"):
                continue
            with self.subTest(command):
                terminal = self.latchkey_on_terminal(*command, debug=True)
                terminal.wait()
                self.assertEqual(hidden_in(terminal.screen, "\r\n\t"), [], terminal.screen)

    def test_name_is_printed_with_escapes(self):
        for command in (("list",), ("why", "-p", NAME), ("login", "-p", f"no{NASTY}")):
            done = self.latchkey(*command)
            self.assertIn(SHOWN, done.stdout + done.stderr, command)

    def test_prompt_escapes_it(self):
        terminal = self.latchkey_on_terminal("login", "-p", CODE_NAME)
        terminal.expect("Enter MFA code for ")
        terminal.type("\x04")
        terminal.wait()
        self.assertIn(SHOWN, terminal.screen)
        self.assertEqual(hidden_in(terminal.screen, "\r\n\t"), [], terminal.screen)

    def test_process_prints_the_same_on_a_terminal_and_a_pipe(self):
        """`process` writes notices to the terminal itself."""
        terminal = self.latchkey_on_terminal("process", "-p", CODE_NAME)
        terminal.expect("Enter MFA code for ")
        terminal.type("\x04")
        terminal.wait()
        self.assertEqual(hidden_in(terminal.screen, "\r\n\t"), [], terminal.screen)

    def test_json_is_ascii_and_equivalent(self):
        for command in JSON_COMMANDS:
            with self.subTest(command):
                done = self.latchkey(*command, debug=False, prints_secrets=command[0] == "process")
                self.assertTrue(done.stdout.isascii(), done.stdout)
                self.assertEqual(hidden_in(done.stdout), [], done.stdout)
                self.assertEqual(hidden_in(done.stderr), [], done.stderr)
                if command[0] != "login":
                    json.loads(done.stdout)
        names = [one["name"] for one in json.loads(self.latchkey("list", "--json", debug=False).stdout)]
        self.assertIn(NAME, names)

    def test_json_is_the_same_on_a_terminal_and_a_pipe(self):
        for command in (("list", "--json"), ("why", "--json", "-p", NAME), ("status", "--json")):
            with self.subTest(command):
                terminal = self.latchkey_on_terminal(*command)
                terminal.wait()
                self.assertEqual(hidden_in(terminal.screen, "\r\n\t"), [], terminal.screen)

    def test_server_escapes_it(self):
        done = self.latchkey("serve", "-p", NAME, "--background", "--format", "json", prints_secrets=True)
        try:
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(done.stdout.isascii(), done.stdout)
            for command in (("status",), ("status", "--json")):
                shown = self.latchkey(*command)
                self.assertEqual(hidden_in(shown.stdout + shown.stderr), [], shown.stdout)
        finally:
            self.latchkey("serve", "--stop")
        for log in self.home.aws.rglob("*.log"):
            self.assertEqual(hidden_in(log.read_text(encoding="utf-8", errors="surrogateescape")), [], log)


if __name__ == "__main__":
    unittest.main()
