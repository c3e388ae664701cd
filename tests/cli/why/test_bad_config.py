#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Problems with files: config, credentials, the cache folders, the disk."""
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, missing, programs, small_disk, windows, world
from support.case import NEXT_PROMPT, PROMPT, Case
from support.home import OPS_KEY, at

NOT_HELD = "wine holds to no access list, and modes are not there"


class Config(Case):
    def config(self, text):
        self.home.write(".aws/config", text)

    def fails(self, *words, profile="ops", command="login", env=None):
        done = self.latchkey(command, "-p", profile, env=env)
        self.assert_error(done, 1, *words)
        self.assert_nothing_was_sent()
        return done.stderr

    def test_missing_config_is_reported(self):
        (self.home.aws / "config").unlink()
        (self.home.aws / "credentials").unlink()
        self.assertIn(str(self.home.aws / "config"), self.fails("ops"))

    def test_missing_default_profile_is_reported(self):
        (self.home.aws / "config").unlink()
        done = self.latchkey("login")
        self.assert_error(done, 1, "unable to locate credentials")
        self.assertIn("hint: name a profile with -p NAME, like -p base", done.stderr)

    def test_unparsable_config_is_reported_with_its_line(self):
        for text, line in (("[profile a]\nx = 1\nno delimiter\n", 3), ("stray = 1\n", 1), ("[profile a]\n[profile a]\n", 2),
                           ("[profile a]\nb = 1\n\nB = 2\n", 4), ("\ufeff[profile a]\n", 1)):
            with self.subTest(text):
                self.config(text)
                self.fails(f"error: ~/.aws/config:{line}: unable to parse config file")

    def test_unparsable_credentials_file_is_reported_without_secrets(self):
        self.plant("PLANTED-in-a-broken-line")
        self.home.write(".aws/credentials", "[base]\naws_access_key_id = A\naws_secret_access_key PLANTED-in-a-broken-line\n")
        self.fails("error: ~/.aws/credentials:3: unable to parse config file")

    def test_invalid_utf8_is_reported_with_its_line(self):
        self.config(b"[profile ops]\nregion = \xff\xfe\n")
        self.fails("error: ~/.aws/config:2: unable to parse config file")

    def test_config_that_is_a_folder_is_treated_as_missing(self):
        (self.home.aws / "config").unlink()
        (self.home.aws / "config").mkdir()
        self.fails("ops")

    def test_missing_profile_suggests_similar_names(self):
        self.assertIn("did you mean ops", self.fails("opps", profile="opps"))
        self.fails("the config profile (opps) could not be found", profile="opps")
        done = self.latchkey("login", env=self.environment(AWS_PROFILE="biling"))
        self.assert_error(done, 1, "biling")
        self.assertIn("billing", done.stderr)

    def test_missing_source_profile_suggests_similar_names(self):
        self.config(world.CONFIG_FILE.replace("source_profile = base", "source_profile = bsae"))
        self.assertIn("hint: write source_profile = base", self.fails("bsae"))

    def test_loop_is_reported(self):
        self.config("".join(f"[profile {a}]\nrole_arn = {world.OPS}\nsource_profile = {b}\nregion = us-east-1\n"
                            for a, b in (("a", "b"), ("b", "c"), ("c", "a"))))
        self.fails("loop", "a -> b -> c", profile="a")

    def test_profile_that_is_its_own_source_without_keys_is_a_loop(self):
        self.config(f"[profile a]\nrole_arn = {world.OPS}\nsource_profile = a\n")
        self.fails("loop", profile="a")

    def test_incomplete_keys_are_reported(self):
        self.home.write(".aws/credentials", f"[base]\naws_access_key_id = {world.KEY}\n")
        self.fails("aws_secret_access_key")
        self.fails("aws_secret_access_key", profile="base", command="process")
        done = self.latchkey("whoami", env=self.environment(AWS_ACCESS_KEY_ID="AKIA1"))
        self.assert_error(done, 1, "AWS_SECRET_ACCESS_KEY")

    def test_role_without_a_source_is_reported(self):
        self.config(f"[profile ops]\nrole_arn = {world.OPS}\n")
        self.fails("source_profile")

    def test_source_without_keys_is_reported(self):
        self.home.write(".aws/credentials", "")
        self.fails("base", "must have credentials")

    def test_invalid_sts_parameters_are_rejected_before_the_prompt(self):
        for setting in ("duration_seconds = 60", "role_arn = short", "external_id = x"):
            name = setting.split()[0]
            lines = [line for line in world.CONFIG_FILE.splitlines() if not line.startswith(name)]
            self.config("\n".join(lines).replace("[profile ops]", f"[profile ops]\n{setting}") + "\n")
            self.fails("ops")

    def test_broken_credential_process_is_reported(self):
        def saying(text):
            return little_programs.make(self.home.path / f"program{len(text)}", f"say {text}")
        fails = little_programs.make(self.home.path / "fails", "status 3")
        complains = little_programs.make(self.home.path / "complains", "complain why", "status 1")
        for command, words in (("/no/such/program", "/no/such/program"), (fails, "status 3"), (saying("not-json"), "JSON"),
                               (saying("{}"), "Version"), (complains, "why"), ('"unclosed', "quote"), (saying('{"Version": 2}'), "Version 2")):
            with self.subTest(command):
                self.config(f"[profile p]\ncredential_process = {command}\n")
                self.fails("profile p", words, profile="p", command="process")

    def test_credential_process_that_calls_itself_ends(self):
        self.config(f"[profile p]\ncredential_process = {programs.LATCHKEY_ITSELF} process -p p\n")
        self.fails("refers back to itself", profile="p", command="process")


