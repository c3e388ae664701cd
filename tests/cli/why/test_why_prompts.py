#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Problems that why finds are errors before a prompt: no code is wasted on a profile that cannot work, or whose session
cannot be stored."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import windows, world
from test_why import WhyCase


class PromptCase(WhyCase):
    def fails_without_a_prompt(self, *words, command="login", user=None):
        """The command ends with the error of `why`, without a prompt."""
        asked = self.testbed.counts()["codes_received"]
        terminal = self.latchkey_on_terminal(command, "-p", "ops", *words, user=user)
        self.assertEqual(terminal.wait(), 1, terminal.shown)
        self.assertNotIn("Enter MFA code", terminal.screen)
        self.assertEqual(self.testbed.counts()["codes_received"], asked)
        return terminal.shown


class Broken(PromptCase):
    KEYS = {
        "exchanged": f"[base]\naws_access_key_id = {world.SECRET}\naws_secret_access_key = {world.KEY}\n",
        "quoted": f"[base]\naws_access_key_id = '{world.KEY}'\naws_secret_access_key = {world.SECRET}\n",
        "an empty secret": f"[base]\naws_access_key_id = {world.KEY}\naws_secret_access_key =\n",
        "a quoted secret": f"[base]\naws_access_key_id = {world.KEY}\naws_secret_access_key = \"{world.SECRET}\"\n",
        "exchanged, without a slash": f"[base]\naws_access_key_id = {'s' * 40}\naws_secret_access_key = {world.KEY}\n",
    }

    def test_invalid_keys_are_an_error_before_the_prompt(self):
        for what, text in self.KEYS.items():
            program = () if windows.IS else (("exec", ("--", "true")),)  # wine has no true
            for command, words in (("login", ()), ("process", ()), ("whoami", ()), *program):
                with self.subTest(what, command=command):
                    self.home.write(".aws/credentials", text, mode=0o600)
                    self.why("-p", "ops", status=1)
                    self.assertRegex(self.fails_without_a_prompt(*words, command=command), r"error:.* (access key id|aws_secret)")
        self.assert_nothing_was_sent()

    def test_multiline_device_is_an_error_before_the_prompt(self):
        self.plant("PLANTEDline")
        self.home.write(".aws/config", world.CONFIG_FILE.replace(world.DEVICE, world.DEVICE + "\n  PLANTEDline", 1))
        for debug in ((), ("--debug",)):
            shown = self.fails_without_a_prompt(*debug)
            self.assertIn("goes on in the next line", shown)


@windows.not_there("permissions of POSIX")
class Storage(PromptCase):
    def circle_is_broken(self, fix, user=None):
        """why reports a problem and a correction, and login reports the same without a prompt."""
        done = self.latchkey("why", "-p", "ops", user=user)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(fix, done.stdout.splitlines()[-1])
        self.assertIn(fix, self.fails_without_a_prompt(user=user))

    def test_file_instead_of_a_folder(self):
        for name in (".aws/cli", ".aws/boto/cache", ".aws/latchkey/sessions"):
            with self.subTest(name):
                path = self.home.write(name, "x")
                self.circle_is_broken("a file is where a folder should be; move it away")
                path.unlink()

    def test_read_only_folder(self):
        user = self.unprivileged()
        for folder in (self.home.boto, self.home.cli, self.home.aws / "latchkey" / "sessions"):
            with self.subTest(folder):
                folder.mkdir(parents=True, exist_ok=True)
                user.own(self.home.path)
                folder.chmod(0o500)
                self.circle_is_broken("make sure that", user=user)
                folder.chmod(0o700)

    def test_role_without_a_code_does_not_suggest_login_again(self):
        self.home.write(".aws/cli", "x")
        self.assertIn("a file is where a folder should be", self.why("-p", "plain")[1]["next"])

    def test_folder_instead_of_an_mfa_session(self):
        self.sign_in()
        name, = self.home.session_files()
        self.home.empty_caches()
        (self.home.aws / name).mkdir(parents=True)
        self.circle_is_broken("move ")

    def test_folders_instead_of_both_entries(self):
        self.sign_in()
        for path in self.home.both():
            path.unlink()
            path.mkdir()
        _, found = self.why("-p", "ops")
        self.assertRegex(found["next"], r"^move ~/.aws/(boto|cli)/cache/\S+ away, which is not a file$")
        status = self.latchkey("status", "-p", "ops", debug=False)
        self.assertIn("is not a file, so no tool can store the role there; move it away", status.stdout + status.stderr)

    def test_one_folder_is_warned_about_once(self):
        self.home.both()[0].mkdir(parents=True)
        terminal = self.sign_in()
        self.assertEqual(terminal.screen.count("is a directory"), 1, terminal.screen)
        again = self.latchkey("login", "-p", "ops", debug=False)
        self.assertEqual((again.returncode, again.stderr), (0, ""))

    def test_broken_mfa_session_is_reported_and_removed_by_logout(self):
        self.sign_in()
        name, = self.home.session_files()
        self.home.empty_caches()
        for path in (self.home.aws / name, self.home.aws / name.replace("sessions/", "sessions/x")):
            self.home.write(str(path.relative_to(self.home.path)), "junk", mode=0o600)
        text, _ = self.why("-p", "ops")
        self.assertIn("is broken", " ".join(text.split()))
        self.latchkey("logout", "-p", "ops")
        self.assertEqual(self.home.session_files(), {})


if __name__ == "__main__":
    unittest.main()
