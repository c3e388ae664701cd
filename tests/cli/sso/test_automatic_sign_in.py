#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Commands that sign in by themselves at IAM Identity Center if a profile needs it and the user can be reached."""
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, sso, windows
from support.sso import SsoCase

NO_BROWSER = "/none"
WAITS = "import time; time.sleep(60)"  # a browser that is never used


class AutomaticSignInCase(SsoCase):
    def environment(self, **more):
        return super().environment(**{"LATCHKEY_SIGN_IN": "on", **more})

    def run_latchkey(self, *words, **more):
        done = self.latchkey(*words, prints_secrets=words[0] in ("process", "export"), **more)
        self.remember_tokens()
        return done

    def windows_opened(self):
        return len(sso.opened(self.home))


class WithABrowser(AutomaticSignInCase):
    def test_each_command_signs_in_once(self):
        for profile in ("corp", "chained"):
            for words in (("exec", "-p", profile, "--", str(little_programs.make(self.home.path / "nothing"))),
                          ("export", "-p", profile, "--format", "env"), ("process", "-p", profile),
                          ("whoami", "-p", profile)):
                with self.subTest(profile=profile, command=words[0]):
                    self.sign_out()
                    done = self.run_latchkey(*words)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertEqual(self.windows_opened(), 1)
                    self.assertEqual(self.run_latchkey(*words).returncode, 0)
                    self.assertEqual(self.windows_opened(), 1)

    def sign_out(self):
        self.home.empty_caches()
        for path in (self.home.aws / "sso" / "cache").glob("*"):
            path.unlink()
        (self.home.path / "opened").unlink(missing_ok=True)

    @unittest.skipIf(windows.IS, "serve --background needs the launcher of POSIX systems")
    def test_serve_signs_in_when_it_starts(self):
        done = self.run_latchkey("serve", "-p", "corp", "--background", "--format", "json")
        self.addCleanup(self.latchkey, "serve", "--stop")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.windows_opened(), 1)

    def test_64_processes_sign_in_once(self):
        running = [subprocess.Popen(self.command("process", "-p", "corp", debug=False), env=self.environment(),
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=not windows.IS)
                   for _ in range(64)]
        for process in running:
            _, said = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 0, said)
        self.remember_tokens()
        self.assertEqual((self.windows_opened(), self.testbed.calls("CreateToken")), (1, 1))

    def test_signs_in_again_if_aws_rejects_the_stored_token(self):
        self.login("-p", "corp")
        self.home.empty_caches()
        self.testbed.clock(expire_sso_tokens=True)
        self.assertEqual(self.run_latchkey("whoami", "-p", "corp").returncode, 0)
        self.assertEqual(self.windows_opened(), 2)

    def test_a_broken_token_file_is_replaced(self):
        self.home.write(".aws/sso/cache/" + sso.token_name(), "{broken", mode=0o600)
        self.assertEqual(self.run_latchkey("whoami", "-p", "corp").returncode, 0)
        self.assertEqual(self.windows_opened(), 1)

    def test_off_returns_the_error_at_once(self):
        done = self.run_latchkey("process", "-p", "corp", env=self.environment(LATCHKEY_SIGN_IN="off"))
        self.assert_error(done, 1, "not signed in: the SSO token for corp does not exist")
        self.assertEqual(self.windows_opened(), 0)
        self.assert_nothing_was_sent()

    def test_another_value_is_an_error_that_names_the_variable(self):
        done = self.run_latchkey("process", "-p", "corp", env=self.environment(LATCHKEY_SIGN_IN="no"))
        self.assert_error(done, 1, "LATCHKEY_SIGN_IN: expected on or off, not \"no\"")
        self.assert_nothing_was_sent()
        told = self.run_latchkey("why", "-p", "corp", env=self.environment(LATCHKEY_SIGN_IN="no"))
        self.assertIn("LATCHKEY_SIGN_IN: expected on or off", told.stdout)