class Names(Case):
    """A config file is not trusted: its text is shown, but the terminal never interprets it."""

    ESCAPE = "\x1b]0;owned\x07"

    def assert_harmless(self, *words):
        terminal = self.latchkey_on_terminal(*words, debug=True, env=self.environment(NO_COLOR="1"))
        terminal.wait()
        self.assertNotRegex(terminal.screen, "[\x1b\x07]")

    def test_control_characters_in_names_are_escaped(self):
        name = f"a{self.ESCAPE}b"
        for more in (f"source_profile = gone{self.ESCAPE}", f"source_profile = {name}", f"credential_source = x{self.ESCAPE}",
                     "", "source_profile = base"):
            self.home.write(".aws/config", f"[profile {name}]\nrole_arn = arn:aws:iam::222222222222:role/{self.ESCAPE}\n"
                            f"region = eu-west-1\n{more}\n")
            commands = (["login", "-p", name], ["login", "-p", f"a{self.ESCAPE}"], ["list"], ["list", "--json"], ["status"],
                        ["status", "--json"], ["logout", "-p", name])
            for words in commands[::3] if windows.IS else commands:  # wine's console takes half a second for each
                with self.subTest(words=words, setting=more):
                    self.assert_harmless(*words)


class CacheEntries(Case):
    KEYS = b'{"Credentials": {"AccessKeyId": "A", "SecretAccessKey": "S", "SessionToken": "T", "Expiration": %s}}'
    BROKEN = {"empty": b"", "truncated": b'{"Credentials": {"AccessKeyId": "ASIA", "Secr', "a list": b"[]", "a number": b"1",
              "no Credentials": b"{}", "a byte order mark": b'\xef\xbb\xbf{"Credentials": {}}',
              "no UTF-8": b'{"Credentials": "\xff"}', "no zone": KEYS % b'"2099-01-01T00:00:00"',
              "a number for a time": KEYS % b"4070908800", "a word for a time": KEYS % b'"tomorrow"'}

    def test_repairs_a_file_that_breaks_other_tools(self):
        for name, data in list(self.BROKEN.items())[::3 if windows.IS else 1]:  # a sign-in takes two seconds under wine
            with self.subTest(name):
                self.home.empty_caches()
                for path in self.home.both():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
                self.sign_in()
                for path in self.home.both():
                    self.assertTrue(self.home.entry(path)["Expiration"])
                self.assert_no_leftovers()

    def test_aws_works_again_after_a_login(self):
        aws = programs.need("aws")
        command = [aws, "sts", "get-caller-identity", "--profile", "ops"]
        for path in self.home.both():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"")
        env = self.environment(**{**self.testbed.as_aws(), "AWS_CA_BUNDLE": self.testbed.ca_bundle})  # aws runs here
        self.assertNotEqual(self.run_program(command, env=env).returncode, 0)
        self.sign_in()
        done = self.run_program(command, env=env)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("assumed-role/ops/", done.stdout)

    def test_broken_entry_next_to_a_valid_one_needs_no_code(self):
        self.sign_in()
        for broken in self.home.both():
            broken.write_bytes(b"{")
            self.assertEqual(self.latchkey("login", "-p", "ops").returncode, 0)
            self.assertTrue(self.home.entry(broken))
        self.assertEqual(self.testbed.counts()["questions_answered"], 1)

    def test_folder_instead_of_an_entry_is_reported_and_other_tools_work(self):
        self.home.both()[1].mkdir(parents=True)
        terminal = self.sign_in()
        self.assertIn("warning:", terminal.shown)
        self.assertIn(str(self.home.both()[1]), terminal.shown)
        self.assertTrue(self.home.entry(self.home.both()[0]))

    def test_entry_of_100_megabytes_is_not_read(self):
        self.home.write(f".aws/cli/cache/{OPS_KEY}.json", "")
        os.truncate(self.home.both()[1], 100 << 20)
        self.sign_in()
        self.assertLess(self.home.both()[1].stat().st_size, 10000)

    def test_named_pipe_instead_of_an_entry_does_not_hang(self):
        self.home.cli.mkdir(parents=True)
        os.mkfifo(self.home.both()[1])
        self.sign_in()

    def test_symbolic_link_is_replaced_and_its_target_kept(self):
        target = self.home.write("elsewhere", "keep me")
        self.home.cli.mkdir(parents=True)
        self.home.both()[1].symlink_to(target)
        self.sign_in()
        self.assertEqual(target.read_text(), "keep me")
        self.assertFalse(self.home.both()[1].is_symlink())


