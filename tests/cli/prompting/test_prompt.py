#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The MFA question on a real terminal."""
import os
import pathlib
import re
import signal
import sys
import termios
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import home, little_programs, windows, world
from support.case import NEXT_PROMPT, PROMPT, Case
from support.terminal import CTRL_C, CTRL_D, CTRL_Z, INTERRUPTED, NO_MORE

LINE_ABOVE = f"profile ops, role {world.OPS}, for latchkey login\n"


class PromptCase(Case):
    def ask(self, *words, **options):
        """latchkey login, stopped at its prompt."""
        terminal = self.latchkey_on_terminal(*(words or ("login", "-p", "ops")), **options)
        terminal.expect(PROMPT)
        return terminal

    def answer(self, terminal, status=0):
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), status, terminal.shown)

    def assert_sane(self, terminal):
        self.assertEqual(terminal.flags_after, terminal.flags_before)


class Prompting(PromptCase):
    def test_prompt_is_one_line_with_the_profile_and_botocores_text(self):
        terminal = self.ask()
        self.answer(terminal)
        question, result = terminal.shown.split("signed in until ")
        self.assertEqual(question, LINE_ABOVE + PROMPT + "******\n")
        self.assertRegex(result, rf"^(\w+ )?\d\d:\d\d \(12h\)  device {world.DEVICE}\n"
                                 rf"  ops  {world.OPS}  until (\w+ )?\d\d:\d\d\n$")

    def test_typed_code_is_hidden_and_the_terminal_is_restored(self):
        terminal = self.ask()
        self.assertFalse(terminal.echo)
        # Keys arrive one by one, and latchkey edits the line. Ctrl-C and Ctrl-Z stay.
        silent = list(terminal.flags_before)
        silent[3] &= ~(termios.ECHO | termios.ICANON)
        silent[6] = list(silent[6])
        silent[6][termios.VMIN], silent[6][termios.VTIME] = 1, 0
        self.assertEqual(terminal.modes, silent)
        code = self.testbed.next_code()
        terminal.type(code + "\n")
        self.assertEqual(terminal.wait(), 0)
        self.assertNotIn(code, terminal.screen)
        self.assert_sane(terminal)

    def test_a_star_shows_that_a_digit_has_arrived(self):
        terminal = self.ask()
        terminal.type("12")
        terminal.expect("**")
        terminal.type("\x7f\x7f")
        self.answer(terminal)

    @windows.not_there("wine's console moves the cursor in ways of its own")
    def test_the_star_of_a_digit_that_is_taken_back_is_erased(self):
        terminal = self.ask()
        terminal.type("12")
        terminal.expect("**")
        terminal.type("\x7f\x7f")
        terminal.expect("\b \b\b \b")
        self.answer(terminal)
        self.assertEqual(self.testbed.counts()["codes_refused"], 0)

    def test_mistyped_digit_can_be_erased(self):
        terminal = self.ask()
        terminal.type("9\x7f")
        self.answer(terminal)
        self.assertEqual(self.testbed.counts()["codes_received"], 1)

    def test_code_with_a_space_is_accepted(self):
        terminal = self.ask()
        code = self.testbed.next_code()
        terminal.type(f"{code[:3]} {code[3:]}\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    @windows.not_there(windows.NO_JOB_CONTROL)
    def test_input_typed_before_the_prompt_is_discarded(self):
        terminal = self.latchkey_on_terminal("login", "-p", "ops", foreground=False)
        terminal.wait_stopped()  # about to prompt, so this input precedes the prompt
        terminal.type("123456\n")
        terminal.expect("123456")  # echoed, because there is no prompt yet
        terminal.go_on()
        terminal.expect(PROMPT)
        self.answer(terminal)
        self.assertEqual(self.testbed.counts()["codes_refused"], 0)

    def test_prompts_once_for_two_processes(self):
        self.answer(self.ask())
        again = self.latchkey("login", "-p", "ops")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.testbed.counts()["questions_answered"], 1)

    def test_prompt_names_the_calling_program(self):
        terminal = self.latchkey_on_terminal("exec", "-p", "ops", "--", little_programs.make(self.home.path / "quiet"))
        terminal.expect(f"profile ops, role {world.OPS}, for latchkey exec")
        terminal.expect(PROMPT)
        self.answer(terminal)


