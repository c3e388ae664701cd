#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""why: values that AWS would reject, mistakes that cause errors on another line, and variables and files that cause
problems."""
import os
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import sso, users, windows, world
from support.terminal import CTRL_C, INTERRUPTED
from test_why import WhyCase


BASE = "[profile base]\nregion = eu-central-1\n\n"
OPS = f"[profile ops]\nrole_arn = {world.OPS}\nsource_profile = base\nmfa_serial = {world.DEVICE}\nregion = eu-central-1\n"


class ValuesCase(WhyCase):
    def at_aws(self, **more):
        """No endpoint is configured. Nothing is sent: why makes no calls, and prompts are not answered."""
        return self.home.environment(**more)

    def with_ops(self, old="", new=""):
        self.assertIn(old, OPS)
        self.home.write(".aws/config", BASE + OPS.replace(old, new, 1))

    def leads_to_setting(self, fix, key, **more):
        return self.leads_to(fix, self.line_of(key + " ="), env=self.at_aws(), **more)


class Shapes(ValuesCase):
    def test_valid_values_are_no_problem(self):
        for old, new in (("", ""), (world.OPS, "arn:aws-cn:iam::222222222222:role/path/to/ops+=,.@_-x"),
                         (world.OPS, "arn:aws-us-gov:iam::222222222222:role/ops"), (world.OPS, "arn:aws-iso-b:iam::222222222222:role/o"),
                         (world.DEVICE, "arn:aws:iam::111111111111:sms-mfa/ada"), (world.DEVICE, "GAHT12345678"),
                         (world.DEVICE, world.DEVICE + "\nduration_seconds = 43200\nrole_session_name = ada@x.org"),
                         (world.DEVICE, world.DEVICE + "\nrole_session_name =")):
            with self.subTest(new):
                self.with_ops(old, new)
                self.assertEqual(self.why("-p", "ops", env=self.at_aws())[1]["notes"], [])

    def test_invalid_role_arn(self):
        right = "write role_arn = " + world.OPS
        shape = "write role_arn = arn:aws:iam::ACCOUNT:role/NAME"
        for value, fix, what in (("arn:aws:iam:222222222222:role/ops", right, "two colons"),
                                 ("arn:aws:iam::222222222222:user/ops", shape, "role/"),
                                 ("arn:aws:iam::22222222222:role/ops", shape, "12 digits, and this one 11"),
                                 (f'"{world.OPS}"', right, "is not an IAM role ARN"), (f"{world.OPS} # mine", right, "comment"),
                                 ("arn:aws:sts::222222222222:role/ops", shape, "iam::"), ("ops", shape, "is not an IAM role ARN"),
                                 ("arn:aws:iam::222222222222:role/", shape, "the name at its end is missing"),
                                 ("arn:amazon:iam::222222222222:role/ops", shape, "partition")):
            with self.subTest(value):
                self.with_ops(world.OPS, value)
                found = self.leads_to_setting(fix, "role_arn")
                self.assertIn(what, found["problem"]["message"])
                self.assertEqual(found["problem"]["message"].split(":")[0], "profile ops")

    def test_invalid_mfa_serial(self):
        right = "write mfa_serial = " + world.DEVICE
        shape = "write mfa_serial = arn:aws:iam::ACCOUNT:mfa/NAME"
        for value, fix in (("arn:aws:iam::111111111111:mfa-ada", shape), ("arn:aws:iam::111111111111:user/ada", shape),
                           ("arn:aws:iam::111111111111:mfa/", shape), (f"\u201c{world.DEVICE}\u201d", right),
                           (f"{world.DEVICE} # phone", right), (f"'{world.DEVICE}'", right), ("ada", shape), ("ada's phone", shape)):
            with self.subTest(value):
                self.with_ops(world.DEVICE, value)
                self.leads_to_setting(fix, "mfa_serial")

    def test_device_of_a_profile_without_a_role(self):
        self.home.write(".aws/config", "[profile base]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::111111111111:user/ada\n")
        self.leads_to_setting("mfa/NAME", "mfa_serial", words=("-p", "base"))

    def test_session_name(self):
        for value, fix in (("a b", "write role_session_name = a-b"), ("x", "write role_session_name = NAME"),
                           ("x" * 65, "write role_session_name = " + "x" * 64)):
            with self.subTest(value):
                self.with_ops(world.DEVICE, world.DEVICE + "\nrole_session_name = " + value)
                self.leads_to_setting(fix, "role_session_name")

    def test_an_external_id(self):
        for value, fix, what in (("a b", "write external_id = ID", "contains a blank"), ("a\u00a0b", "write external_id = ID", "a character that STS rejects"),
                                 ('"PLANTED-id"', "remove the quotes around external_id", "has quotes"),
                                 ("PLANTED-id # mine", "remove the comment behind external_id", "has a comment"),
                                 ("x" * 1225, "write external_id = ID", "has 1225 characters")):
            with self.subTest(value):
                self.plant("PLANTED-id")
                self.with_ops(world.DEVICE, world.DEVICE + "\nexternal_id = " + value)
                self.assertIn(what, self.leads_to_setting(fix, "external_id")["problem"]["message"])
        self.with_ops(world.DEVICE, world.DEVICE + "\nexternal_id = a1_+=,.@:/-")
        self.assertEqual(self.why("-p", "ops", env=self.at_aws())[1]["notes"], [])

    def test_duration(self):
        self.with_ops("mfa_serial = " + world.DEVICE, "duration_seconds = 43201")
        self.leads_to_setting("write duration_seconds = 3600", "duration_seconds")
        chained = f"[profile inner]\nrole_arn = {world.INNER}\nsource_profile = ops\nduration_seconds = "
        self.home.write(".aws/config", BASE + OPS + chained + "7200\n")
        found = self.leads_to_setting("write duration_seconds = 3600", "duration_seconds", words=("-p", "inner"))
        self.assertIn("another role's credentials", found["problem"]["message"])
        self.home.write(".aws/config", BASE + OPS + chained + "3600\n")
        self.why("-p", "inner", env=self.at_aws())

    def test_problem_of_a_source_role_is_reported(self):
        self.with_ops(world.OPS, "arn:aws:iam::2:role/ops")
        config = self.home.aws / "config"
        config.write_text(config.read_text() + f"[profile inner]\nrole_arn = {world.INNER}\nsource_profile = ops\n")
        self.leads_to_setting("write role_arn", "role_arn", words=("-p", "inner"))

    def test_configured_endpoint_makes_it_a_note(self):
        self.with_ops(world.OPS, "arn:xxx:xxx:xxx:xxxx")
        found = self.why("-p", "ops")[1]
        self.assertEqual(len(found["notes"]), 1)
        self.assertIn(f"(~/.aws/config:{self.line_of('role_arn')}); AWS would refuse it", found["notes"][0])

    def test_value_too_short_for_any_service(self):
        self.with_ops(world.OPS, "ops")
        self.leads_to("arn:aws:iam::ACCOUNT:role/NAME", self.line_of("role_arn"))
        self.with_ops(world.DEVICE, "ada")
        self.leads_to("arn:aws:iam::ACCOUNT:mfa/NAME", self.line_of("mfa_serial"))

    def test_iam_identity_center(self):
        for old, new, key, fix in (("222222222222", "22222222222", "sso_account_id", "write sso_account_id = 123456789012"),
                                   (sso.START_URL, "d-1234567890.awsapps.com/start", "sso_start_url", "write sso_start_url = " + sso.START_URL),
                                   (sso.START_URL, "http://x.awsapps.com/start", "sso_start_url", "https://x.awsapps.com/start")):
            with self.subTest(new):
                self.home.write(".aws/config", sso.PROFILES.replace(old, new))
                lines = sso.PROFILES.splitlines()
                own = lines.index("[profile old]")
                shared = 0 if key == "sso_account_id" else lines.index("[sso-session corp]")
                for name, start in (("old", own), ("corp", shared)):
                    line = next(number for number, line in enumerate(lines, 1) if number > start and line.startswith(key))
                    self.leads_to(fix, line, words=("-p", name), env=self.at_aws())
        env = self.environment(AWS_ENDPOINT_URL="http://127.0.0.1:9")
        self.assertIn("does not begin with https://", self.why("-p", "corp", env=env)[1]["notes"][0])


class Login(ValuesCase):
    def warned(self, words=("login", "-p", "ops"), env=None):
        """The screen at the prompt, which is then not answered."""
        terminal = self.latchkey_on_terminal(*words, env=env or self.at_aws())
        terminal.expect(re.compile("Enter MFA code for .*: "))
        terminal.type(CTRL_C)
        self.assertEqual(terminal.wait(), INTERRUPTED)
        return re.sub(r"\s+", " ", terminal.shown)

    def refused(self, profile="ops", env=None):
        """No command asks for a code: each says what why says. Returns the message."""
        env = env or self.at_aws()
        problem = self.why("-p", profile, status=1, env=env)[1]["problem"]
        terminal = self.latchkey_on_terminal("login", "-p", profile, env=env)
        self.assertEqual(terminal.wait(), 1)
        shown = re.sub(r"\x1b\[\d*m", "", terminal.shown)
        self.assertNotIn("Enter MFA code", shown)
        start = f"error: ~/.aws/{pathlib.Path(problem['file']).name}:{problem['line']}: "
        for said in (shown, *(self.latchkey(*words, env=env).stderr for words in (
                ("export", "-p", profile), ("whoami", "-p", profile), ("exec", "-p", profile, "--", sys.executable, "-c", "")))):
            self.assertIn(start + problem["message"] + f" [{problem['code']}]\n", said)
            self.assertIn("hint: " + problem["fix"], said)
        return problem["message"]

    def test_no_code_is_asked_for_what_why_calls_broken(self):
        self.with_ops(world.OPS, "arn:aws:iam:222222222222:role/ops")
        self.assertIn("role_arn is not an IAM role ARN", self.refused())
        self.assertIn("role_arn", self.refused(env=self.at_aws(AWS_ENDPOINT_URL_STS="https://sts.eu-central-1.amazonaws.com")))
        self.with_ops(world.DEVICE, "arn:aws:iam::111111111111:user/ada")
        self.assertIn("mfa_serial names no MFA device", self.refused())
        off = self.at_aws(LATCHKEY_MFA_SESSION="off")
        for line, words in (("role_session_name = a b", "role_session_name"), ("external_id = a b", "external_id contains a blank"),
                            ("duration_seconds = 43201", "43200 (12 hours) at most")):
            self.with_ops(world.DEVICE, f"{world.DEVICE}\n{line}")
            self.assertIn(words, self.refused(env=off))
        self.assertNotIn("warning", self.warned())  # the MFA session comes first, and the role lasts an hour then
        self.with_ops()
        config = self.home.aws / "config"
        config.write_text(config.read_text() + "[profile inner]\nrole_arn = arn:aws:iam::3:role/inner\nsource_profile = ops\n")
        self.assertIn("role_arn", self.refused("inner"))  # the code would be of ops
        self.home.write(".aws/config", "[profile base]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::111111111111:user/ada\n")
        self.assertIn("mfa_serial names no MFA device", self.refused("base"))

    def test_no_code_is_asked_for_a_broken_profile_of_all_roles(self):
        self.with_ops()
        env = self.environment(**{"AWS_ENDPOINT_URL_STS": None, **self.testbed.as_aws()})
        self.sign_in(env=env)
        for session in (self.home.aws / "latchkey" / "sessions").iterdir():
            session.unlink()
        config = self.home.aws / "config"
        config.write_text(config.read_text() + OPS.replace("[profile ops]", "[profile two]").replace("222222222222", "2"))
        terminal = self.latchkey_on_terminal("login", "-p", "ops", "--all-roles", env=env)
        self.assertEqual(terminal.wait(), 0)
        self.assertNotIn("Enter MFA code", terminal.shown)
        self.assertIn("profile two: role_arn is not an IAM role ARN", re.sub(r"\s+", " ", terminal.shown))

    def test_what_another_service_may_take_is_warned_of_before_the_question(self):
        self.with_ops()
        self.assertNotIn("warning", self.warned())
        for old, new in ((world.OPS, "arn:xxx:xxx:xxx:xxxx"), (world.DEVICE, world.DEVICE + "\nexternal_id = a b")):
            self.with_ops(old, new)
            note, = self.why("-p", "ops")[1]["notes"]
            shown = self.warned(env=self.environment())
            self.assertLess(shown.index("warning:"), shown.index("Enter MFA code"))
            self.assertIn(note.replace(" ", ""), shown.replace(" ", ""))
        self.home.write(".aws/config", "[profile base]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::111111111111:user/ada\n")
        self.assertIn("; AWS would refuse it, but the configured endpoint may not", self.warned(("login", "-p", "base"), env=self.environment()))

    def test_rejected_serial_number_is_attributed_to_mfa_serial(self):
        serial = "x" * 257
        self.with_ops(world.DEVICE, serial)
        terminal = self.latchkey_on_terminal("login", "-p", "ops")
        terminal.expect(re.compile("Enter MFA code for x+: ", re.S))
        terminal.type("123456\n")
        self.assertEqual(terminal.wait(), 1)
        shown = re.sub(r"\x1b\[\d*m", "", re.sub(r"\s+", " ", terminal.shown))
        self.assertIn("hint: check mfa_serial of profile ops; it looks like arn:aws:iam::ACCOUNT:mfa/NAME", shown)


class Origins(ValuesCase):
    """The line is that of the wrong setting, whatever the values of other settings are."""

    def config(self, *lines):
        keys = "\n[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n"
        start = ("[profile ops]", "region = eu-west-1", f"role_arn = {world.OPS}", "source_profile = base")
        self.home.write(".aws/config", "\n".join((*start, *lines)) + "\n" + keys)

    def test_number_that_also_occurs_in_the_path(self):
        self.config("max_attempts = 5", "ca_bundle = /nonexistent/ca5.pem")
        found = self.leads_to("correct the path", 6, env=self.at_aws())
        self.assertEqual(found["problem"]["code"], "ca-bundle-missing")

    def test_word_that_also_occurs_in_the_path(self):
        self.config("retry_mode = standard", "ca_bundle = /etc/standard/ca.pem")
        self.leads_to("correct the path", 6, env=self.at_aws())

    def test_letter_that_occurs_in_every_message(self):
        self.config("services = e", "ca_bundle = /nonexistent/ca.pem", "", "[services e]", "sts =", "  endpoint_url = https://sts.eu-west-1.amazonaws.com")
        self.leads_to("correct the path", 6, env=self.at_aws())

    def test_profile_name_that_occurs_in_other_messages(self):
        self.home.write(".aws/config", "[profile 'web identity']\nregion = eu-west-1\n")
        self.leads_to("add aws_access_key_id", 1, words=("-p", "web identity"), env=self.at_aws())

    def test_endpoint_of_a_services_section(self):
        self.config("services = s", "", "[services s]", "sts =", "  endpoint_url = bad://x")
        found = self.leads_to("an endpoint looks like", 8, env=self.at_aws())
        self.assertEqual(found["problem"]["code"], "endpoint-invalid")

    def test_every_command_reports_the_location(self):
        self.config("ca_bundle = /nonexistent/ca.pem")
        done = self.latchkey("whoami", "-p", "ops", env=self.at_aws())
        self.assertIn("latchkey: error: ~/.aws/config:5: the CA bundle /nonexistent/ca.pem is not there [ca-bundle-missing]\n", done.stderr)
        done = self.latchkey("whoami", "-p", "base", env=self.at_aws(AWS_CA_BUNDLE="/nowhere"))
        self.assertIn("latchkey: error: AWS_CA_BUNDLE: the CA bundle /nowhere is not there [ca-bundle-missing]\n", done.stderr)
        self.config("duration_seconds = 100")
        done = self.latchkey("whoami", "-p", "ops", env=self.at_aws())
        self.assertIn("latchkey: error: ~/.aws/config:5: profile ops: duration_seconds is 100", done.stderr)
        self.home.write(".aws/config", "[profile ops]\ncredential_process = 'open\n")
        done = self.latchkey("whoami", "-p", "ops", env=self.at_aws())
        self.assertIn("latchkey: error: ~/.aws/config:2: profile ops: credential_process", done.stderr)


class FileErrors(ValuesCase):
    def test_byte_order_mark(self):
        self.home.write(".aws/config", b"\xef\xbb\xbf" + (BASE + OPS).encode())
        found = self.leads_to("remove the byte order mark", 1)
        self.assertNotIn("put [", found["next"])

    def test_header_without_a_bracket(self):
        self.home.write(".aws/config", BASE + OPS.replace("[profile ops]", "[profile ops"))
        found = self.leads_to("close the bracket: [profile ops]", 4)
        self.assertEqual(found["problem"]["code"], "file-line-invalid")
        self.home.write(".aws/config", BASE + OPS.replace("[profile ops]", "profile ops]"))
        self.leads_to("open the bracket: [profile ops]", 4)
        self.home.write(".aws/config", BASE + OPS.replace("eu-central-1", "[eu") + "region = x\n")
        self.leads_to("remove it, or the other one of this name", 9)

    def test_source_profile_with_the_word_profile_or_quotes(self):
        for value in ("profile base", '"base"'):
            self.with_ops("source_profile = base", "source_profile = " + value)
            self.leads_to("write source_profile = base", self.line_of("source_profile"))

    def test_header_with_the_word_profile_in_the_credentials_file(self):
        keys = world.CREDENTIALS_FILE.replace("[base]", "[profile base]")
        self.home.write(".aws/credentials", keys)
        self.home.write(".aws/config", OPS)
        self.leads_to("write [base]", 1, "credentials")
        self.with_ops()
        self.leads_to("write [base]", 1, "credentials")
        self.leads_to("write [base]", 1, "credentials", words=("-p", "base"))

    def test_indented_setting(self):
        for broken in ("source_profile", "mfa_serial", "role_arn"):
            self.with_ops("\n" + broken, "\n  " + broken)
            if broken == "role_arn":
                self.home.write(".aws/config", BASE + OPS.replace("[profile ops]", "[profile ops]\noutput = json").replace("role_arn", "\trole_arn"))
            line = self.line_of(broken)
            found = self.leads_to(f"remove the blanks before {broken}, as it continues line {line - 1}", line)
            self.assertIn(f"line {line} begins with blanks", found["problem"]["message"])
        text = self.why("-p", "ops", status=1)[0]
        self.assertNotIn("\\x0a", text)

    def test_indented_header(self):
        self.home.write(".aws/config", BASE.rstrip() + "\n" + OPS.replace("[profile ops]", "  [profile ops]"))
        self.leads_to("remove the blanks before [profile ops]", 3)  # region then occurs twice
        self.home.write(".aws/config", "[default]\noutput = json\n" + OPS.replace("[profile ops]", "  [profile ops]"))
        self.leads_to("remove the blanks before [profile ops]", 3)
        self.home.write(".aws/config", OPS + BASE.replace("[profile base]", " [profile base]"))
        self.home.write(".aws/credentials", "")
        self.leads_to("remove the blanks before [profile base]", 6)

    def test_nested_section_is_accepted(self):
        self.with_ops("region =", "s3 =\n  max_concurrent_requests = 20\nregion =")
        self.why("-p", "ops")

    def test_hidden_line_is_not_mentioned(self):
        self.home.write(".aws/config", OPS + "words\n")
        found = self.leads_to("write it as KEY = VALUE", 6)
        self.assertNotIn("not shown", found["next"])

    def test_unreadable_file_has_no_missing_region(self):
        self.home.write(".aws/config", OPS + "words\n")
        self.assertNotIn("no region", self.why("-p", "ops", status=1)[0])

    def test_time_without_a_unit(self):
        for value, what in (("12", "is so many seconds"), ("foo", "is not a duration")):
            self.with_ops(world.DEVICE, world.DEVICE + "\nlatchkey_session_duration = " + value)
            found = self.leads_to("write latchkey_session_duration = 12h, with its unit", self.line_of("latchkey_session"))
            self.assertIn(what, found["problem"]["message"])

    def test_paths_are_shortened_everywhere(self):
        self.home.write(".aws/config", OPS + "words\n")
        text = self.why("-p", "ops", status=1)[0]
        self.assertNotIn(str(self.home.path), text)
        for name in ("config", "credentials"):
            (self.home.aws / name).unlink()
        self.assertIn("to ~/.aws/config", self.leads_to("add [profile ops]")["next"])

    def test_suggestion_is_the_last_line_and_equal_in_json(self):
        self.with_ops("source_profile = base", "source_profile = bsae")
        text = self.latchkey("why", "-p", "ops", debug=False)
        self.assertEqual((text.returncode, text.stderr), (1, ""))
        done = self.latchkey("why", "-p", "ops", "--json", debug=False)
        self.assertEqual(done.stderr.splitlines()[-1].replace("latchkey: hint:", "next:"), text.stdout.splitlines()[-1])


class Causes(ValuesCase):
    def test_region_of_the_option_or_a_variable(self):
        self.with_ops()
        found = self.leads_to("correct --region", words=("-p", "ops", "--region", "not a region"))
        self.assertNotIn("line", found["next"])
        self.leads_to("correct AWS_DEFAULT_REGION, or unset it", env=self.environment(AWS_DEFAULT_REGION="not a region"))
        self.with_ops("region = eu-central-1", "region = not a region")
        self.leads_to("eu-west-1", self.line_of("not a region"))

    def test_a_region_that_latchkey_does_not_know(self):
        for value, words in (("us-esat-1", "latchkey does not know region us-esat-1; did you mean us-east-1?"), ("None", "does not know region None")):
            self.with_ops("region = eu-central-1", "region = " + value)
            note, = self.why("-p", "ops", env=self.at_aws())[1]["notes"]
            self.assertTrue(note.startswith(f"~/.aws/config:{self.line_of('region = ' + value)}: "), note)
            self.assertIn(words, note)
            self.assertEqual(self.why("-p", "ops")[1]["notes"], [])
        for value in ("us-east-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1", "fips-us-east-1", "aws-global"):
            self.with_ops("region = eu-central-1", "region = " + value)
            self.assertEqual(self.why("-p", "ops", env=self.at_aws())[1]["notes"], [], value)

    def test_empty_region(self):
        self.with_ops("region = eu-central-1", "region =")
        line = 8
        found = self.leads_to("write region = eu-west-1, or your own region", line, env=self.at_aws())
        self.assertIn("invalid endpoint: https://sts..amazonaws.com, as the region is empty", found["problem"]["message"])
        done = self.latchkey("login", "-p", "ops", env=self.at_aws())
        self.assert_error(done, 1, f"~/.aws/config:{line}: invalid endpoint: https://sts..amazonaws.com, as the region is empty")
        self.assertIn("hint: write region = eu-west-1, or your own region", done.stderr)
        self.with_ops()
        self.leads_to("correct AWS_DEFAULT_REGION, or unset it", env=self.at_aws(AWS_DEFAULT_REGION=""))
        self.leads_to("correct --region", words=("-p", "ops", "--region", ""), env=self.at_aws())

    def test_connection_variable(self):
        self.with_ops("region = eu-central-1", "region = eu-central-1\nretry_mode = standard\nmax_attempts = 3")
        for name, value in (("AWS_RETRY_MODE", "Standard"), ("AWS_MAX_ATTEMPTS", "x"), ("AWS_CA_BUNDLE", "/nosuch.pem"),
                            ("AWS_METADATA_SERVICE_TIMEOUT", "x"), ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "x"),
                            ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "x"), ("AWS_STS_REGIONAL_ENDPOINTS", "both"), ("AWS_ENDPOINT_URL_STS", "sts.example.com")):
            with self.subTest(name):
                self.leads_to(f"correct {name}, or unset it", env=self.environment(**{name: value}))

    def test_variable_with_a_missing_file(self):
        folder = str(self.home.path)
        self.with_ops()
        for value, words in (("/nosuch/config", "names /nosuch/config, which is not there: unset it, or correct it"),
                             (folder, "which is no file: unset it"), ("", "is set and empty, so no file is read: unset it")):
            with self.subTest(value):
                self.leads_to("AWS_CONFIG_FILE " + words if value != folder else words, env=self.environment(AWS_CONFIG_FILE=value))
                found = self.leads_to("AWS_SHARED_CREDENTIALS_FILE", env=self.environment(AWS_SHARED_CREDENTIALS_FILE=value))
                self.assertIn(words, found["next"])

    def test_variable_with_a_missing_file_and_no_profile(self):
        self.leads_to("AWS_CONFIG_FILE names /nosuch, which is not there", words=(), env=self.environment(AWS_CONFIG_FILE="/nosuch"))

    def test_similar_name_precedes_a_missing_credentials_file(self):
        self.with_ops()
        self.leads_to("-p ops", words=("-p", "opps"), env=self.environment(AWS_SHARED_CREDENTIALS_FILE="/nosuch"))

    def test_folder_instead_of_a_file(self):
        (self.home.aws / "config").unlink()
        (self.home.aws / "config").mkdir()
        self.leads_to("~/.aws/config is no file: move it away")

    @windows.not_there("making a link needs a right")
    def test_dangling_link(self):
        path = self.home.aws / "config"
        path.unlink()
        path.symlink_to("/nosuch/dotfiles/config")
        words = "~/.aws/config is a symbolic link to /nosuch/dotfiles/config, which is not there"
        self.leads_to(words + ": correct the link, or put a file in its place")
        done = self.latchkey("login", "-p", "ops")
        self.assertIn(f"warning: {words}; latchkey treats it as empty", done.stderr)
        self.home.aws.rename(self.home.path / "moved")
        self.home.aws.symlink_to("gone")
        done = self.latchkey("why", "-p", "ops")
        self.assertIn("~/.aws is a symbolic link to gone, which is not there", done.stdout.splitlines()[-1])

    @windows.not_there("what a user may read is in an access list, to which wine does not hold")
    def test_file_of_another_user(self):
        users.need_root()
        self.with_ops()
        path = self.home.aws / "config"
        user = self.unprivileged()
        os.chown(path, 0, 0)
        path.chmod(0o600)
        done = self.latchkey("why", "-p", "ops", user=user)
        self.assertEqual(done.stdout.splitlines()[-1], "next: ~/.aws/config cannot be read: the file belongs to user root: "
                                                       "sudo chown nobody ~/.aws/config")
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            elsewhere = pathlib.Path(folder, "config")
            elsewhere.write_text("")
            elsewhere.chmod(0o600)
            done = self.latchkey("why", "-p", "ops", user=user, env=self.environment(AWS_CONFIG_FILE=str(elsewhere)))
        self.assertIn("the file belongs to user root, who can let you read it", done.stdout.splitlines()[-1])

    @windows.not_there("what a user may read is in an access list, to which wine does not hold")
    def test_unreadable_file(self):
        """As a user who is not root, so that modes apply."""
        self.with_ops()
        user = self.unprivileged()
        for name, path, fix in (("config", self.home.aws / "config", "chmod u+r "), ("config", self.home.aws, "chmod u+rx "),
                                ("credentials", self.home.aws / "credentials", "chmod u+r ")):
            with self.subTest(fix + name):
                mode = path.stat().st_mode & 0o777
                path.chmod(0)
                done = self.latchkey("why", "-p", "ops", user=user)
                path.chmod(mode)
                self.assertEqual(done.returncode, 1)
                self.assertEqual(done.stdout.splitlines()[-1],
                                 f"next: ~/.aws/{name} cannot be read: {fix}~/{path.relative_to(self.home.path)}")


class KeysOfTheEnvironment(WhyCase):
    def problem(self, fix, **variables):
        """In a shell with these variables, at AWS, without a named profile."""
        self.plant("PLANTED-environment")
        self.plant("PLANTED/secret")
        keys = {"AWS_ACCESS_KEY_ID": world.KEY, "AWS_SECRET_ACCESS_KEY": "PLANTED/secret", **variables}
        env = self.home.environment(**{name: value for name, value in keys.items() if value is not None})
        self.leads_to(fix, words=(), env=env)
        return self.why(status=1, env=env)[1]["problem"]

    def test_expired_keys(self):
        problem = self.problem("unset AWS_ACCESS_KEY_ID to use a profile, or set new credentials", AWS_ACCESS_KEY_ID="ASIAEXPIREDEXPIRED00", AWS_SESSION_TOKEN="PLANTED-environment",
                               AWS_CREDENTIAL_EXPIRATION="2020-01-01T00:00:00Z")
        self.assertEqual(problem["code"], "environment-expired")

    def test_keys_with_surrounding_text(self):
        for value, flaw in ((world.KEY + " ", "a blank or a line break"), (f'"{world.KEY}"', "quotes around it"), ("PLANTED/environment", "no key id")):
            with self.subTest(flaw):
                problem = self.problem("correct AWS_ACCESS_KEY_ID", AWS_ACCESS_KEY_ID=value)
                self.assertEqual(problem["code"], "key-id-invalid")
                self.assertIn(flaw, problem["message"])

    def test_keys_with_a_token_of_other_keys(self):
        for name in ("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"):
            problem = self.problem(f"unset {name}", **{name: "PLANTED-environment"})
            self.assertEqual(problem["code"], "token-unexpected")
        problem = self.problem("also set AWS_SESSION_TOKEN", AWS_ACCESS_KEY_ID="ASIATEMPORARYTEMPORA")
        self.assertEqual(problem["code"], "token-missing")

    def test_profile_keys_with_a_token_of_other_keys(self):
        self.home.write(".aws/config", BASE)
        for key, token, fix, line in ((world.KEY, "aws_session_token = PLANTED-environment\n", "remove aws_session_token", 4),
                                      (world.KEY, "aws_security_token = PLANTED-environment\n", "remove aws_security_token", 4),
                                      ("ASIATEMPORARYTEMPORA", "", "add aws_session_token", 2)):
            self.home.write(".aws/credentials", f"[base]\naws_access_key_id = {key}\naws_secret_access_key = {world.SECRET}\n{token}")
            self.leads_to(fix, line, "credentials", words=("-p", "base"), env=self.home.environment())

    def test_matching_keys_are_no_problem(self):
        keys = {"AWS_ACCESS_KEY_ID": "ASIATEMPORARYTEMPORA", "AWS_SECRET_ACCESS_KEY": "PLANTED/secret", "AWS_SESSION_TOKEN": "PLANTED-environment",
                "AWS_CREDENTIAL_EXPIRATION": "2999-01-01T00:00:00Z"}
        self.plant("PLANTED-environment")
        self.plant("PLANTED/secret")
        self.why(env=self.home.environment(**keys))


if __name__ == "__main__":
    unittest.main()
