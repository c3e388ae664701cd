#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What people see, as text, on terminals of three sizes: tests/cli/screens/COLUMNSxLINES.txt.

LATCHKEY_RECORD=1 writes the files anew; look at the difference before you commit it.
"""
import os
import pathlib
import re
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows, world
from support.case import Case

windows.file_not_there("wine's console chooses where lines break")

SCREENS = pathlib.Path(__file__).resolve().parent / "screens"
SIZES = ((80, 24), (120, 40), (60, 24))
LONG_ROLE = "arn:aws:iam::222222222222:role/teams/platform/production/operations-on-call"
CONFIG = f"""
[profile audit-of-production]
role_arn = {LONG_ROLE}
source_profile = base
mfa_serial = {world.DEVICE}
region = eu-central-1

[profile reports]
role_arn = {world.OPS}
source_profile = bsae
region = eu-central-1
"""
SSO = """
[profile corp]
sso_session = corp
sso_account_id = 444444444444
sso_role_name = ReadOnly

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
"""
# With the exit status of each.
COMMANDS = (((), 0), (("list",), 0), (("status",), 0), (("why", "-p", "ops"), 0), (("why", "-p", "reports"), 1),
            (("why", "-p", "ops", "--verbose"), 0), (("whoami", "-p", "nope"), 1), (("explain", "chain-loop"), 0), (("--help",), 0),
            (("login", "--help"), 0), (("list", "--help"), 0), (("logout", "-p", "ops"), 0))
TABLES = ("list", "status")  # whose rows fit


class Screens(Case):
    maxDiff = None

    def setUp(self):
        super().setUp()
        config = (self.home.aws / "config").read_text(encoding="utf-8")
        self.home.write(".aws/config", config + CONFIG + SSO)
        # About ten o'clock, whatever the time is: no time that is shown is of another day.
        self.zone = f"XXX{time.gmtime().tm_hour - 10:+d}"

    def shown(self, text):
        text = text.replace(str(self.home.path), "/home/ada").replace("/private/home/ada", "/home/ada")
        text = re.sub(r"\b\d\d:\d\d\b", "10:00", text)
        text = re.sub(r"\b11h 59m\b", "12h 00m", re.sub(r"\b59m\b(?! left)", "1h", text))
        return text.replace(self.testbed.http, "http://127.0.0.1:40000")

    def on_screen(self, columns, lines, *words, status=0):
        terminal = self.latchkey_on_terminal(*words, size=(lines, columns), env=self.environment(TZ=self.zone))
        self.assertEqual(terminal.wait(), status, terminal.screen)
        return self.shown(terminal.shown)

    def login(self, columns, lines):
        terminal = self.latchkey_on_terminal("login", "-p", "ops", "--all-roles", size=(lines, columns),
                                             env=self.environment(TZ=self.zone))
        terminal.expect("Enter MFA code")
        terminal.type(self.testbed.next_code(world.DEVICE) + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.screen)
        # The countdown writes its line again, and how often is up to the clock.
        return self.shown(re.sub(r"[^\n]*\r", "", re.sub(r"\(next code in \d+ s\)", "(next code in 20 s)", terminal.shown)))

    def record(self, columns, lines):
        self.home.empty_caches()
        self.testbed.reset()
        screens = {"login": self.login(columns, lines)}
        for words, status in COMMANDS:
            screens[" ".join(words)] = self.on_screen(columns, lines, *words, status=status)
        return screens

    def test_screens_are_those_that_were_recorded(self):
        for columns, lines in SIZES:
            with self.subTest(columns=columns, lines=lines):
                screens = self.record(columns, lines)
                for name in TABLES:
                    for line in screens[name].splitlines():
                        if not line.startswith("latchkey: "):  # a message is one line, so that it can be copied
                            self.assertLessEqual(len(line), columns, line)
                for name in ("--help", "login --help", "list --help"):
                    self.assertLessEqual(max(map(len, screens[name].splitlines())), columns, name)
                for name in ("--help", "login --help", ""):
                    self.assertLessEqual(len(screens[name].splitlines()), lines - 1 if columns >= 80 else 40, name)
                text = "".join(f"$ {' '.join(['latchkey', *name.split()])}\n{screen}\n" for name, screen in screens.items())
                file = SCREENS / f"{columns}x{lines}.txt"
                if os.environ.get("LATCHKEY_RECORD"):
                    file.write_text(text, encoding="utf-8")
                self.assertEqual(file.read_text(encoding="utf-8"), text)

    def test_colours_change_no_character(self):
        self.sign_in()
        for words, status in COMMANDS[:-1]:
            plain = self.on_screen(80, 24, *words, status=status)
            terminal = self.latchkey_on_terminal(*words, size=(24, 80), env=self.environment(TZ=self.zone, NO_COLOR=None))
            self.assertEqual(terminal.wait(), status)
            self.assertIn("\x1b[", terminal.shown, words)
            self.assertEqual(re.sub(r"\x1b\[[\d;]*m", "", self.shown(terminal.shown)), plain)


class Colours(Case):
    """Which setting decides."""

    def is_coloured(self, *words, on_terminal=True, **env):
        env = self.environment(**{"NO_COLOR": None, **env})
        if on_terminal:
            terminal = self.latchkey_on_terminal("why", "-p", "plain", *words, env=env)
            self.assertEqual(terminal.wait(), 0)
            return "\x1b[" in terminal.screen
        return "\x1b[" in self.latchkey("why", "-p", "plain", *words, env=env, debug=False).stdout

    def test_a_terminal_has_colours_unless_a_variable_forbids_them(self):
        self.assertTrue(self.is_coloured())
        self.assertFalse(self.is_coloured(NO_COLOR="1"))
        self.assertFalse(self.is_coloured(TERM="dumb"))

    def test_a_pipe_has_none_unless_a_variable_forces_them(self):
        self.assertFalse(self.is_coloured(on_terminal=False))
        for name in ("CLICOLOR_FORCE", "FORCE_COLOR"):
            self.assertTrue(self.is_coloured(on_terminal=False, **{name: "1"}))
            self.assertFalse(self.is_coloured(on_terminal=False, **{name: "0"}))
            self.assertFalse(self.is_coloured(on_terminal=False, **{name: "1", "NO_COLOR": "1"}))

    def test_the_option_comes_before_variables(self):
        self.assertTrue(self.is_coloured("--color", "always", on_terminal=False, NO_COLOR="1"))
        self.assertFalse(self.is_coloured("--color=never", FORCE_COLOR="1"))
        self.assertTrue(self.is_coloured("--color=auto"))

    def test_help_and_errors_of_the_command_line_obey_it(self):
        for words in (["login", "--help"], ["--help"], ["list", "--nope"], ["--nope"]):
            for value, coloured in (("always", True), ("never", False)):
                for option in (["--color", value], ["--color=" + value]):
                    done = self.latchkey(*option, *words, env=self.environment(FORCE_COLOR="1", NO_COLOR=None), debug=False)
                    self.assertEqual("\x1b[" in done.stdout + done.stderr, coloured, (option, words))

    def test_another_value_is_an_error(self):
        done = self.latchkey("list", "--color", "sometimes", debug=False)
        self.assert_error(done, 2, "--color sometimes")
        self.assertIn("auto, always or never", done.stderr)

    def test_tabs_and_json_are_never_coloured(self):
        for words in (["list"], ["status"], ["list", "--json"], ["explain"]):
            done = self.latchkey(*words, "--color", "always", debug=False)
            self.assertEqual(done.returncode, 0)
            self.assertNotIn("\x1b", done.stdout)


class Quiet(Case):
    def test_quiet_leaves_out_warnings_and_keeps_errors(self):
        self.home.write(".aws/config", (self.home.aws / "config").read_text(encoding="utf-8") + "[plain]\nrole_arn = x\n")
        self.assertIn("latchkey: warning: ", self.latchkey("list", debug=False).stderr)
        for option in ("-q", "--quiet"):
            self.assertEqual(self.latchkey("list", option, debug=False).stderr, "")
        self.assert_error(self.latchkey("list", "-q", "-p", "nope", debug=False), 1, "nope")


if __name__ == "__main__":
    unittest.main()