class WithStreamsElsewhere(PromptCase):
    def open(self, name):
        file = open(self.home.path / name, "w+b")  # pylint: disable=consider-using-with
        self.addCleanup(file.close)
        return file

    def text(self, file):
        file.seek(0)
        return file.read().decode()

    def test_piped_stdout_holds_only_results(self):
        out = self.open("out")
        terminal = self.ask("export", "-p", "ops", "--format", "env", stdout=out.fileno())
        self.answer(terminal)
        self.assertRegex(self.text(out), r"\A(export AWS_[A-Z_]+=\S+\n){6}\Z")
        self.assertEqual(terminal.shown, LINE_ABOVE.replace("login", "export") + PROMPT + "******\n")

    @windows.not_there(windows.KEYS_FROM_STDIN)
    def test_stdin_is_not_read(self):
        script = self.home.write("input", "for the program\n")
        with open(script, "rb") as stdin:
            terminal = self.ask("exec", "-p", "ops", "--", "cat", stdin=stdin.fileno())
            self.answer(terminal)
        terminal.expect("for the program")

    @windows.not_there(windows.KEYS_FROM_STDIN)
    def test_prompts_with_stdin_from_dev_null(self):
        with open(os.devnull, "rb") as null:
            self.answer(self.ask(stdin=null.fileno()))

    def test_redirected_stderr_contains_no_prompt(self):
        err = self.open("err")
        terminal = self.ask(stderr=err.fileno())
        self.answer(terminal)
        self.assertEqual(self.text(err), "")

    def test_debug_output_contains_no_code(self):
        err = self.open("err")
        terminal = self.ask("login", "-p", "ops", "--debug", stderr=err.fileno())
        self.answer(terminal)
        self.assertIn("latchkey: debug: ", self.text(err))
        self.heard("stderr", self.text(err))

    @windows.not_there(windows.NO_CLOSED_STREAMS)
    def test_prompts_with_all_standard_streams_closed(self):
        terminal = self.ask(stdin="closed", stdout="closed", stderr="closed")
        self.assertFalse(terminal.echo)
        self.answer(terminal, status=1)  # what it prints is lost, as on a full disk
        self.assertEqual(terminal.shown, LINE_ABOVE + PROMPT + "******\n")
        self.assert_no_leftovers()  # no file took the place of a closed stream
        self.assertEqual(len(self.home.cached()), 2)

    @windows.not_there(windows.NO_CLOSED_STREAMS)
    def test_program_started_with_closed_streams_has_three_open(self):
        script = f"echo mine > {self.home.path}/file; cat {self.home.path}/file"
        terminal = self.ask("exec", "-p", "ops", "--", "sh", "-c", script, stdin="closed", stdout="closed", stderr="closed")
        self.answer(terminal)
        self.assertEqual((self.home.path / "file").read_text(), "mine\n")


