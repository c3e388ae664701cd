#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prompts for a code without a terminal: each prompter with its deadline, cancellation and invalid output."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import programs, windows, world
from support.case import PROMPT
from support.prompters import ABOUT, DEAF_OR_MUTE, HANGS, NO_DEAF_OR_MUTE, PATIENCE, PrompterCase, PrompterTests

QUOTE = '"' if windows.IS else "'"


class MfaProcess(PrompterCase):
    def test_output_is_the_code(self):
        self.with_process(self.program("token", f"say {self.testbed.next_code()}"))
        self.assert_signed_in(self.login(self.environment()))

    def test_command_is_split_like_argv_without_a_shell(self):
        program = self.program("my token", f"tell {self.log}", f"say {self.testbed.next_code()}")
        self.with_process(f"{QUOTE}{program}{QUOTE} \"two words\" $HOME %HOME% ; false")
        self.assert_signed_in(self.login(self.environment()))
        self.assertEqual(self.logged(), "two words\n$HOME\n%HOME%\n;\nfalse\n")

    def test_mfa_process_runs_before_the_terminal_prompt(self):
        self.with_process(self.program("token", f"say {self.testbed.next_code()}"))
        terminal = self.latchkey_on_terminal("login", "-p", "ops")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertNotIn("Enter MFA code", terminal.screen)

    def test_terminal_prompts_if_mfa_process_fails(self):
        self.with_process(self.program("token", "say 123456", "status 3"))
        self.plant("123456")
        terminal = self.latchkey_on_terminal("login", "-p", "ops")
        terminal.expect("profile ops: mfa_process failed with status 3\r\n")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    @windows.not_there("a program without a window gets a hidden console of its own")
    def test_mfa_process_has_no_terminal(self):
        self.with_process(self.program("token", "terminal", f"say {self.testbed.next_code()}"))
        terminal = self.latchkey_on_terminal("login", "-p", "ops")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    def test_failure_is_one_warning_without_its_output(self):
        self.plant("1234567")
        for step, words in (("say 1234567", "printed no code of six digits"), ("status 4", "failed with status 4"),
                            ("endless 1234567", "prints more than a code"), ("killed", "failed with status 137"),
                            ("fill 100000000", "prints more than a code")):
            with self.subTest(step):
                self.with_process(self.program("token", step))
                done = self.login(self.environment())
                self.assertEqual(done.stderr.count("warning: "), 1, done.stderr)
                self.assertIn(f"warning: profile ops: mfa_process {words}\n", done.stderr)
                self.assertIn("needs an MFA code, and there is no terminal", done.stderr)
                self.assertEqual(done.returncode, 1)
        self.with_process("/no/such/program --secret PLANTED-ARGUMENT")
        self.plant("PLANTED-ARGUMENT")
        self.assertIn("mfa_process cannot run: /no/such/program", self.login(self.environment()).stderr)
        self.assert_nothing_left()

    @windows.not_there("a quote that is not closed ends with its line, by the rules of the C runtime")
    def test_unclosed_quote_is_reported(self):
        self.with_process("token 'unclosed")
        self.assertIn("mfa_process has a quote that is not closed", self.login(self.environment()).stderr)

    def test_mfa_process_gets_half_of_the_time(self):
        self.assert_half_of_the_time(HANGS)

    @windows.not_there(NO_DEAF_OR_MUTE)
    def test_program_that_ignores_input_or_prints_nothing_gets_half_of_the_time(self):
        self.assert_half_of_the_time(DEAF_OR_MUTE)

    def assert_half_of_the_time(self, hangs):
        for what, steps in hangs.items():
            with self.subTest(what):
                self.home.empty_caches()
                self.testbed.reset()
                self.with_process(self.program("token", *steps))
                askpass = self.program("askpass", f"say {self.testbed.next_code()}")
                done = self.login(self.environment(LATCHKEY_TIMEOUT=str(PATIENCE), LATCHKEY_ASKPASS=askpass))
                self.assertLess(self.took, PATIENCE + windows.within(1))
                self.assertIn("mfa_process took too long and was ended", done.stderr)
                self.assert_signed_in(done)

    def test_child_process_left_running_is_not_waited_for(self):
        self.with_process(self.program("token", f"leave {windows.within(3)}", f"say {self.testbed.next_code()}"))
        done = self.login(self.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(self.took, windows.within(2))


@windows.not_there("oathtool is a program of this machine, which latchkey.exe cannot start")
class RealGenerator(PrompterCase):  # with its own testbed, whose device shows current codes
    def test_oathtool_generates_the_code(self):
        oathtool = programs.need("oathtool")
        self.with_process(f"{oathtool} --totp -b JBSWY3DPEHPK3PXP")
        self.plant("JBSWY3DPEHPK3PXP")
        self.assert_signed_in(self.login(self.environment()))


class Askpass(PrompterTests, PrompterCase):
    def set_up(self, answer):
        return self.environment(LATCHKEY_ASKPASS=self.program("askpass", f"note {self.log}", *answer))

    def says(self, words):
        return [f"say {words}"]

    def test_prompt_text_is_the_only_argument(self):
        self.login(self.set_up(self.says(self.testbed.next_code())))
        self.assertEqual(self.logged(), f"{ABOUT}\n{PROMPT}\n")

    def test_missing_program_is_reported(self):
        done = self.login(self.environment(LATCHKEY_ASKPASS="/no/such/askpass"))
        self.assertIn("warning: LATCHKEY_ASKPASS cannot run: /no/such/askpass", done.stderr)
        self.assertIn("error: profile ops needs an MFA code", done.stderr)

    def test_cancelled_prompt_is_not_repeated_at_once(self):
        """Polling programs, such as Kubernetes dashboards, request credentials again at once."""
        env = self.set_up(["status 1"])
        answers = [self.latchkey("process", "-p", "ops", env=env) for _ in range(8)]
        self.assertEqual(self.logged().count("Enter MFA code"), 1)
        for answer in answers:
            self.assert_error(answer, 1, "")
        self.assertIn("the next one is shown in", answers[-1].stderr)
        self.assertIn("latchkey login -p ops", answers[-1].stderr)

    def test_login_prompts_after_a_cancel_and_a_code_ends_the_pause(self):
        self.assertEqual(self.latchkey("process", "-p", "ops", env=self.set_up(["status 1"])).returncode, 1)
        self.assert_signed_in(self.login(self.set_up(self.says(self.testbed.next_code()))))
        self.latchkey("logout", "--all")
        self.assertEqual(self.latchkey("process", "-p", "ops", env=self.set_up(["status 1"])).returncode, 1)
        self.assertEqual(self.logged().count("Enter MFA code"), 3)

    def test_rejected_code_is_reported_in_the_next_prompt(self):
        codes = self.home.write("codes", "".join(f"{code}\n" for code in (
            self.testbed.wrong_code(), self.testbed.next_code(), self.testbed.next_code())))  # one may be outdated by then
        done = self.login(self.set_up([f"next {codes}"]))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("refused that code", self.logged())

    def test_terminal_is_used_before_askpass(self):
        terminal = self.latchkey_on_terminal("login", "-p", "ops", env=self.set_up(["status 1"]))
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertEqual(self.logged(), "")


@windows.not_there("zenity and kdialog are programs of other desktops; there is the system's own dialog")
class Zenity(PrompterTests, PrompterCase):
    NAME = "zenity"

    def set_up(self, answer):
        self.program("pinentry", "status 1")
        self.program(self.NAME, f"note {self.log}", *answer)
        return self.desktop()

    def says(self, words):
        return [f"say {words}"]

    def test_zenity_without_a_working_display_is_skipped(self):
        env = self.set_up(["complain cannot open display: :99", "status 1"])
        self.assert_error(self.login(env), 1, "there is no terminal")

    def test_zenity_is_not_run_without_a_display(self):
        env = self.set_up(self.says(self.testbed.next_code()))
        self.assert_error(self.login({**env, "DISPLAY": ""}), 1, "there is no terminal")
        self.assertEqual(self.logged(), "")
        self.assert_signed_in(self.login({**env, "DISPLAY": "", "WAYLAND_DISPLAY": "wayland-0"}))


@windows.not_there("zenity and kdialog are programs of other desktops; there is the system's own dialog")
class Kdialog(Zenity):
    NAME = "kdialog"


class NoPrompter(PrompterCase):
    def test_fails_within_a_second(self):
        done = self.login(self.environment())
        self.assertLess(self.took, windows.within(1))
        self.assert_error(done, 1, "profile ops needs an MFA code, and there is no terminal to ask on")
        self.assertIn("hint: run latchkey login -p ops in a terminal first", done.stderr)

    def test_invalid_variable_is_reported(self):
        for name, value, words in (("LATCHKEY_TIMEOUT", "soon", "not a number of seconds"), ("LATCHKEY_TIMEOUT", "0", "not a number"),
                                   ("LATCHKEY_ANSWER", "maybe", "expected on or off")):
            self.assert_error(self.login(self.environment(**{name: value})), 1, name, words)


class CallerName(PrompterCase):
    def asked(self, words, env=None):
        askpass = self.program("askpass", f"tell {self.log}", "status 1")
        self.run_program(words, env=self.environment(LATCHKEY_ASKPASS=askpass, **(env or {})))
        return self.logged().splitlines()[0]

    def above(self, *words):
        """A program that runs latchkey with these words: its command line and its name."""
        if windows.IS:
            program = self.program("deploy", " ".join(("run", programs.LATCHKEY_ITSELF, *words)))
            return [programs.WINE, program, "PLANTED-ARGUMENT"], "deploy"
        script = self.home.write("deploy.py", "import subprocess, sys\nsubprocess.run(sys.argv[2:])\n")
        command = [programs.DEBIAN_PYTHON, str(script), "PLANTED-ARGUMENT", programs.LATCHKEY, *words]
        return command, "python3 deploy.py"

    def test_process_names_the_calling_program(self):
        command, name = self.above("process", "-p", "ops")
        self.assertEqual(self.asked(command), f"profile ops, role {world.OPS}, for latchkey process, run by {name}")

    @windows.not_there("the program above is named, even if it is a shell")
    def test_intermediate_shell_is_skipped(self):
        line = " ".join(self.command("process", "-p", "ops"))
        self.assertRegex(self.asked(["sh", "-c", line + "; true"]), r"run by python3 test_prompters\.py$")

    def test_login_names_no_caller(self):
        self.assertEqual(self.asked(self.command("login", "-p", "ops")), ABOUT)


if __name__ == "__main__":
    unittest.main()
