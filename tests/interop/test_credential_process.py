#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey as the credential source of tools that do not read the shared cache: credential_process, exec, export."""
import re
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import BOTO_PLAIN, InteropCase
from support import programs


class CredentialProcess(InteropCase):
    def setUp(self):
        super().setUp()
        self.add_profiles(f"\n[profile via]\nregion = eu-central-1\n"
                          f"credential_process = \"{programs.LATCHKEY}\" process --profile ops\n")

    def test_boto3_and_aws_cli_work_without_a_prompt(self):
        self.sign_in()
        self.assert_finds(self.boto("via", script=BOTO_PLAIN), "ops")
        self.assert_finds(self.aws("via"), "ops")
        self.assert_codes(1)

    def test_newer_tools_work_without_a_prompt(self):
        self.sign_in()
        self.assert_finds(self.boto("via", programs.need_new("python3", "boto3"), BOTO_PLAIN), "ops")
        self.assert_finds(self.aws("via", programs.need_new("aws", "awscli")), "ops")
        self.assert_codes(1)

    def test_tool_forwards_the_prompt_to_the_terminal(self):
        self.assert_asks_and_gets(self.boto("via", script=BOTO_PLAIN), "ops")
        self.assert_finds(self.aws("via"), "ops")
        self.assert_codes(1)

    def test_tool_prints_the_error_without_a_terminal(self):
        done = self.run_program(self.boto("via", script=BOTO_PLAIN))
        self.assertEqual(done.returncode, 1)
        self.assertIn("latchkey: error: profile ops needs an MFA code, and there is no terminal to ask on", done.stderr)

    def test_latchkey_reads_an_adopted_profile(self):
        self.sign_in()
        self.assert_latchkey_finds("via", "ops")


class Exec(InteropCase):
    def test_tools_run_under_exec(self):
        self.sign_in()
        for words in ([programs.need("aws"), "sts", "get-caller-identity"],
                      [programs.need_debian_boto3(), "-c", "import boto3; print(boto3.client('sts').get_caller_identity())"]):
            done = self.latchkey("exec", "-p", "ops", "--", *words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("assumed-role/ops/", done.stdout)
        self.assert_codes(1)


class Export(InteropCase):
    def test_process_output_matches_the_aws_cli(self):
        aws = programs.need("aws")
        self.warm()
        for form in ("process", "env", "env-no-export", "powershell", "windows-cmd"):
            theirs = self.run_program([aws, "configure", "export-credentials", "--profile", "plain", "--format", form],
                                      searched=False)
            ours = self.latchkey("export", "-p", "plain", "--format", form, prints_secrets=True)
            self.assertEqual(ours.stdout[:len(theirs.stdout)], theirs.stdout, form)
            rest = ours.stdout[len(theirs.stdout):]
            self.assertEqual(re.findall(r"AWS_\w+", rest), [] if form == "process" else ["AWS_REGION", "AWS_DEFAULT_REGION"])
            self.assertEqual(theirs.returncode, 0, theirs.stderr)


if __name__ == "__main__":
    unittest.main()
