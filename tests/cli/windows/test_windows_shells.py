# SPDX-License-Identifier: Apache-2.0
"""Runs the guide's lines for Windows unchanged: in cmd.exe, and those for PowerShell, which Debian does not have, with
a parser (support/powershell.py)."""
import os
import pathlib
import re
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
from support import little_programs, powershell, programs, recipes, windows  # noqa: E402
from support.case import NEXT_PROMPT, Case  # noqa: E402

ROWS = ["install it for your user", "sign in to every role", "show when credentials expire", "run a program with credentials",
        "run a program for hours", "credentials for this window", "credentials that refresh, for this window",
        "let every SDK use latchkey", "sign out"]
ROLES = ("ops", "billing", "inner")  # that use the code


class Shells(Case):
    def setUp(self):
        super().setUp()
        self.table = recipes.table("windows")
        self.there = self.home.path / "WindowsApps"  # where the examples install latchkey.exe
        self.there.mkdir()
        local = self.home.path / "Local" / "Microsoft"
        local.mkdir(parents=True)
        (local / "WindowsApps").symlink_to(self.there)
        self.download = self.home.path / "Download"
        self.download.mkdir()
        shutil.copy(windows.EXE, self.download / "latchkey.exe")
        for name in ("aws", "terraform"):
            little_programs.make(self.there / name, "arguments", "variable AWS_ACCESS_KEY_ID", "variable AWS_PROFILE")
        self.local = windows.path(self.home.path / "Local")
        self.env = self.environment(WINEPATH=windows.path(self.there))

    def rows(self, column):
        self.assertEqual([row for row, at in self.table if at == column], ROWS)
        return {row: line for (row, at), line in self.table.items() if at == column}

    def assert_all_signed_in(self):
        self.assertEqual(self.testbed.counts()["codes_received"], 1)
        self.assertEqual(len(list(self.home.boto.iterdir())), len(ROLES))

    def assert_signed_out(self):
        self.assertEqual(list(self.home.boto.iterdir()), [])
        self.assertEqual(self.home.sessions(), [])

    def assert_ran(self, text, *arguments):
        for argument in arguments:
            self.assertIn(argument, text)
        self.assertRegex(text, r"ASIA[A-Z0-9]{12,}")


class CommandPrompt(Shells):
    def setUp(self):
        super().setUp()
        self.terminal = self.on_terminal([programs.WINE, "cmd.exe", "/d", "/k", f"set LOCALAPPDATA={self.local}"], self.env,
                                         prepare=lambda: os.chdir(self.download))
        self.terminal.expect("Download>")

    def enter(self, line, *more):
        """Types a line. Returns the output until the next prompt."""
        start = len(self.terminal.screen)
        self.terminal.type(line + "\r")
        for text, answer in more:
            self.terminal.expect(text)
            self.terminal.type(answer + "\r")
        self.terminal.expect(re.compile(r"\n[^\n]*Download>"))
        return self.terminal.screen[start:]

    def test_documented_commands_work(self):
        rows = self.rows("cmd.exe")
        self.enter(rows["install it for your user"])
        self.assertTrue((self.there / "latchkey.exe").exists(), self.terminal.shown)
        (self.download / "latchkey.exe").unlink()
        shown = self.enter(rows["sign in to every role"], (NEXT_PROMPT, self.testbed.next_code()))
        self.assertIn("signed in until", shown)
        self.assert_all_signed_in()
        self.assertRegex(self.enter(rows["show when credentials expire"]), r"\nops +(\w+ )?\d\d:\d\d +1h +SAM CLI, AWS CLI")
        self.assert_ran(self.enter(rows["run a program with credentials"]), "sts", "get-caller-identity")
        self.assertIn("latchkey-refresh", self.enter(rows["run a program for hours"]))
        self.enter(rows["credentials for this window"])
        self.assert_ran(self.enter("echo it is %AWS_ACCESS_KEY_ID%"), "it is ASIA")
        self.addCleanup(self.latchkey, "serve", "--stop", debug=False)
        self.enter(rows["credentials that refresh, for this window"])
        self.assertRegex(self.enter("echo %AWS_CONTAINER_CREDENTIALS_FULL_URI%"), r"\nhttp://127\.0\.0\.1:\d+/role/ops")
        self.assertIn("adopted", self.enter(rows["let every SDK use latchkey"]))
        self.assertIn("credential_process", (self.home.aws / "config").read_text())
        self.enter(rows["sign out"])
        self.assert_signed_out()


