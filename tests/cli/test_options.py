#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Common features of all commands: options, usage, help, output, color."""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows, world
from support.case import Case

COMMANDS = ("login", "exec", "export", "process", "whoami", "status", "list", "why", "logout")


class Help(Case):
    def test_help_lists_every_command_with_a_summary(self):
        for words in (["--help"], ["-h"]):
            done = self.latchkey(*words, debug=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            for command in COMMANDS:
                self.assertRegex(done.stdout, rf"(?m)^  {command} +\w.{{10,}}")

    def test_every_command_has_help_with_the_common_options(self):
        for command in COMMANDS:
            for option in ("--help", "-h"):
                done = self.latchkey(command, option, debug=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""), command)
                for text in ("--profile", "--region", "--debug", "--help"):
                    self.assertIn(text, done.stdout, command)

    def test_help_works_as_a_command(self):
        self.assertEqual(self.latchkey("help", debug=False).stdout, self.latchkey("--help", debug=False).stdout)
        self.assertEqual(self.latchkey("help", "login", debug=False).stdout, self.latchkey("login", "--help", debug=False).stdout)
        self.assert_error(self.latchkey("help", "nonsense", debug=False), 2, "nonsense")

    def test_help_fits_a_terminal_of_80_by_24(self):
        overview = self.latchkey("--help", debug=False).stdout
        commands = re.findall(r"(?m)^  ([a-z]+)  ", overview)
        self.assertLessEqual(set(COMMANDS), set(commands))
        for command in ["", *commands]:
            lines = self.latchkey(*command.split(), "--help", debug=False).stdout.splitlines()
            with self.subTest(command):
                self.assertLessEqual(max(map(len, lines)), 80)
                self.assertLessEqual(len(lines), 23)  # one line is for the prompt

    def test_help_lists_command_options_first(self):
        for words, own in ((["login"], "--renew"), (["serve"], "--port PORT"), (["logout"], "--backups")):
            text = self.latchkey(*words, "--help", debug=False).stdout
            order = [text.index(part) for part in ("Usage: latchkey ", "\nOptions:\n", own, "\nCommon options:\n", "--profile NAME")]
            self.assertEqual(order, sorted(order), text)

    def test_help_works_without_a_home(self):
        done = self.run_program(self.command("login", "--help", debug=False), env={"PATH": "/bin"})
        self.assertEqual(done.returncode, 0)

    def test_version_names_the_build_and_its_libraries(self):
        network, crypto = ("WinHTTP", "CNG") if windows.IS else (r"libcurl \d+\.\d+", r"mbedcrypto \d+\.\d+")
        for words in (["--version"], ["login", "--version"]):
            done = self.latchkey(*words, debug=False)
            self.assertEqual(done.returncode, 0, words)
            self.assertRegex(done.stdout, rf"\Alatchkey \d+\.\d+\.\d+\S*\n(commit   [0-9a-f]{{12}}\n)?build    \w+, .*\n"
                                          rf"network  {network}.*\ncrypto   {crypto}.*\n\Z")


class JsonErrors(Case):
    def error(self, *words, status=1):
        done = self.latchkey(*words, "--json", debug=False)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn("latchkey: error: ", done.stderr)
        return json.loads(done.stdout)["error"]

    def test_failure_has_a_code_and_a_location(self):
        path = self.home.write(".aws/config", "[profile a]\nregion = eu-west-1\nrole_arn = arn:aws:iam::1:role/r\n"
                               "source_profile = none\n")
        error = self.error("whoami", "-p", "a")
        self.assertEqual((error["code"], error["kind"]), ("source-profile-not-found", "config"))
        self.assertIn("none", error["message"])
        self.assertEqual(error["origin"], {"file": str(path), "line": 4, "variable": None, "option": None, "profile": "a",
                                           "setting": "source_profile"})

    def test_failure_without_a_location_has_null(self):
        self.home.write(".aws/config", "")
        self.home.write(".aws/credentials", "")
        error = self.error("whoami")
        self.assertEqual((error["code"], error["kind"], error["origin"]), ("no-credentials", "missing", None))

    def test_option_is_named(self):
        error = self.error("whoami", "-p", "nosuch")
        self.assertEqual((error["code"], error["origin"]["option"]), ("profile-not-found", "--profile"))

    def test_unreadable_file_fails_every_command_with_the_same_error(self):
        path = self.home.write(".aws/config", "[profile a]\nregion = eu-west-1\nnonsense\n")
        for command in ("whoami", "status", "list"):
            error = self.error(command)
            self.assertEqual((error["kind"], error["origin"]["file"], error["origin"]["line"]), ("config", str(path), 3))

    def test_json_of_a_program_is_unchanged(self):
        done = self.latchkey("exec", "-p", "nosuch", "--", "true", "--json", debug=False)
        self.assertEqual((done.returncode, done.stdout), (1, ""))


