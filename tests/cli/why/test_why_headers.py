#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Headers that do not name a profile: errors and why name the line, and show no line that may contain a secret."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import world
from test_why import WhyCase

ROLE = f"role_arn = {world.OPS}\nsource_profile = base\nmfa_serial = {world.DEVICE}\nregion = eu-central-1\n"
BASE = "[profile base]\nregion = eu-central-1\n\n"
NO_BREAK = "\u00a0"


class HeaderCase(WhyCase):
    def assert_error_and_why(self, fix, line, file="config", profile="ops"):
        done = self.latchkey("login", "-p", profile)
        self.assert_error(done, 1, f"~/.aws/{file}:{line}: ")
        self.assertIn(f"hint: {fix}", done.stderr)
        return self.leads_to(fix, line, file, words=("-p", profile))


class IgnoredHeaders(HeaderCase):
    def test_headers_that_botocore_ignores(self):
        for header, profile, right in (
                ('[profile "ops]', "ops", "[profile ops]"), ("[profileops]", "ops", "[profile ops]"),
                ("[profile-ops]", "ops", "[profile ops]"), ("[profile:ops]", "ops", "[profile ops]"),
                ("[profile ops dev]", "ops", "[profile ops]"), ("[profile ops dev]", "dev", "[profile dev]"),
                ("[profile ops dev]", "ops dev", "[profile 'ops dev']"), ("[Profile ops]", "ops", "[profile ops]"),
                ("[prfile ops]", "ops", "[profile ops]"), ("[ops]", "ops", "[profile ops]"), ("[Ops]", "ops", "[profile ops]"),
                ("[profileOps]", "ops", "[profile ops]")):
            with self.subTest(header=header, profile=profile):
                self.home.write(".aws/config", BASE + header + "\n" + ROLE)
                self.assert_error_and_why(f"write {right} in the place of {header}", 4, profile=profile)

    def test_no_break_space(self):
        for header, shown in ((f"[profile{NO_BREAK}ops]", "[profile<U+00A0>ops]"), (f"[profile ops{NO_BREAK}]", "[profile ops<U+00A0>]"),
                              (f"[profile {NO_BREAK}ops]", "[profile <U+00A0>ops]")):
            with self.subTest(shown):
                self.home.write(".aws/config", BASE + header + "\n" + ROLE)
                self.assert_error_and_why(f"write [profile ops] in the place of {shown}", 4)

    def test_headers_of_the_credentials_file(self):
        for header in ("[profile bob]", "[ bob ]", "[profilebob]", f"[bob{NO_BREAK}]", '["bob"]'):
            with self.subTest(header):
                self.home.write(".aws/credentials", world.CREDENTIALS_FILE.replace("[base]", header))
                self.assert_error_and_why("write [bob] in the place of [", 1, "credentials", profile="bob")

    def test_sections_of_other_kinds_are_ignored(self):
        self.home.write(".aws/config", BASE + "[sso-session ops]\nsso_region = eu-west-1\n[services ops]\n")
        self.assertNotIn("in the place of", self.latchkey("login", "-p", "ops").stderr)

    def test_source_profile(self):
        self.home.write(".aws/config", BASE.replace("[profile base]", "[profile-base]") + "[profile ops]\n" + ROLE)
        self.home.write(".aws/credentials", "")
        self.leads_to("write [profile base] in the place of [profile-base]", 1)
        self.assertIn("hint: correct line 1 of ~/.aws/config: write [profile base] in the place of [profile-base]",
                      self.latchkey("login", "-p", "ops").stderr)

    def test_names_that_differ_in_case(self):
        self.home.write(".aws/config", BASE + "[profile OPERATIONS]\n" + ROLE)
        done = self.latchkey("login", "-p", "operations")
        self.assertIn("hint: did you mean OPERATIONS?", done.stderr)
        step = self.leads_to("name a profile that is there: -p OPERATIONS", words=("-p", "operations"))["next"]
        self.assertIn(f"hint: {step}\n", done.stderr)
        self.home.write(".aws/config", "[profile ops]\n" + ROLE.replace("base", "BASE"))
        self.leads_to("write source_profile = base", 3)

    def test_list_and_status_report_the_line(self):
        self.home.write(".aws/config", BASE + "[profileops]\n" + ROLE)
        for command in ("list", "status"):
            self.assertIn("~/.aws/config:4: the config profile (ops) could not be found", self.latchkey(command, "-p", "ops").stderr)


