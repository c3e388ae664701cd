# SPDX-License-Identifier: Apache-2.0
"""Other AWS tools beside latchkey, all in one HOME, with the testbed under AWS's real names."""

from support import programs
from support.case import PROMPT, Case

# As in SAM CLI: samcli/cli/context.py gives the assume-role provider botocore's own file cache.
BOTO_WITH_CACHE = """
import sys, boto3, botocore.credentials, botocore.session
session = botocore.session.Session(profile=sys.argv[1])
session.get_component("credential_provider").get_provider("assume-role").cache = botocore.credentials.JSONFileCache()
print(boto3.Session(botocore_session=session).client("sts").get_caller_identity()["Arn"])
"""
BOTO_PLAIN = """
import sys, boto3
print(boto3.Session(profile_name=sys.argv[1]).client("sts").get_caller_identity()["Arn"])
"""


class InteropCase(Case):
    def environment(self, **more):
        return self.home.environment(**{**self.testbed.as_aws(), **more})

    def aws(self, profile, program=None):
        """The words of `aws sts get-caller-identity`, by default of Debian's AWS CLI v2."""
        return [program or programs.need("aws"), "sts", "get-caller-identity", "--profile", profile, "--query", "Arn",
                "--output", "text"]

    def boto(self, profile, python=None, script=BOTO_WITH_CACHE):
        return [python or programs.need_debian_boto3(), "-W", "ignore", "-c", script, profile]

    def tools(self, profile):
        """Every tool that this machine has: name, words."""
        found = [("AWS CLI v2", self.aws(profile)), ("boto3", self.boto(profile))]
        found.append(("new boto3", self.boto(profile, programs.need_new("python3", "boto3"))))
        found.append(("AWS CLI v1", self.aws(profile, programs.need_new("aws", "awscli"))))
        return found

    def assert_finds(self, words, role):
        """Checks that it works as `role` without a terminal, so without a prompt."""
        done = self.run_program(words)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"assumed-role/{role}/", done.stdout)

    def assert_asks_and_gets(self, words, role):
        terminal = self.on_terminal(words)
        terminal.expect(PROMPT, timeout=30)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertIn(f"assumed-role/{role}/", terminal.shown)
        self.remember_cached_secrets()

    def assert_latchkey_finds(self, profile, role):
        done = self.latchkey("whoami", "-p", profile)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"assumed-role/{role}/", done.stdout)

    def assert_codes(self, count):
        counts = self.testbed.counts()
        self.assertEqual((counts["questions_answered"], counts["codes_received"]), (count, count))

    def add_profiles(self, text):
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write(text)