class Interrupted(PromptCase):
    def assert_ended(self, terminal, status):
        self.assertEqual(terminal.wait(), status, terminal.shown)
        self.assert_sane(terminal)
        self.assert_nothing_was_sent()
        self.assertEqual(self.home.cached(), {})

    def test_ctrl_c_ends_by_sigint_and_restores_the_terminal(self):
        terminal = self.ask()
        terminal.type("123" + CTRL_C)
        self.assert_ended(terminal, INTERRUPTED)
        self.assertTrue(terminal.shown.endswith("\n"), terminal.shown)  # the shell's prompt starts on a new line
        self.assertNotIn("error", terminal.shown)

    @windows.not_there("wine's Ctrl-C leaves the status 0, Windows's 0xC000013A")
    def test_ctrl_c_is_status_130_in_a_shell(self):
        command = " ".join(self.command("login", "-p", "ops", debug=False))
        # The shell outlives it only if it ignores the signal itself.
        terminal = self.on_terminal(["sh", "-c", f"trap : INT; {command}; echo status $?"])
        terminal.expect(PROMPT)
        terminal.type(CTRL_C)
        terminal.expect("status 130")
        self.assertEqual(terminal.wait(), 0)

    @windows.not_there(windows.NO_SIGNALS)
    def test_ctrl_backslash_restores_the_terminal(self):
        terminal = self.ask()
        terminal.type("\x1c")
        self.assert_ended(terminal, -signal.SIGQUIT)

    @windows.not_there(windows.NO_SIGNALS)
    def test_sigterm_restores_the_terminal(self):
        terminal = self.ask()
        terminal.signal(signal.SIGTERM)
        self.assert_ended(terminal, -signal.SIGTERM)

    @windows.not_there(windows.NO_SIGNALS)
    def test_sighup_restores_the_terminal(self):
        terminal = self.ask()
        terminal.signal(signal.SIGHUP)
        self.assert_ended(terminal, -signal.SIGHUP)

    def test_ctrl_d_is_an_error(self):
        for key in NO_MORE:
            terminal = self.ask()
            terminal.type(key)
            self.assertEqual(terminal.wait(), 1, terminal.shown)
            self.assertIn("latchkey: error: no MFA code was entered [prompt-cancelled]\n", terminal.shown)
            self.assert_sane(terminal)
            self.assert_nothing_was_sent()

    def test_ctrl_d_after_digits_submits_them(self):
        terminal = self.ask()
        code = self.testbed.next_code()
        terminal.type(code[:2] + CTRL_D + code[2:] + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    @windows.not_there(windows.NO_JOB_CONTROL)
    def test_prompts_again_after_ctrl_z_and_fg(self):
        terminal = self.ask()
        terminal.type("12" + CTRL_Z)
        terminal.wait_stopped()
        self.assertTrue(terminal.echo)  # for the shell
        terminal.go_on()
        terminal.expect(PROMPT)
        self.assertFalse(terminal.echo)
        self.answer(terminal)
        self.assert_sane(terminal)
        self.assertEqual(self.testbed.counts()["codes_received"], 1)

    @windows.not_there(windows.NO_JOB_CONTROL)
    def test_prompts_again_after_sigstop_and_fg(self):
        terminal = self.ask()
        terminal.signal(signal.SIGSTOP)
        terminal.wait_stopped()
        terminal.go_on()
        terminal.expect(PROMPT)
        self.assertFalse(terminal.echo)
        self.answer(terminal)

    @windows.not_there(windows.NO_JOB_CONTROL)
    def test_kill_while_stopped_restores_the_terminal(self):
        terminal = self.ask()
        terminal.type(CTRL_Z)
        terminal.wait_stopped()
        terminal.signal(signal.SIGTERM)
        terminal.go_on()
        self.assertEqual(terminal.wait(), -signal.SIGTERM)
        self.assert_sane(terminal)

    @windows.not_there(windows.NO_SIGNALS)
    def test_ctrl_c_is_ignored_if_the_caller_ignores_it(self):
        terminal = self.ask(prepare=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))  # nohup, a shell's trap '' INT
        terminal.type(CTRL_C)
        self.answer(terminal)

    @windows.not_there(windows.NO_JOB_CONTROL)
    def test_background_prompt_stops_until_brought_to_the_foreground(self):
        terminal = self.latchkey_on_terminal("login", "-p", "ops", foreground=False)
        terminal.wait_stopped()
        self.assertTrue(terminal.echo)
        self.assertNotIn("Enter", terminal.screen)
        terminal.go_on()
        terminal.expect(PROMPT)
        self.answer(terminal)
        self.assert_sane(terminal)

    @windows.not_there("wine does not tell a program that its window is closed")
    def test_closed_window_ends_the_prompt(self):
        terminal = self.ask()
        self.assertIn(terminal.hang_up(), (1, -signal.SIGHUP))
        self.assert_nothing_was_sent()

    @windows.not_there(windows.NO_SIGNALS)
    def test_closed_window_ends_the_prompt_with_sighup_ignored(self):
        terminal = self.ask(prepare=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.assertEqual(terminal.hang_up(), 1)
        self.assert_nothing_was_sent()

    def test_resized_window_keeps_the_prompt(self):
        terminal = self.ask()
        terminal.resize(30, 120)
        self.answer(terminal)


class Answers(PromptCase):
    def test_malformed_code_is_prompted_for_again_and_not_sent(self):
        terminal = self.ask()
        for answer in ("12345", "1234567", "12345a", ""):
            terminal.type(answer + "\n")
            terminal.expect("a code is six digits; nothing was sent")
            terminal.expect(PROMPT)
        self.assert_nothing_was_sent()
        self.answer(terminal)
        self.assertEqual(self.testbed.counts()["codes_received"], 1)

    def test_pasted_garbage_is_rejected(self):
        terminal = self.ask()
        in_between = "\x07" if windows.IS else "\0"  # no key types a zero byte there
        for rubbish in ("9" * 4000, "\xff\u20ac\u0663\u0663\u0663\u0663\u0663\u0663", f"12345{in_between}6"):
            terminal.type(rubbish + "\n")
            terminal.expect("a code is six digits")
            terminal.expect(PROMPT)
        self.assert_nothing_was_sent()
        self.answer(terminal)

    def test_prompt_gives_up_after_five_malformed_codes(self):
        terminal = self.ask()
        for _ in range(20):
            try:
                terminal.type("x\n")
                terminal.expect(PROMPT, timeout=2)
            except AssertionError:
                break
        self.assertEqual(terminal.wait(), 1)
        self.assertIn("no MFA code of six digits was entered", terminal.shown)
        self.assert_nothing_was_sent()
        self.assert_sane(terminal)

    def test_rejected_code_is_reported_and_prompts_again(self):
        terminal = self.ask()
        time.sleep(1.1)  # a faster answer counts as a program's
        terminal.type(self.testbed.wrong_code() + "\n")
        terminal.expect("refused that code")
        terminal.expect("(2 tries left)")
        terminal.expect(PROMPT)  # without a countdown: after a typing error the device's code is still valid
        self.assertFalse(terminal.echo)
        self.answer(terminal)
        counts = self.testbed.counts()
        self.assertEqual((counts["codes_received"], counts["codes_refused"], counts["questions_answered"]), (2, 1, 1))

    def test_third_rejected_code_ends_the_prompt(self):
        terminal = self.ask()
        for left in (2, 1, 0):
            terminal.type(self.testbed.wrong_code(number=left) + "\n")
            if left:
                terminal.expect("refused that code")
                terminal.expect("(2 tries left)" if left == 2 else "(1 try left)")
                terminal.expect(NEXT_PROMPT)
        self.assertEqual(terminal.wait(), 1)
        self.assertIn(f"STS refused the MFA code for {world.DEVICE}", terminal.shown)
        self.assertIn("hint:", terminal.shown)
        self.assertEqual(self.testbed.counts()["codes_received"], 3)
        self.assertEqual(self.home.cached(), {})
        self.assert_sane(terminal)

    def test_code_is_used_once(self):
        terminal = self.ask()
        code = self.testbed.next_code()
        terminal.type(code + "\n")
        self.assertEqual(terminal.wait(), 0)
        second = self.latchkey_on_terminal("login", "-p", "billing", "--renew")
        second.expect(NEXT_PROMPT)
        second.type(code + "\n")
        second.expect(re.compile(r"that code was sent \d+s ago, and each works once; nothing was sent now"))
        second.expect(NEXT_PROMPT)
        second.type(CTRL_C)
        self.assertEqual(second.wait(), INTERRUPTED)
        counts = self.testbed.counts()
        self.assertEqual((counts["questions_answered"], counts["codes_received"]), (1, 1))

    def test_control_characters_in_the_config_are_escaped(self):
        self.home.write(".aws/config", f"[profile evil]\nrole_arn = {world.OPS}\nsource_profile = base\n"
                        "region = eu-west-1\nmfa_serial = arn:aws:iam::111111111111:mfa/\x1b]0;owned\x07x\n")
        terminal = self.latchkey_on_terminal("login", "-p", "evil")
        terminal.expect("Enter MFA code for ")
        terminal.type(CTRL_C)
        terminal.wait()
        self.assertNotIn("\x1b]0;", terminal.screen)


class WithoutTerminal(Case):
    @windows.not_there("no quotes protect $(...) in cmd.exe and in PowerShell alike")
    def test_profile_name_is_quoted_in_suggested_commands(self):
        self.home.write(".aws/config", world.CONFIG_FILE.replace("[profile ops]", "[profile $(id)]"))
        done = self.latchkey("process", "-p", "$(id)")
        self.assertRegex(done.stderr, r"latchkey login -p ['\"]\$\(id\)['\"] in a terminal")

    def test_fails_at_once_with_a_hint_and_does_not_read_stdin(self):
        # getpass falls back to stdin here and reads piped input; latchkey does not read stdin.
        code = self.testbed.next_code()
        began = time.monotonic()
        done = self.run_program(self.command("login", "-p", "ops"), stdin=None, input=code + "\n")
        self.assertLess(time.monotonic() - began, windows.within(1))
        self.assert_error(done, 1, "no terminal")
        self.assertEqual(done.stdout, "")
        self.assert_nothing_was_sent()

    def test_process_fails_at_once(self):
        began = time.monotonic()
        done = self.latchkey("process", "-p", "ops")
        self.assertLess(time.monotonic() - began, windows.within(1))
        self.assert_error(done, 1, "no terminal")
        self.assertEqual(done.stdout, "")

    def test_cached_credentials_cause_no_prompt(self):
        self.sign_in()
        self.assertEqual(self.latchkey("process", "-p", "ops", prints_secrets=True).returncode, 0)
        self.assertEqual(self.home.entry(self.home.both()[0])["AccessKeyId"][:4], "ASIA")
        self.assertEqual(home.OPS_KEY + ".json", self.home.both()[1].name)


if __name__ == "__main__":
    unittest.main()
