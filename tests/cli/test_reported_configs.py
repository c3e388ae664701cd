#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Configurations of public bug reports of other tools, which work as they do in botocore, or fail with the line at fault."""
import json
import pathlib
import shutil
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows, world
from support.case import Case

CONFIG = f"[profile base]\nregion = us-east-1\n[profile dev]\nrole_arn = {world.PLAIN}\nsource_profile = base\nregion = us-east-1\n"


class ReportedCase(Case):
    def setUp(self):
        super().setUp()
        self.home.write(".aws/config", CONFIG)

    def at_aws(self, **more):
        return self.home.environment(**{**self.testbed.as_aws(), **more})

    def works(self, *words, env=None):
        self.home.empty_caches()
        done = self.latchkey("whoami", "--json", *words, env=env or self.at_aws())
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["Arn"]


class Working(ReportedCase):
    @windows.not_there("the home folder of wine has another name")
    def test_a_CA_bundle_below_the_home_folder(self):
        """JuliaCloud/AWS.jl#473"""
        shutil.copy(self.testbed.ca_bundle, self.home.path / "ca.pem")
        for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
            self.works("-p", "dev", env=self.at_aws(**{"AWS_CA_BUNDLE": None, name: "~/ca.pem"}))
        self.home.write(".aws/config", CONFIG + "ca_bundle = ~/ca.pem\n")
        self.works("-p", "dev", env=self.at_aws(AWS_CA_BUNDLE=None))

    def test_a_proxy_with_special_characters_in_its_login(self):
        """boto/boto#2193, boto3#3123"""
        host = self.testbed.proxy.removeprefix("http://")
        for login in ("dev@corp.example:pw", "dev:p@ss", "dev:p ss", "dev:p%40ss"):
            with self.subTest(login):
                self.works("-p", "dev", env=self.at_aws(HTTPS_PROXY=f"http://{login}@{host}"))

    def test_an_empty_session_token(self):
        """aws-sdk-ruby#1651"""
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE + "aws_session_token =\n", mode=0o600)
        self.works("-p", "base")
        self.works("-p", "dev")

    def test_names_with_special_characters(self):
        """granted#825, aws-cli#8481"""
        for name in ("a[b", "a]b", "a@b", "a:b", "a/b", "a+b", "a%b", "a#b", "a;b", "a=b", "a,b", "123", "\u00fcn\u00ef"):
            with self.subTest(name):
                self.home.write(".aws/config", CONFIG.replace("profile dev", "profile " + name))
                self.works("-p", name)

    def test_a_role_of_the_keys_beside_it(self):
        """botocore#1780"""
        self.home.write(".aws/config", CONFIG.replace("source_profile = base", "source_profile = dev"))
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE.replace("[base]", "[dev]"), mode=0o600)
        self.assertIn("assumed-role/plain", self.works("-p", "dev"))

    @windows.not_there("no links of that kind")
    def test_a_linked_folder(self):
        self.home.aws.rename(self.home.path / "real")
        self.home.aws.symlink_to(self.home.path / "real")
        self.assertEqual(self.latchkey("whoami", "-p", "dev", env=self.at_aws()).returncode, 0)

    @windows.not_there("no HOME")
    def test_a_home_folder_that_is_none(self):
        """aws-cli#4374"""
        files = {"AWS_CONFIG_FILE": str(self.home.aws / "config"), "AWS_SHARED_CREDENTIALS_FILE": str(self.home.aws / "credentials")}
        for home in ("", "/", "relative", "/nonexistent"):
            with self.subTest(home):
                done = self.latchkey("whoami", "-p", "base", env=self.at_aws(**files, HOME=home), cwd=self.home.path)
                self.assertEqual(done.returncode, 0, done.stderr)

    @windows.not_there("the home folder of wine has another name")
    def test_files_named_with_a_tilde(self):
        """aws-sdk-go-v2#3330"""
        self.home.write("settings", CONFIG)
        self.home.write(".aws/config", "")
        self.works("-p", "dev", env=self.at_aws(AWS_CONFIG_FILE="~/settings"))


class Failing(ReportedCase):
    def test_a_token_with_a_line_break_is_not_tried_again(self):
        """botocore#2001"""
        began = time.monotonic()
        env = self.at_aws(AWS_ACCESS_KEY_ID="ASIAADAEXAMPLE000001", AWS_SECRET_ACCESS_KEY=world.SECRET, AWS_SESSION_TOKEN="a\nb",
                          AWS_DEFAULT_REGION="us-east-1")
        self.assert_error(self.latchkey("whoami", env=env), 1, "the session token contains a control character")
        self.assertLess(time.monotonic() - began, 2)
        self.assert_nothing_was_sent()

    def test_a_loop_of_profiles_names_its_line(self):
        """awsume#117"""
        self.home.write(".aws/config", CONFIG.replace("source_profile = base", "source_profile = dev"))
        self.assert_error(self.latchkey("whoami", "-p", "dev", env=self.at_aws()), 1, "~/.aws/config:5: infinite loop")

    @windows.not_there("no scripts of that kind")
    def test_a_program_whose_interpreter_is_not_there(self):
        program = self.home.write("program", "#!/no/such/interpreter\n", mode=0o755)
        self.home.write(".aws/config", f"[profile dev]\nregion = us-east-1\ncredential_process = {program}\n")
        done = self.latchkey("whoami", "-p", "dev", env=self.at_aws())
        self.assert_error(done, 1, "~/.aws/config:3: profile dev: credential_process cannot be run", "the interpreter it asks for is not there")
        self.assertIn("the interpreter in its first line is there", done.stderr)


if __name__ == "__main__":
    unittest.main()