class Usage(Case):
    def test_usage_errors_are_status_2_with_error_and_hint(self):
        for words in (["-p", "ops"], ["nonsense"], ["login", "--nonsense"], ["login", "extra"], ["login", "-p"], ["--profile"],
                      ["list", "status"], ["export", "--format"], ["whoami", "--json=maybe"]):
            with self.subTest(words):
                done = self.latchkey(*words, debug=False)
                self.assert_error(done, 2)
                self.assertEqual(done.stdout, "")
                error = done.stderr.split("latchkey: error: ")[1]
                self.assertTrue(error[0].islower() or not error[0].isalpha(), error)

    def test_misspelled_command_suggests_the_nearest(self):
        done = self.latchkey("logn", debug=False)
        self.assert_error(done, 2, "logn")
        self.assertIn("login", done.stderr)

    def test_usage_errors_precede_config_errors(self):
        self.home.write(".aws/config", "broken")
        self.assertEqual(self.latchkey("login", "--nonsense", debug=False).returncode, 2)


class CommonOptions(Case):
    def setUp(self):
        super().setUp()
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE + "".join(
            f"[{name}]\naws_access_key_id = AKIA{name.upper()}\naws_secret_access_key = PLANTED-{name}-secret\n"
            for name in ("default", "one", "two", "three")))

    def key(self, *words, **env):
        done = self.latchkey(*words, env=self.environment(**env), prints_secrets=True, debug=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return re.search(r'"AccessKeyId": "AKIA(\w+)"', done.stdout).group(1).lower()

    def test_common_options_are_accepted_before_and_after_the_command(self):
        for words in (["-p", "one", "process"], ["process", "-p", "one"], ["--profile", "one", "process"],
                      ["process", "--profile=one"],
                      ["--region", "us-east-1", "process", "--profile", "one"],
                      ["-p", "two", "process", "-p", "one"], ["process", "-p", "two", "-p", "one"],
                      ["-pone", "process"]):
            with self.subTest(words):
                self.assertEqual(self.key(*words), "one")

    def test_profile_option_overrides_the_environment(self):
        self.assertEqual(self.key("process", "-p", "one", AWS_PROFILE="two", AWS_DEFAULT_PROFILE="three"), "one")

    def test_AWS_DEFAULT_PROFILE_overrides_AWS_PROFILE_as_in_botocore(self):
        self.assertEqual(self.key("process", AWS_PROFILE="two", AWS_DEFAULT_PROFILE="three"), "three")
        self.assertEqual(self.key("process", AWS_PROFILE="two"), "two")
        self.assertEqual(self.key("process"), "default")

    def test_environment_keys_override_AWS_PROFILE_but_not_the_option(self):
        keys = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "PLANTED-env"}
        self.assertEqual(self.key("process", AWS_PROFILE="two", **keys), "env")
        self.assertEqual(self.key("process", "-p", "one", **keys), "one")
        self.assertEqual(self.key("process", "-p", "default", **keys), "default")

    def test_region_option_overrides_everything(self):
        for words, env, wanted in ((["--region", "us-west-2"], {"AWS_DEFAULT_REGION": "us-east-2"}, "us-west-2"),
                                   ([], {"AWS_DEFAULT_REGION": "us-east-2"}, "us-east-2"), ([], {}, "eu-central-1")):
            self.testbed.reset()
            self.assertEqual(self.latchkey("whoami", "-p", "base", *words, env=self.environment(**env)).returncode, 0)
            self.assertEqual(self.testbed.requests()[-1]["region"], wanted)

    def test_debug_prints_files_and_decisions(self):
        done = self.latchkey("login", "-p", "plain")
        for text in (str(self.home.aws / "config"), "profile: plain", "region: eu-central-1", "assume-role", self.testbed.http,
                     "AssumeRole"):
            self.assertIn(text, done.stderr)
        self.assertTrue(all(line.startswith("latchkey: ") for line in done.stderr.splitlines()), done.stderr)

    def test_debug_is_accepted_before_the_command(self):
        self.assertIn("latchkey: debug: ", self.latchkey("--debug", "list", debug=False).stderr)