class Folders(Case):
    """As a user who is not root, so that modes apply."""

    def setUp(self):
        super().setUp()
        self.user = self.unprivileged()

    def login(self):
        terminal = self.latchkey_on_terminal("login", "-p", "ops", user=self.user)
        terminal.wait()
        return terminal

    def locked(self, folder, mode):
        folder.mkdir(parents=True, exist_ok=True)
        self.user.own(self.home.path)
        folder.chmod(mode)
        self.addCleanup(folder.chmod, 0o700)  # before it is read and removed

    @windows.not_there(NOT_HELD)
    def test_read_only_cache_folder_is_reported_before_the_prompt(self):
        for folder in (self.home.boto, self.home.cli):
            self.locked(folder, 0o500)
            terminal = self.login()
            self.assertEqual(terminal.status, 1, terminal.shown)
            self.assertNotIn(PROMPT, terminal.shown)
            self.assertIn(self.home.shown(folder), terminal.shown)
            self.assertIn("hint:", terminal.shown)
            folder.chmod(0o700)
        self.assert_nothing_was_sent()

    @windows.not_there(NOT_HELD)
    def test_unreadable_cache_folder_is_reported_before_the_prompt(self):
        self.locked(self.home.boto, 0o000)
        terminal = self.login()
        self.assertEqual(terminal.status, 1, terminal.shown)
        self.assertNotIn(PROMPT, terminal.shown)
        self.assertIn(self.home.shown(self.home.boto), terminal.shown)

    @windows.not_there(NOT_HELD)
    def test_read_only_home_is_reported_before_the_prompt(self):
        self.home.aws.chmod(0o500)
        terminal = self.login()
        self.assertEqual(terminal.status, 1, terminal.shown)
        self.assertNotIn(PROMPT, terminal.shown)
        self.assertIn(self.home.shown(self.home.aws), terminal.shown)

    def test_file_instead_of_a_cache_folder_is_reported_before_the_prompt(self):
        self.home.write(".aws/boto", "a file")
        terminal = self.login()
        self.assertEqual(terminal.status, 1, terminal.shown)
        self.assertNotIn(PROMPT, terminal.shown)
        self.assertIn(self.home.shown(self.home.boto), terminal.shown)

    def test_sign_in_that_cannot_be_stored_is_an_error(self):
        for folder in (".aws/boto", ".aws/cli"):
            self.home.write(folder, "a file")
        done = self.latchkey("login", "-p", "plain")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("could not be kept", done.stderr)
        self.assertEqual(done.stdout, "")
        program = little_programs.make(self.home.path / "program")
        self.assertEqual(self.latchkey("exec", "-p", "plain", "--", program).returncode, 0)

    def test_short_sign_in_is_stored_and_reported(self):
        self.home.write(".aws/config", world.CONFIG_FILE.replace("[profile plain]", "[profile plain]\nduration_seconds = 900"))
        done = self.latchkey("login", "-p", "plain")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("never reuse what is cached", done.stderr)
        self.assertIn("signed in until", done.stdout)

    @windows.not_there(NOT_HELD)
    def test_unreadable_config_is_reported_and_treated_as_empty(self):
        (self.home.aws / "config").chmod(0)
        done = self.latchkey("login", "-p", "ops", user=self.user)
        self.assertEqual(done.returncode, 1)
        self.assertIn("warning: cannot read ~/.aws/config", done.stderr)

    def test_role_without_a_code_works_if_it_cannot_be_stored(self):
        # A read-only cache does not discard valid credentials.
        if windows.IS:
            self.home.write(".aws/boto", "a file")
        else:
            self.locked(self.home.boto, 0o500)
        done = self.latchkey("process", "-p", "plain", user=self.user, prints_secrets=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["Version"], 1)
        self.assertRegex(done.stderr, "warning: .*; other tools will not find these credentials: .+")