class Unparsable(HeaderCase):
    def test_other_brackets(self):
        for header in ("(profile ops)", "{profile ops}", "<profile ops>", "profile ops"):
            for before, line in ((BASE, 4), ("", 1)):
                with self.subTest(header=header, line=line):
                    self.home.write(".aws/config", before + header + "\n" + ROLE)
                    self.assert_error_and_why("write [profile ops]", line)

    def test_setting_before_the_first_header(self):
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE.replace("[base]\n", ""))
        found = self.assert_error_and_why("put [NAME] above it", 1, "credentials", profile="base")
        self.assertNotIn("[profile NAME]", found["next"])
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE)
        self.home.write(".aws/config", "region = eu-west-1\n")
        self.assert_error_and_why("put [profile NAME] above it", 1)

    def test_possible_secret_is_hidden(self):
        secret = "PLANTEDsecretWithoutHeader"
        self.plant(secret)
        self.plant(secret.lower())
        for line, fix in ((f"[{secret}", "end it with ]"), (f"{secret}]", "begin it with ["), (f"[profile {secret}", "end it with ]"),
                          (f"({secret})", "write it as KEY = VALUE"), (f"profile {secret}", "write it as KEY = VALUE")):
            with self.subTest(line.replace(secret, "...")):
                self.home.write(".aws/credentials", world.CREDENTIALS_FILE + line + "\n")
                self.leads_to(fix, 4, "credentials", words=("-p", "base"))
                self.assertEqual(self.latchkey("login", "-p", "base").returncode, 1)

    def test_empty_name_changes_no_header(self):
        self.home.write(".aws/config", BASE + "[nohdr]\nregion = eu-west-1\n[profile ops]\n" + ROLE.replace("= base", "="))
        for words, env in (((), {"AWS_PROFILE": ""}), (("-p", ""), {}), (("-p", "ops"), {})):
            for command in ("process", "why", "list"):
                done = self.latchkey(command, *words, env=self.environment(**env))
                self.assertNotIn("in the place of [", done.stdout + done.stderr)
        self.assert_error(self.latchkey("process", env=self.environment(AWS_PROFILE="")), 1, "as AWS_PROFILE says")
        self.assertIn("unset AWS_PROFILE", self.latchkey("why", env=self.environment(AWS_PROFILE="")).stdout)

    def test_lines_below_a_secret_are_hidden(self):
        secret = "PLANTEDsecondLine"
        self.plant(secret)
        self.plant(secret.lower())
        for line in (f"  [{secret}", f"  {secret}=", f"  {secret}"):
            with self.subTest(line.replace(secret, "...")):
                self.home.write(".aws/credentials", f"[base]\naws_access_key_id = {world.KEY}\naws_secret_access_key = abc\n{line}\n")
                self.leads_to("as it continues line 3", 4, "credentials", words=("-p", "base"))

    def test_secret_that_continues_another_setting_is_hidden(self):
        self.plant("PLANTED-continues")
        secret = "\n  aws_secret_access_key = PLANTED-continues"
        for setting in ("region = eu-west-1", "mfa_serial = 123", "source_profile = bsae", "role_arn = short"):
            with self.subTest(setting):
                name = setting.split()[0]
                role = "".join(line + "\n" for line in ROLE.splitlines() if not line.startswith(name))
                self.home.write(".aws/config", BASE + f"[profile ops]\n{setting}{secret}\n" + role)
                self.leads_to("remove the blanks before aws_secret_access_key", 6)
                for words in (["list"], ["list", "--json"], ["status"], ["status", "--json"]):
                    self.latchkey(*words)
                if name != "mfa_serial":  # the prompt names the device
                    self.assertEqual(self.latchkey("login", "-p", "ops").returncode, 1)

    def test_text_after_a_header_is_hidden(self):
        self.plant("PLANTED-behind")
        self.home.write(".aws/config", "[profile ops] aws_secret_access_key = PLANTED-behind\n" + ROLE + BASE)
        done = self.latchkey("adopt", "--dry-run", "-p", "ops")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("[profile ops] (not shown)", done.stdout)


if __name__ == "__main__":
    unittest.main()