class PowerShell(Shells):
    def run_line(self, line):
        """Runs a line of the column. Returns the result of its program, and the variables that it set."""
        first, *then = powershell.pipeline(line)
        words = [powershell.expand(word, {"LOCALAPPDATA": self.local}) for word in first]
        done = self.run_program([programs.WINE, windows.path(self.there / "latchkey.exe"), *words[1:]], env=self.env, searched=False)
        self.assertEqual(words[0], "latchkey")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(then, ([], [["Out-String"], ["Invoke-Expression"]]))
        return done.stdout, powershell.invoke_expression(done.stdout) if then else {}

    def test_documented_commands_work(self):
        rows = self.rows("PowerShell")
        [[command, source, target]] = powershell.pipeline(rows["install it for your user"])
        self.assertEqual(command, "Copy-Item")
        target = powershell.expand(target, {"LOCALAPPDATA": str(self.home.path / "Local")}).replace("\\", "/")
        shutil.copy(self.download / source, pathlib.Path(target))
        self.assertTrue((self.there / "latchkey.exe").exists())
        [[_, *words]] = powershell.pipeline(rows["sign in to every role"])
        terminal = self.on_terminal([programs.WINE, windows.path(self.there / "latchkey.exe"), *words], self.env)
        terminal.expect(NEXT_PROMPT)
        terminal.type(self.testbed.next_code() + "\r")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assert_all_signed_in()
        self.assertRegex(self.run_line(rows["show when credentials expire"])[0], r"(?m)^ops\s+\S+")
        self.assert_ran(self.run_line(rows["run a program with credentials"])[0], "sts", "get-caller-identity")
        self.assertIn("latchkey-refresh", self.run_line(rows["run a program for hours"])[0])
        variables = self.run_line(rows["credentials for this window"])[1]
        self.plant(variables["AWS_SECRET_ACCESS_KEY"])
        self.assertLessEqual({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}, set(variables))
        self.addCleanup(self.latchkey, "serve", "--stop", debug=False)
        variables = self.run_line(rows["credentials that refresh, for this window"])[1]
        self.assertRegex(variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"], r"http://127\.0\.0\.1:\d+/role/ops")
        self.assertIn("adopted", self.run_line(rows["let every SDK use latchkey"])[0])
        self.run_line(rows["sign out"])
        self.assert_signed_out()


class Reader(unittest.TestCase):
    """The PowerShell parser rejects everything that it does not support."""

    def test_unknown_syntax_is_rejected(self):
        for line in ("latchkey 'x'", "latchkey $(x)", "latchkey > file", "& latchkey"):
            with self.subTest(line), self.assertRaises(AssertionError):
                powershell.pipeline(line)
        for text in ("rm x", '$Env:A="`0"', '$Env:A="$(x)"', '$Env:A="x"; y'):
            with self.subTest(text), self.assertRaises(AssertionError):
                powershell.invoke_expression(text)

    def test_words_and_assignments_are_parsed(self):
        self.assertEqual(powershell.pipeline('a "b c" $Env:X | D-E'), [["a", "b c", "$Env:X"], ["D-E"]])
        self.assertEqual(powershell.invoke_expression('$Env:A="b/+="'), {"A": "b/+="})


if __name__ == "__main__":
    unittest.main()