class FullDisk(Case):
    def assert_no_code_was_wasted(self, terminal, words):
        self.assertEqual(terminal.wait(), 1, terminal.shown)
        self.assertIn(words, terminal.shown)
        self.assertNotIn(PROMPT, terminal.shown)
        self.assert_nothing_was_sent()
        self.assert_no_leftovers()

    def test_full_disk_is_reported_before_the_prompt(self):
        disk = small_disk.mount(self, "64k")
        shutil.copytree(self.home.aws, disk + "/.aws")
        before = sorted(os.listdir(disk + "/.aws"))
        small_disk.fill(disk)
        terminal = self.latchkey_on_terminal("login", "-p", "ops", env=self.environment(**at(disk)))
        self.assert_no_code_was_wasted(terminal, "no space left on device")
        left = [name for _, _, files in os.walk(disk + "/.aws") for name in files if not name.endswith(".lock")]
        self.assertEqual(sorted(left), before)

    def test_no_session_is_lost_with_any_amount_of_free_space(self):
        disk = small_disk.mount(self, "128k")
        for free in range(0, 40 * 1024, 4096):
            with self.subTest(free=free):
                shutil.rmtree(disk + "/.aws", ignore_errors=True)
                shutil.copytree(self.home.aws, disk + "/.aws")
                with open(disk + "/filler", "wb", buffering=0) as filler:
                    try:
                        while True:
                            filler.write(bytes(4096))
                    except OSError:
                        filler.truncate(filler.tell() // 4096 * 4096 - free)
                terminal = self.latchkey_on_terminal("login", "-p", "ops", "--all-roles", env=self.environment(**at(disk)))
                terminal.expect(re.compile(NEXT_PROMPT.pattern + "|no space left on device"))
                if "Enter MFA code" in terminal.shown:
                    terminal.type(self.testbed.next_code() + "\n")
                    terminal.wait()
                    sessions = os.listdir(disk + "/.aws/latchkey/sessions")
                    self.assertEqual(len(sessions), 1, terminal.shown)
                else:
                    self.assertEqual(terminal.wait(), 1, terminal.shown)

    @windows.not_there("strace")
    def test_ineffective_locks_are_a_warning(self):
        strace = shutil.which("strace")
        if strace is None:
            missing.skip("strace")
        traced = [strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=flock", "-e", "inject=flock:retval=0"]
        if subprocess.run([*traced, "true"], check=False, capture_output=True).returncode != 0:
            missing.skip("the right to trace a program")
        terminal = self.on_terminal([*traced, *self.command("login", "-p", "ops", debug=False)])
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertIn("locks have no effect in ", terminal.shown)
        self.assertNotIn("locks have no effect", self.latchkey("login", "-p", "ops", "--all-roles").stderr)

    @windows.not_there("nothing limits the size of a file")
    def test_file_size_limit_is_reported_before_the_prompt(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        terminal = self.latchkey_on_terminal("login", "-p", "ops", prepare=limit)
        self.assert_no_code_was_wasted(terminal, "file too large")


if __name__ == "__main__":
    unittest.main()
