#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Configurations that were written for aws-vault or granted: one code, and then neither latchkey nor AWS CLI nor boto3
prompts. None of the tools has a terminal: one that prompted would fail."""
import json
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import BOTO_PLAIN, InteropCase
from support import little_programs, world

REGION = "region = eu-central-1\n"
ROLE = f"role_arn = {world.OPS}\n{REGION}"


class ForeignConfigs(InteropCase):
    def assert_nobody_prompts(self, profile, arn, *bare):
        """After one code: `bare` by themselves, and both tools below exec."""
        self.sign_in(profile)
        self.assertIn(arn, self.latchkey("whoami", "-p", profile).stdout)
        self.assertTrue(self.process_json("-p", profile)["SessionToken"])
        below_exec = [["latchkey", *words] for words in (self.aws(profile), self.boto(profile, script=BOTO_PLAIN))]
        for words in (*bare, *below_exec):
            command = self.command("exec", "-p", profile, "--", *words[1:], debug=False) if words[0] == "latchkey" else words
            done = self.run_program(command)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(arn, done.stdout)
        self.assert_codes(1)

    def test_mfa_serial_in_the_source_profile_alone(self):
        self.home.write(".aws/config", f"[profile base]\n{REGION}mfa_serial = {world.DEVICE}\n"
                                       f"[profile jon-role]\n{ROLE}source_profile = base\n")
        self.assert_nobody_prompts("jon-role", "assumed-role/ops/", self.aws("jon-role"), self.boto("jon-role"))
        self.assertEqual(self.latchkey("adopt", "--all").returncode, 0)
        for words in (self.aws("jon-role"), self.boto("jon-role", script=BOTO_PLAIN)):
            self.assert_finds(words, "ops")
        self.assert_codes(1)

    def test_mfa_serial_beside_credential_process_and_no_role(self):
        printed = {"Version": 1, "AccessKeyId": world.KEY, "SecretAccessKey": world.SECRET}
        keys = little_programs.make(self.home.path / "keys", "say " + json.dumps(printed))
        self.home.write(".aws/config", f"[profile pmfa]\n{REGION}mfa_serial = {world.DEVICE}\ncredential_process = {keys}\n")
        self.assert_nobody_prompts("pmfa", "user/ada", self.aws("pmfa"), self.boto("pmfa"))
        done = self.latchkey("exec", "-p", "pmfa", "--", *self.boto("pmfa", script=SESSION_KEY), debug=False)
        self.assertEqual(done.stdout.strip(), self.process_json("-p", "pmfa")["AccessKeyId"], done.stderr)

    def test_tags_and_a_source_identity_have_no_effect_and_are_named(self):
        settings = "session_tags = team=x\ntransitive_session_tags = team\nsource_identity = ada\ninclude_profile = base\n"
        self.home.write(".aws/config", f"[profile base]\n{REGION}\n"
                                       f"[profile tagged]\n{ROLE}source_profile = base\nmfa_serial = {world.DEVICE}\n{settings}")
        self.assert_nobody_prompts("tagged", "assumed-role/ops/", self.aws("tagged"), self.boto("tagged"))
        notes = "\n".join(json.loads(self.latchkey("why", "-p", "tagged", "--json").stdout)["notes"])
        for line in settings.splitlines():
            self.assertIn(line.split()[0] + " has no effect", notes)


SESSION_KEY = "import boto3; print(boto3.Session().get_credentials().access_key)"

if __name__ == "__main__":
    unittest.main()
