#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey exec: the program, its arguments, its environment and its status."""
import os
import pathlib
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import little_programs, programs, windows, world
from support.case import Case


class Exec(Case):
    def setUp(self):
        super().setUp()
        self.warm()
        self.made = 0

    def program(self, *steps):
        """Creates a program with these steps: support/little_programs.py."""
        self.made += 1
        return little_programs.make(self.home.path / f"program{self.made}", *steps)

    def run_in(self, *words, env=None, **popen):
        return self.latchkey("exec", "-p", "plain", *words, debug=False, env=env, prints_secrets=True, **popen)

    def environment_of_program(self, *options, env=None):
        return self.environment_of_program_of(*options, "--", self.program("environment"), env=env)

    def environment_of_program_of(self, *words, env=None):
        done = self.latchkey("exec", *words, debug=False, env=env, prints_secrets=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return dict(line.split("=", 1) for line in done.stdout.split("\0") if line)


class Status(Exec):
    def test_exit_status_of_the_program_is_returned(self):
        for status in (0, 7, 255):
            self.assertEqual(self.run_in("--", self.program(f"status {status}")).returncode, status)

    @windows.not_there(windows.NO_SIGNALS)
    def test_signal_of_the_program_is_returned(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            self.assertEqual(self.run_in("--", "sh", "-c", f"kill -{int(number)} $$").returncode, -number)

    def test_missing_program_is_status_127(self):
        done = self.run_in("--", "no-such-program-here")
        self.assert_error(done, 127, "no-such-program-here")
        self.assert_error(self.run_in("--", "/no/such/program"), 127, "/no/such/program")

    def test_program_without_permission_is_status_126(self):
        script = self.home.write("script", "#!/bin/sh\n", mode=0o644)
        self.assert_error(self.run_in("--", str(script)), 126, script.name)
        self.assert_error(self.run_in("--", str(self.home.path)), 126, self.home.path.name)

    def test_script_with_a_missing_interpreter_is_status_126(self):
        script = self.home.write("script", "#!/no/such/interpreter\n", mode=0o755)
        self.assert_error(self.run_in("--", str(script)), 126, script.name)

    def test_missing_argument_is_a_usage_error(self):
        self.assert_error(self.latchkey("exec", "-p", "plain", debug=False), 2, "program")
        self.assert_error(self.latchkey("exec", "-p", "plain", "--", debug=False), 2, "program")

    @windows.not_there("there is no execve(): latchkey stays beside the program and waits for it")
    def test_program_replaces_latchkey(self):
        done = self.run_in("--", "sh", "-c", "cat /proc/$PPID/comm; echo $$ > pid", cwd=self.home.path)
        self.assertNotIn("latchkey", done.stdout)

    def test_standard_streams_are_inherited(self):
        done = self.run_in("--", self.program("copy", "complain to-stderr"), stdin=None, input="from-stdin")
        self.assertEqual((done.stdout, done.stderr), ("from-stdin", "to-stderr\n"))

    @windows.not_there("there are no numbers of open files; a program gets the three handles of a list")
    def test_no_file_descriptor_is_inherited(self):
        done = self.run_in("--", "ls", "/proc/self/fd")
        self.assertEqual(done.stdout.split(), ["0", "1", "2", "3"])  # 3 is ls reading the folder

    @windows.not_there(windows.NO_SIGNALS)
    def test_signal_dispositions_are_unchanged(self):
        ours = self.run_program(["grep", "-E", "^Sig(Ign|Blk|Cgt)", "/proc/self/status"]).stdout
        self.assertEqual(self.run_in("--", "grep", "-E", "^Sig(Ign|Blk|Cgt)", "/proc/self/status").stdout, ours)


class Arguments(Exec):
    AWKWARD = ["a b", "", "--", "-p", "other", "--profile=x", "--help", "-h", "--debug", "--version", "*", "$HOME",
               "é", "-", '"', 'say "hi"', "a\\", "a b\\", 'a\\"b', "\\\\\\\\", "'", "%PATH%", "^&|<>", "!x!", "tab\there"]

    def arguments(self, *words):
        done = self.run_in(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.split("\n")[:-1]

    def test_arguments_after_two_dashes_are_unchanged(self):
        self.assertEqual(self.arguments("--", self.program("arguments"), *self.AWKWARD), self.AWKWARD)

    def test_arguments_after_the_program_are_unchanged(self):
        self.assertEqual(self.arguments(self.program("arguments"), *self.AWKWARD), self.AWKWARD)

    def called(self, name):
        """An environment with a program of that name on PATH, which prints its arguments."""
        folder = self.home.path / "bin"
        little_programs.make(folder / name, "say the program", "arguments")
        return self.environment(**little_programs.search_path(folder))

    def test_program_named_like_a_command_runs(self):
        env = self.called("status")
        for dashes in ([], ["--"]):
            for arguments in (["list"], ["exec", "--help"]):
                done = self.run_in(*dashes, "status", *arguments, env=env)
                self.assertEqual(done.stdout.splitlines(), ["the program", *arguments], done.stderr)
            self.assertTrue(self.run_in(*dashes, "status", env=env).stdout.startswith("the program\n"))

    def test_program_named_exec_runs(self):
        self.assertEqual(self.run_in("--", "exec", "a", env=self.called("exec")).stdout, "the program\na\n")

    def test_nested_latchkey_receives_its_own_options(self):
        done = self.run_in("--", programs.LATCHKEY_ITSELF, "whoami", "-p", "base")
        self.assertIn("user/ada", done.stdout, done.stderr)

    def test_unknown_option_before_the_program_is_a_usage_error(self):
        for words in (["--bogus", "true"], ["--bogus", "--", "true"], ["-x", "true"], ["--profil", "plain", "true"]):
            self.assert_error(self.run_in(*words), 2, words[0])

    def test_profile_option_after_the_program_is_an_argument(self):
        self.assertEqual(self.arguments(self.program("arguments"), "--profile", "nope"), ["--profile", "nope"])


class Environment(Exec):
    def test_program_receives_credentials_in_its_environment(self):
        env = self.environment_of_program("-p", "plain")
        wanted = self.process_json("-p", "plain")
        self.assertEqual(env["AWS_ACCESS_KEY_ID"], wanted["AccessKeyId"])
        self.assertEqual(env["AWS_SECRET_ACCESS_KEY"], wanted["SecretAccessKey"])
        self.assertEqual(env["AWS_SESSION_TOKEN"], wanted["SessionToken"])
        self.assertEqual(env["AWS_CREDENTIAL_EXPIRATION"], wanted["Expiration"])
        self.assertEqual((env["AWS_REGION"], env["AWS_DEFAULT_REGION"]), ("eu-central-1", "eu-central-1"))
        self.assertEqual(env["AWS_ACCOUNT_ID"], "222222222222")

    def test_profile_variables_are_removed(self):
        # It would resolve that profile again, and prompt for a code.
        env = self.environment_of_program("-p", "plain", env=self.environment(AWS_PROFILE="ops", AWS_DEFAULT_PROFILE="ops"))
        self.assertNotIn("AWS_PROFILE", env)
        self.assertNotIn("AWS_DEFAULT_PROFILE", env)

    def test_inherited_session_token_is_removed(self):
        stale = {"AWS_SECURITY_TOKEN": "stale", "AWS_SESSION_TOKEN": "stale", "AWS_CREDENTIAL_EXPIRATION": "stale"}
        env = self.environment_of_program("-p", "plain", env=self.environment(**stale))
        self.assertNotIn("AWS_SECURITY_TOKEN", env)  # botocore would prefer it to AWS_SESSION_TOKEN
        env = self.environment_of_program("-p", "base", env=self.environment(**stale))
        for name in stale:
            self.assertNotIn(name, env, "long-term keys have none")
        self.assertEqual(env["AWS_ACCESS_KEY_ID"], world.KEY)

    def test_profile_variable_is_set_for_prompts_and_scripts(self):
        config = self.home.aws / "config"
        config.write_text(config.read_text().replace("[default]\n", "[default]\nsource_profile = base\nrole_arn = " + world.PLAIN + "\n"))
        for options, name in ((("-p", "plain"), "plain"), ((), "default"), (("-p", "base"), "base"),
                              (("--refresh", "-p", "plain"), "plain")):
            with self.subTest(options):
                env = self.environment_of_program(*options, env=self.environment(LATCHKEY_PROFILE="of an outer exec"))
                self.assertEqual(env["LATCHKEY_PROFILE"], name)

    def test_when_its_credentials_have_expired_the_hint_replaces_them(self):
        expired = {"AWS_ACCESS_KEY_ID": "ASIAEXPIRED000000001", "AWS_SECRET_ACCESS_KEY": "x" * 40, "AWS_SESSION_TOKEN": "t" * 40,
                   "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"}
        usual = "latchkey export -p plain --format powershell | Out-String | Invoke-Expression" if windows.IS else \
            'eval "$(latchkey export -p plain --format env)"'
        fish = "latchkey export -p plain --format fish | source"
        for more, words in (({"LATCHKEY_PROFILE": "plain"}, "run " + usual), ({"LATCHKEY_PROFILE": "plain", "SHELL": "/usr/bin/fish"}, "run " + fish),
                            ({"LATCHKEY_PROFILE": "nosuch"}, "unset AWS_ACCESS_KEY_ID to use a profile"), ({}, "unset AWS_ACCESS_KEY_ID")):
            with self.subTest(more):
                env = self.environment(**expired, **more)
                for command in ("whoami", "process"):
                    done = self.latchkey(command, env=env, debug=False)
                    self.assert_error(done, 1, "the credentials in the environment have expired")
                    self.assertIn("hint: " + words, done.stderr)
                self.assertIn("next: " + words, self.latchkey("why", env=env, debug=False).stdout)

    def test_export_inside_exec_updates_the_profile_variable(self):
        for inside, lines in ((self.environment(LATCHKEY_PROFILE="outer"), ["export LATCHKEY_PROFILE='base'"]), (self.environment(), [])):
            done = self.latchkey("export", "-p", "base", "--format", "env", env=inside, prints_secrets=True)
            self.assertEqual([line.replace("=base", "='base'") for line in done.stdout.splitlines() if "LATCHKEY" in line], lines)

    def test_endpoint_of_an_outer_exec_refresh_is_removed(self):
        inner = self.program("environment")
        outer = self.program(f"run {programs.LATCHKEY_ITSELF} exec -p plain -- {inner}")
        env = self.environment_of_program_of("--refresh", "-p", "base", "--", outer)
        self.assertEqual([name for name in env if "CONTAINER" in name], [])

    def test_other_variables_are_inherited(self):
        more = {"ODD": "a b\nc", "EMPTY": "", "AWS_CA_BUNDLE": "/no/bundle"}
        before = self.environment(**more)
        env = self.environment_of_program("-p", "plain", env=before)
        for name, value in before.items():
            if not windows.IS or name in more:  # HOME and PATH are of this machine
                self.assertEqual(env.get(name), value)
        self.assertEqual({name for name in env if name.startswith("_LATCHKEY")}, set())

    @windows.not_there("there is no /proc to read in; test_windows_exec.py looks at the program from outside")
    def test_argv_contains_no_secret(self):
        done = self.run_in("--", "cat", "/proc/self/cmdline")
        self.heard("cmdline", done.stdout)

    def test_debug_output_names_the_program_without_secrets(self):
        done = self.latchkey("exec", "-p", "plain", "--", self.program())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("latchkey: debug: ", done.stderr)

    def test_relative_program_path_is_resolved(self):
        self.program("here")
        done = self.run_in("--", "./program1", cwd=self.home.path)
        self.assertEqual(os.path.realpath(done.stdout.strip()), os.path.realpath(self.home.path), done.stderr)


if __name__ == "__main__":
    unittest.main()
