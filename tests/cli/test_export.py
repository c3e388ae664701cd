#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey export and process, tested with real shells and parsers."""
import configparser
import json
import pathlib
import re
import shlex
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import programs, windows, world
from support.case import Case

NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION")
# Characters that AWS never uses in a key, but another credential_process may.
AWKWARD = "PLANTED a'b\"c$HOME`id`\\d;e&f|g<h>(i)!j#k*~%PATH%"


class Export(Case):
    def setUp(self):
        super().setUp()
        self.warm()
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE +
                        f"[awkward]\naws_access_key_id = AKIAAWKWARD\naws_secret_access_key = {AWKWARD}\n")
        self.plant(AWKWARD)

    def export(self, form, profile="plain"):
        done = self.latchkey("export", "-p", profile, "--format", form, prints_secrets=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def wanted(self, profile="plain"):
        found = self.process_json("-p", profile)
        values = [found.get(name) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")]
        return {name: value for name, value in zip(NAMES, values) if value is not None}

    def evaluated(self, shell, script, exported=True):
        """The value in a program that the shell starts after the script (or in the shell itself, if not exported)."""
        show = "env -0" if exported else "; ".join(f"printf '{name}=%s\\0' \"${name}\"" for name in NAMES)
        done = self.run_program([programs.need(shell), "-c", script + "\n" + show], env=self.home.environment(),
                                searched=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        pairs = dict(line.split("=", 1) for line in done.stdout.split("\0") if line)
        return {name: pairs[name] for name in NAMES if pairs.get(name)}


class Shells(Export):
    def test_sh_evaluates_env(self):
        self.assertEqual(self.evaluated("sh", self.export("env")), self.wanted())

    def test_bash_evaluates_env(self):
        self.assertEqual(self.evaluated("bash", self.export("env")), self.wanted())

    def test_eval_command_of_the_help_works(self):
        command = shlex.join(self.command("export", "-p", "plain", "--format", "env", debug=False))
        done = self.run_program(["sh", "-c", f'eval "$({command})"; env -0'], searched=False)
        self.assertIn(f"AWS_ACCESS_KEY_ID={self.wanted()['AWS_ACCESS_KEY_ID']}\0", done.stdout)

    def test_env_no_export_sets_shell_variables(self):
        self.assertEqual(self.evaluated("sh", self.export("env-no-export"), exported=False), self.wanted())
        self.assertEqual(self.evaluated("sh", self.export("env-no-export")), {})

    def test_special_characters_are_quoted(self):
        for shell in ("sh", "bash"):
            self.assertEqual(self.evaluated(shell, self.export("env", "awkward")), self.wanted("awkward"))

    def test_fish_evaluates_fish(self):
        fish = programs.need("fish")
        for profile in ("plain", "awkward"):
            done = self.run_program([fish, "-c", self.export("fish", profile) + "env -0"], searched=False)
            pairs = dict(line.split("=", 1) for line in done.stdout.split("\0") if line)
            self.assertEqual({name: pairs[name] for name in NAMES if name in pairs}, self.wanted(profile))

    def test_powershell_evaluates_powershell(self):
        powershell = programs.need("pwsh")
        show = ";".join(f'[Console]::Out.Write("{name}=" + $Env:{name} + "`0")' for name in NAMES)
        for profile in ("plain", "awkward"):
            script = self.export("powershell", profile) + show
            done = self.run_program([powershell, "-NoProfile", "-Command", script], searched=False)
            pairs = dict(line.split("=", 1) for line in done.stdout.split("\0") if line)
            self.assertEqual({name: value for name, value in pairs.items() if value}, self.wanted(profile))


class Leftovers(Export):
    """Leftovers of other credentials in the shell would override the new ones, or be sent with them."""
    STALE = {"AWS_SESSION_TOKEN": "PLANTED-stale", "AWS_SECURITY_TOKEN": "PLANTED-stale", "AWS_PROFILE": "plain",
             "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z", "AWS_ACCOUNT_ID": "111111111111"}

    def after(self, shell, form, profile):
        """The environment of a shell with STALE variables after evaluating the export."""
        command = shlex.join(self.command("export", "-p", profile, "--format", form, debug=False))
        line = f"{command} | source" if shell == "fish" else f'eval "$({command})"'
        done = self.run_program([programs.need(shell), "-c", f"{line}; env -0"], env=self.environment(**self.STALE),
                                searched=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = dict(one.split("=", 1) for one in done.stdout.split("\0") if "=" in one)
        names = {*NAMES, *self.STALE, "AWS_REGION", "AWS_DEFAULT_REGION"}
        return {name: value for name, value in found.items() if name in names}

    def test_env_unsets_older_variables(self):
        region = {"AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1"}
        for profile in ("base", "plain"):
            self.assertEqual(self.after("sh", "env", profile), {**self.wanted(profile), **region})

    def test_fish_unsets_older_variables(self):
        self.assertEqual(set(self.after("fish", "fish", "base")), {*self.wanted("base"), "AWS_REGION", "AWS_DEFAULT_REGION"})

    def test_each_shell_format_unsets_variables(self):
        env = self.environment(AWS_SESSION_TOKEN="PLANTED-stale")
        for form, line in {"env": "unset {}", "env-no-export": "unset {}", "fish": "set -e {}", "windows-cmd": "set {}=",
                           "powershell": "Remove-Item Env:{}", "dotenv": "", "ini": "", "process": ""}.items():
            with self.subTest(form):
                done = self.latchkey("export", "-p", "base", "--format", form, env=env, prints_secrets=True)
                found = [one for one in done.stdout.splitlines() if "AWS_SESSION_TOKEN" in one]
                self.assertEqual(found, [line.format("AWS_SESSION_TOKEN")] if line else [])


class Text(Export):
    """Byte for byte as `aws configure export-credentials`, if nothing needs quotes; then the region."""

    def lines(self, pattern):
        found = {**self.wanted(), "AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1"}
        return "".join(pattern.format(name, value) + "\n" for name, value in found.items())

    def test_line_formats_match_aws(self):
        for form, pattern in {"env": "export {}={}", "env-no-export": "{}={}", "powershell": '$Env:{}="{}"',
                              "windows-cmd": "set {}={}", "fish": 'set -gx {} "{}"', "dotenv": "{}={}"}.items():
            with self.subTest(form):
                self.assertEqual(self.export(form), self.lines(pattern))

    def test_process_matches_aws(self):
        text = self.export("process")
        found = json.loads(text)
        self.assertEqual(list(found), ["Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"])
        self.assertEqual(text, json.dumps(found, indent=2) + "\n")
        self.assertEqual(found["Version"], 1)
        self.assertRegex(found["Expiration"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$")

    def test_process_is_the_default_format(self):
        self.assertEqual(self.latchkey("export", "-p", "plain", prints_secrets=True).stdout, self.export("process"))
        self.assertEqual(self.latchkey("process", "-p", "plain", prints_secrets=True).stdout, self.export("process"))

    def test_long_term_keys_have_no_token_and_no_expiration(self):
        self.assertEqual(self.process_json("-p", "base"),
                         {"Version": 1, "AccessKeyId": world.KEY, "SecretAccessKey": world.SECRET})
        self.assertEqual(self.export("env", "base").count("\n"), 4)

    def test_ini_is_a_credentials_file_section(self):
        parser = configparser.RawConfigParser()
        parser.read_string(self.export("ini"))
        wanted = self.wanted()
        self.assertEqual(dict(parser["plain"]), {"aws_access_key_id": wanted["AWS_ACCESS_KEY_ID"],
                                                 "aws_secret_access_key": wanted["AWS_SECRET_ACCESS_KEY"],
                                                 "aws_session_token": wanted["AWS_SESSION_TOKEN"]})

    def test_ini_section_can_be_read_back(self):
        for profile in ("plain", "awkward"):
            before = self.process_json("-p", profile)
            text = self.export("ini", profile)
            self.home.write("copy", text)
            env = self.environment(AWS_SHARED_CREDENTIALS_FILE=str(self.home.path / "copy"), AWS_CONFIG_FILE="/dev/null")
            after = self.process_json("-p", profile, env=env)
            before.pop("Expiration", None)
            self.assertEqual(after, before)

    def test_value_unsupported_by_a_format_is_an_error(self):
        done = self.latchkey("export", "-p", "awkward", "--format", "windows-cmd", prints_secrets=True)
        self.assert_error(done, 1, "AWS_SECRET_ACCESS_KEY")
        self.assertEqual(done.stdout, "")
        self.assertNotIn("PLANTED", done.stderr)

    def test_unknown_format_is_a_usage_error_with_all_names(self):
        done = self.latchkey("export", "-p", "plain", "--format", "yaml")
        self.assert_error(done, 2, "yaml")
        for form in ("env", "env-no-export", "fish", "powershell", "windows-cmd", "dotenv", "ini", "process"):
            self.assertTrue(re.search(rf"\b{form}\b", done.stderr), form)


class Process(Export):
    def test_process_prints_nothing_on_stderr_on_success(self):
        self.home.empty_caches()  # STS is called as well
        done = self.latchkey("process", "-p", "plain", debug=False, prints_secrets=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_process_prints_nothing_on_stdout_on_failure(self):
        for words in (["process", "-p", "nope"], ["process", "-p", "ops"], ["process", "--nonsense"]):
            done = self.latchkey(*words, debug=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertEqual(done.stdout, "")

    def test_cached_role_sends_no_request_and_writes_nothing(self):
        def state():
            return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in self.home.path.rglob("*")}
        before = state()
        self.testbed.reset()
        self.assertEqual(self.latchkey("process", "-p", "plain", debug=False, prints_secrets=True).returncode, 0)
        self.assertEqual(self.testbed.counts()["connections"], 0)
        self.assertEqual(state(), before)

    def libraries(self):
        """The libraries that the loader opened, at the start and later."""
        # Under wine LD_DEBUG would show the libraries of wine.
        env = self.environment(**({"WINEDEBUG": "+loaddll"} if windows.IS else {"LD_DEBUG": "libs"}))
        done = self.latchkey("process", "-p", "plain", debug=False, prints_secrets=True, env=env)
        self.assertEqual(done.returncode, 0)
        loaded = r'Loaded L"[^"]*?([^"\\/]+)\.dll"' if windows.IS else r"find library=([^\s.]+)"
        return {name.lower() for name in re.findall(loaded, done.stderr)}

    def test_cached_role_loads_no_network_library(self):
        network = "winhttp" if windows.IS else "libcurl"
        warm = self.libraries()
        self.assertNotIn(network, warm)
        if not windows.IS:  # there latchkey does not control what system libraries load
            self.assertLessEqual(warm, {"libc", "libm"})
        self.home.empty_caches()
        self.assertIn(network, self.libraries())  # otherwise the first lines prove nothing


if __name__ == "__main__":
    unittest.main()