class NotCompleted(AutomaticSignInCase):
    """SDKs start latchkey process again and again. It opens one window in ten minutes."""

    def assert_postponed(self, done):
        self.assert_error(done, 1, "was not completed; the next one starts in ")
        self.assertIn("hint: run latchkey login -p ", done.stderr)

    def test_a_refusal_postpones_the_next_window_of_process(self):
        self.testbed.person("refuses")
        self.assert_error(self.run_latchkey("process", "-p", "corp"), 1, "was refused in the browser")
        self.assert_postponed(self.run_latchkey("process", "-p", "corp"))
        self.assert_postponed(self.run_latchkey("process", "-p", "other"))  # the same sign-in
        self.assertEqual(self.windows_opened(), 1)

    def test_a_window_that_is_not_used_postpones_the_next_one(self):
        self.browser = sso.browser(self.home, script=WAITS)
        short = self.environment(LATCHKEY_TIMEOUT="2")
        self.assert_error(self.run_latchkey("process", "-p", "corp", env=short), 1, "no sign-in in the browser within 2s")
        self.assert_postponed(self.run_latchkey("process", "-p", "corp"))
        self.assertEqual(self.windows_opened(), 1)

    @windows.not_there("wine kills what started the program, not the program")
    def test_a_kill_postpones_the_next_window(self):
        self.browser = sso.browser(self.home, script=WAITS)
        killed = subprocess.Popen(self.command("process", "-p", "corp"), env=self.environment(),
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.wait_for_window()
        killed.kill()
        killed.communicate(timeout=20)
        self.assert_postponed(self.run_latchkey("process", "-p", "corp"))
        self.assertEqual(self.windows_opened(), 1)

    def wait_for_window(self):
        for _ in range(400):
            if self.windows_opened():
                return
            time.sleep(0.05)
        self.fail("no window was opened")

    def test_commands_that_the_user_types_sign_in_at_once(self):
        self.testbed.person("refuses")
        self.run_latchkey("process", "-p", "corp")
        self.testbed.person("confirms")
        self.assertEqual(self.run_latchkey("whoami", "-p", "corp").returncode, 0)
        self.assertEqual(self.windows_opened(), 2)

    def test_a_sign_in_ends_the_pause(self):
        self.testbed.person("refuses")
        self.run_latchkey("process", "-p", "corp")
        self.testbed.person("confirms")
        self.login("-p", "corp")
        self.assertEqual(self.latchkey("logout", "-p", "corp").returncode, 0)
        self.assertEqual(self.run_latchkey("process", "-p", "corp").returncode, 0)


class WithoutABrowser(AutomaticSignInCase):
    def environment(self, **more):
        return super().environment(**{"BROWSER": NO_BROWSER, **more})

    def test_nobody_can_be_reached_so_the_error_comes_at_once(self):
        for words in (("process", "-p", "corp"), ("whoami", "-p", "corp"), ("whoami", "-p", "chained")):
            self.assert_error(self.run_latchkey(*words), 1, "not signed in: the SSO token for corp does not exist")
        self.assert_nothing_was_sent()

    def nowhere(self):
        file = open(os.devnull, "w")  # it would show credentials on the terminal
        self.addCleanup(file.close)
        return file.fileno()

    def confirm_on_another_device(self, terminal):
        terminal.expect("to sign in, open: ")
        terminal.expect("shows the code: ")
        urllib.request.urlopen(terminal.shown.split("open: ")[1].split()[0]).read()

    @unittest.skipIf(windows.IS, "needs a terminal")
    def test_a_terminal_shows_a_code_to_confirm_elsewhere(self):
        for words in (("whoami", "-p", "corp"), ("process", "-p", "corp")):
            with self.subTest(command=words[0]):
                for path in (self.home.aws / "sso" / "cache").glob("*"):
                    path.unlink()
                self.home.empty_caches()
                terminal = self.latchkey_on_terminal(*words, stdout=self.nowhere())
                terminal.expect("for profile corp (latchkey " + words[0] + ")")
                self.confirm_on_another_device(terminal)
                self.assertEqual(terminal.wait(), 0, terminal.shown)
                self.remember_tokens()

    @unittest.skipIf(windows.IS, "needs a terminal")
    def test_quiet_fails_at_once_because_the_code_would_not_be_shown(self):
        terminal = self.latchkey_on_terminal("whoami", "-q", "-p", "corp")
        self.assertEqual(terminal.wait(), 1, terminal.shown)
        self.assertIn("not signed in", terminal.shown)
        self.assert_nothing_was_sent()

    @unittest.skipIf(windows.IS, "needs a terminal")
    def test_ctrl_c_ends_the_sign_in_and_stores_nothing(self):
        terminal = self.latchkey_on_terminal("whoami", "-p", "corp")
        terminal.expect("shows the code: ")
        terminal.signal(signal.SIGINT)
        self.assertNotEqual(terminal.wait(), 0)
        self.assertIsNone(sso.token(self.home))


if __name__ == "__main__":
    unittest.main()