class Output(Case):
    WORDS = (["list"], ["list", "--json"], ["status"], ["status", "--json"], ["whoami", "-p", "base"], ["process", "-p", "base"],
             ["export", "-p", "base", "--format", "env"], ["login", "-p", "base"], ["logout", "-p", "ops"])

    def test_full_disk_on_stdout_is_an_error(self):
        for words in self.WORDS:
            with self.subTest(words), open("/dev/full", "wb") as full:
                self.assert_error(self.latchkey(*words, stdout=full), 1, "standard output")

    def test_help_and_version_to_a_full_disk_are_errors(self):
        for words in (["--version"], ["--help"], ["login", "--help"]):
            with self.subTest(words), open("/dev/full", "wb") as full:
                self.assertEqual(self.latchkey(*words, stdout=full, debug=False).returncode, 1)

    def test_closed_stdout_is_accepted(self):
        def close():
            os.close(1)
        for words in self.WORDS:
            with self.subTest(words):
                before = self.home.cached()
                done = self.latchkey(*words, preexec_fn=close)
                self.assert_error(done, 1, "cannot write to standard output")
                self.assertEqual(self.home.cached(), before)

    def test_lost_reader_ends_it_by_sigpipe(self):
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "wb") as pipe:
            done = self.latchkey("list", stdout=pipe)
        self.assertIn(done.returncode, (1, -signal.SIGPIPE))

    def test_errors_are_colored_only_on_a_terminal_without_NO_COLOR(self):
        for env, coloured in (({"NO_COLOR": None}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)):
            terminal = self.latchkey_on_terminal("login", "-p", "nope", env=self.environment(**env))
            self.assertEqual(terminal.wait(), 1)
            self.assertEqual("\x1b[" in terminal.screen, coloured, terminal.screen)
        self.assertNotIn("\x1b", self.latchkey("login", "-p", "nope").stderr)

    def test_tables_are_not_colored_with_NO_COLOR(self):
        for words in (["list"], ["status"]):
            terminal = self.latchkey_on_terminal(*words, env=self.environment(NO_COLOR="1"))
            self.assertEqual(terminal.wait(), 0)
            self.assertNotIn("\x1b", terminal.screen)

    def test_json_is_never_colored(self):
        terminal = self.latchkey_on_terminal("list", "--json", "--color", "always")
        self.assertEqual(terminal.wait(), 0)
        self.assertNotIn("\x1b", terminal.screen)

    def test_sixteen_concurrent_runs_succeed(self):
        children = [subprocess.Popen(self.command("login", "-p", "plain"), env=self.environment(), stdin=subprocess.DEVNULL,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(16)]
        for child in children:
            _, err = child.communicate(timeout=60)
            self.heard("one of sixteen", err)
            self.assertEqual(child.returncode, 0, err)
        self.assert_no_leftovers()


class Messages(Case):
    """Messages do not repeat themselves, and hints can be followed."""

    SAID = {  # command line: the message, and the text that must not be repeated
        ("login", "-p", "ops", "--for", "48h"): ('--for: "48h": STS gives MFA sessions of 15 minutes to 36 hours', "from 15m to 36h"),
        ("login", "-p", "ops", "--for", "soon"): ('--for: "soon" is not a time', "write it like 12h"),
        ("login", "-p"): ("--profile needs a value", "latchkey login --help"),
        ("ls",): ("there is no command ls", "did you mean list?"),
        ("-V",): ("unexpected argument: -V", "did you mean --version?"),
        ("login", "--al-roles"): ("unexpected argument: --al-roles", "did you mean --all-roles?"),
        ("status", "--jsno"): ("unexpected argument: --jsno", "did you mean --json?"),
        ("export", "-p", "base", "--format", "bash"): ('there is no format "bash"', "env is for bash; it is one of process, env"),
        ("serve", "--port", "80x"): ('--port: "80x" is not a port', "write a number from 1 to 65535, or 0 for any free port"),
        ("serve", "--port", "99999999999999999999"): ('--port: "99999999999999999999" is not a port', "from 1 to 65535"),
        ("serve", "--port", "80", "--port", "81"): ("--port is given more than once", "latchkey serve --help"),
        ("list", "--json=maybe"): ("--json takes no value", "latchkey list --help"),
        ("login", "ops"): ("unexpected argument: ops", "a profile is named with -p: latchkey login -p ops;"),
    }

    def test_usage_errors_name_the_word_once_with_the_fix(self):
        for words, (message, hint) in self.SAID.items():
            with self.subTest(words):
                done = self.latchkey(*words, debug=False)
                self.assert_error(done, 2, message)
                times = {"ops": 2, "bash": 2, "81": 0, "--json=maybe": 0}
                self.assertEqual(done.stderr.count(words[-1]), times.get(words[-1], 1), done.stderr)
                self.assertIn(hint, done.stderr)

    def test_a_name_with_blanks_at_its_ends_is_quoted(self):
        for name in (" ops", "ops ", ""):
            with self.subTest(name):
                for command in ("whoami", "login"):
                    done = self.latchkey(command, debug=False, env=self.environment(AWS_PROFILE=name))
                    self.assert_error(done, 1, f'AWS_PROFILE: the config profile ("{name}") could not be found')
        self.assert_error(self.latchkey("whoami", "-p", " ops", debug=False), 1, 'the config profile (" ops") could not be found')
        self.assertIn('profile " ops", named by --profile', self.latchkey("why", "-p", " ops", debug=False).stdout)
        done = self.latchkey("whoami", "-p", "nosuch", debug=False, env=self.environment(AWS_CONFIG_FILE=" /nonexistent "))
        self.assertIn('AWS_CONFIG_FILE names " /nonexistent "', done.stderr)

    def test_missing_credentials_file_is_named_once(self):
        done = self.latchkey("whoami", debug=False, env=self.environment(AWS_CREDENTIAL_FILE="/nonexistent/file"))
        self.assert_error(done, 1, "AWS_CREDENTIAL_FILE: there is no file /nonexistent/file")

    @windows.not_there("sh, which the program is a line of")
    def test_hint_for_a_failing_program_names_its_line(self):
        self.home.write(".aws/config", "[profile odd]\ncredential_process = sh -c 'exit 3' PLANTED-argument\n")
        self.plant("PLANTED-argument")
        done = self.latchkey("process", "-p", "odd", debug=False)
        self.assert_error(done, 1, "ended with status 3")
        self.assertIn("hint: run the command in ~/.aws/config:2 by hand to see why", done.stderr)

    def test_adopt_reports_why_a_web_identity_profile_is_skipped(self):
        self.home.write(".aws/config", f"[profile web]\nrole_arn = {world.PLAIN}\nmfa_serial = {world.DEVICE}\n"
                        "web_identity_token_file = /nonexistent/token\n")
        done = self.latchkey("adopt", "-p", "web", debug=False)
        self.assertNotIn("keys of its own", done.stdout + done.stderr)
        self.assertIn("web identity", done.stdout + done.stderr)

    def test_no_hint_suggests_an_empty_list(self):
        for name in ("config", "credentials"):
            (self.home.aws / name).unlink()
        self.assertIn("hint: add [profile NAME] to ~/.aws/config", self.latchkey("login", debug=False).stderr)
        self.assertIn("latchkey why says what to write", self.latchkey("list", debug=False).stderr)

    def test_profiles_are_listed_if_none_is_selected(self):
        self.home.write(".aws/config", "[profile a]\nrole_arn = x\n[profile b]\nrole_arn = x\n")
        done = self.latchkey("login", debug=False)
        self.assertIn("hint: name a profile with -p NAME, like -p base", done.stderr)


if __name__ == "__main__":
    unittest.main()
