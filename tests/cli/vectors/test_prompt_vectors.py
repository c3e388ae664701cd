#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Replays recordings of AWS CLI v1 and v2 at the MFA prompt (vectors/mfa_prompt.json).

The prompt is the same, letter by letter. latchkey differs on purpose in four ways, each asserted here with its reason:
* a line above the prompt says for which profile and program the code is, since many programs may ask;
* what is not six digits is asked again instead of failing after a round to the validator: nothing was sent, so nothing is lost;
* without a terminal the code is not read from stdin, which belongs to the program, and no code may be echoed;
* an error is status 1, not 252 or 255, and is said in words (both CLIs say nothing at all on Ctrl-D)."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import programs, windows, world
from support.case import PROMPT, Case
from support.terminal import CTRL_C, CTRL_D, INTERRUPTED

VECTORS = json.loads((programs.VECTORS / "mfa_prompt.json").read_text(encoding="utf-8"))["vectors"]
RECORDED_DEVICE = "arn:aws:iam::123456789012:mfa/alice"
ELSEWHERE = "stdin/stdout/stderr all redirected but a terminal exists: prompt and answer go through /dev/tty"


class Recorded(Case):
    WORDS = ("whoami", "-p", "ops", "--json")
    ABOVE = f"profile ops, role {world.OPS}, for latchkey whoami\n"

    def vectors(self, case):
        found = [vector for vector in VECTORS if vector["case"] == case]
        self.assertEqual([vector["tool"] for vector in found], ["awscli-v1", "awscli-v2"])
        for vector in found:
            with self.subTest(vector["tool"]):
                self.home.empty_caches()
                self.testbed.reset()
                yield vector

    def asked(self, vector, **streams):
        terminal = self.latchkey_on_terminal(*self.WORDS, **streams)
        terminal.expect(PROMPT)
        self.assertEqual(terminal.echo, vector.get("terminal_echo_while_prompting", False))
        return terminal

    def theirs(self, vector, typed=0):
        """The recorded screen, up to the answer: the prompt and the line end after it. Between them latchkey shows a star for each
        of the characters `typed`, of which theirs show nothing."""
        text = vector["stdout_or_tty"].replace("\r\n", "\n").replace(RECORDED_DEVICE, world.DEVICE)
        self.assertTrue(text.startswith(PROMPT + "\n"), text)
        return PROMPT + "*" * typed + "\n"

    def test_every_recorded_case_is_replayed(self):
        self.assertEqual({vector["case"] for vector in VECTORS}, {
            "code typed", "ctrl-c", "ctrl-d", "empty line", ELSEWHERE, "no controlling terminal, code piped on stdin",
            "no controlling terminal, stdin empty"})
        self.assertEqual(len(VECTORS), 14)

    def test_code_typed(self):
        for vector in self.vectors("code typed"):
            terminal = self.asked(vector)
            terminal.type(self.testbed.next_code() + "\n")
            self.assertEqual(terminal.wait(), vector["exit"])
            self.assertTrue(terminal.shown.startswith(self.ABOVE + self.theirs(vector, typed=6) + "{\n"), terminal.shown)

    def test_ctrl_c(self):
        for vector in self.vectors("ctrl-c"):
            terminal = self.asked(vector)
            terminal.type(CTRL_C)
            terminal.wait()
            # Killed by the signal, which a shell shows as the recorded 130.
            self.assertEqual((terminal.status, vector["exit"]), (INTERRUPTED, 130))
            self.assertEqual(terminal.shown, self.ABOVE + self.theirs(vector))

    def test_ctrl_d(self):
        for vector in self.vectors("ctrl-d"):
            terminal = self.asked(vector)
            terminal.type(CTRL_D)
            self.assertEqual((terminal.wait(), vector["exit"]), (1, 255))
            self.assertTrue(terminal.shown.startswith(self.ABOVE + self.theirs(vector)), terminal.shown)
            self.assertIn("no MFA code was entered", terminal.shown)

    def test_empty_line(self):
        for vector in self.vectors("empty line"):
            terminal = self.asked(vector)
            terminal.type("\n")
            terminal.expect("a code is six digits; nothing was sent")
            terminal.expect(PROMPT)
            terminal.type(CTRL_C)
            terminal.wait()
            self.assertTrue(terminal.shown.startswith(self.ABOVE + self.theirs(vector)), terminal.shown)
            self.assertIn("Parameter validation failed", vector["stdout_or_tty"])  # they fail here
            self.assert_nothing_was_sent()

    @windows.not_there(windows.KEYS_FROM_STDIN)
    def test_prompts_with_all_streams_redirected(self):
        for vector in self.vectors(ELSEWHERE):
            names = [self.home.write(name, "") for name in ("in", "out", "err")]
            with open(names[0], "rb") as stdin, open(names[1], "wb") as out, open(names[2], "wb") as err:
                terminal = self.asked(vector, stdin=stdin.fileno(), stdout=out.fileno(), stderr=err.fileno())
                terminal.type(self.testbed.next_code() + "\n")
                self.assertEqual(terminal.wait(), vector["exit"])
            self.assertEqual(terminal.shown, self.ABOVE + self.theirs(vector, typed=6))
            self.assertEqual(list(json.loads(names[1].read_text())), list(json.loads(vector["stdout_file"])))
            self.assertEqual(names[2].read_text(), vector["stderr_file"])

    def test_no_controlling_terminal(self):
        for case in ("no controlling terminal, code piped on stdin", "no controlling terminal, stdin empty"):
            for vector in self.vectors(case):
                self.assertIn("Password input may be echoed", vector["stderr"])
                code = self.testbed.next_code() + "\n" if "piped" in case else ""
                done = self.run_program(self.command(*self.WORDS), stdin=None, input=code)
                self.assert_error(done, 1, "no terminal")
                self.assertEqual(json.loads(done.stdout)["error"]["code"], "code-needed")
                self.assert_nothing_was_sent()


if __name__ == "__main__":
    unittest.main()
