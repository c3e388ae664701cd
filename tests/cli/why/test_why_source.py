#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""why if nothing is configured, or if the source of the credentials is missing."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, missing, programs, windows, world
from support.home import cache_key
from test_why import WhyCase


def is_ec2():
    """The command line that latchkey searches for."""
    for path, start in (("/sys/class/dmi/id/sys_vendor", "Amazon EC2"), ("/sys/hypervisor/uuid", "ec2")):
        try:
            if pathlib.Path(path).read_text(errors="replace").startswith(start):
                return True
        except OSError:
            continue
    return False


class SourceCase(WhyCase):
    def on_any_machine(self, **more):
        """An environment with EC2 instance metadata, as for most users."""
        return self.environment(AWS_EC2_METADATA_DISABLED="false", **more)

    def config(self, text):
        self.home.write(".aws/config", text)

    def credentials(self, text):
        self.home.write(".aws/credentials", text)

    def note(self, found, *words):
        notes = [note for note in found["notes"] if all(word in note for word in words)]
        self.assertEqual(len(notes), 1, found["notes"])


class NothingConfigured(SourceCase):
    """EC2 instance metadata that was not called does not make a profile healthy."""

    def setUp(self):
        super().setUp()
        if is_ec2():
            missing.skip("a machine that is no EC2 instance")

    def leads_from_nothing(self, fix, line=None, file="config", words=("-p", "ops"), **env):
        """With instance metadata and, with the same text, without."""
        without = self.leads_to(fix, line, file, words, env=self.environment(**env))
        found = self.leads_to(fix, line, file, words, env=self.on_any_machine(**env))
        self.assertEqual(found["next"], without["next"])
        self.assertIn("no credentials are configured", found["problem"]["message"])
        self.assertIn("the only remaining source is EC2 instance metadata", found["problem"]["message"])
        self.assertEqual((found["chain"][-1]["state"], found["keys"]), ("not_asked", None))
        return found

    def test_empty_home(self):
        for name in ("config", "credentials"):
            (self.home.aws / name).unlink()
        found = self.leads_from_nothing("add [profile NAME] to ~/.aws/config", words=())
        self.assertIn("no profile is selected and there is no default profile", found["problem"]["message"])

    def test_profiles_without_a_default(self):
        self.config(world.CONFIG_FILE.replace("[default]\nregion = eu-central-1\n", ""))
        self.leads_from_nothing("-p NAME, like -p base or -p ops or -p billing", words=())

    def test_default_profile_with_a_region_only(self):
        self.leads_from_nothing("-p NAME", words=())

    def test_profile_with_a_region_only(self):
        self.config("[profile ops]\nregion = eu-west-1\n")
        self.leads_from_nothing("add aws_access_key_id and aws_secret_access_key below [profile ops]", 1)

    def test_profile_with_a_device_only(self):
        self.config(f"[profile ops]\nmfa_serial = {world.DEVICE}\n")
        found = self.leads_from_nothing("role_arn = arn:aws:iam::ACCOUNT:role/NAME", 2)
        self.assertIn("source_profile = NAME", found["next"])

    def test_profile_with_an_incomplete_sign_in(self):
        self.config("[profile ops]\nsso_session = corp\n\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\n"
                    "sso_region = us-east-1\n")
        found = self.leads_from_nothing("sso_account_id", 2)
        self.assertIn("sso_role_name", found["next"])

    def test_misspelled_keys_of_a_source_profile(self):
        self.config(world.CONFIG_FILE)
        for key, wrong, line in (("aws_access_key_id", "aws_acess_key_id", 2), ("aws_secret_access_key", "aws_secret_acess_key", 3)):
            self.home.write(".aws/credentials", world.CREDENTIALS_FILE.replace(key, wrong))
            self.leads_to(f"write {key} in the place of {wrong}", line, "credentials")

    def test_misspelled_setting(self):
        for slip, meant in (("role_am", "role_arn"), ("credental_process", "credential_process"),
                            ("aws_acess_key_id", "aws_access_key_id"), ("web_identity_token", "web_identity_token_file")):
            with self.subTest(slip):
                self.plant("PLANTED-in-a-slip")
                self.config(f"[profile ops]\nregion = eu-west-1\n{slip} = PLANTED-in-a-slip\n")
                self.leads_from_nothing(f"write {meant} in the place of {slip}", 3)

    def test_keys_without_an_id(self):
        self.credentials(f"[base]\naws_secret_access_key = {world.SECRET}\n")
        self.leads_from_nothing("add aws_access_key_id", 2, "credentials", words=("-p", "base"))

    def test_keys_without_a_secret(self):
        self.credentials(f"[base]\naws_access_key_id = {world.KEY}\naws_secret_access_key =\n")
        for words in (("-p", "base"), ("-p", "ops")):
            self.leads_to("write the secret behind aws_secret_access_key", 3, "credentials", words=words, env=self.on_any_machine())

    def test_config_file_header_in_the_credentials_file(self):
        self.credentials(world.CREDENTIALS_FILE.replace("[base]", "[profile base]"))
        self.leads_from_nothing("write [base]", 1, "credentials", words=("-p", "base"))

    def test_keys_in_a_file_that_is_not_read(self):
        env = self.on_any_machine(AWS_SHARED_CREDENTIALS_FILE=str(self.home.path / "nosuch"))
        found = self.why("-p", "base", status=1, env=env)[1]
        self.assertIn("no credentials are configured for profile base", found["problem"]["message"])

    def test_adopted_profile_without_its_process(self):
        self.config(f"[profile ops]\nlatchkey_role_arn = {world.OPS}\nlatchkey_source_profile = base\nregion = eu-west-1\n")
        self.leads_from_nothing("run latchkey release -p ops", 2)
        self.assertEqual(self.latchkey("release", "-p", "ops").returncode, 0)
        self.why("-p", "ops", env=self.on_any_machine())

    def test_export_reports_the_same(self):
        self.config("[profile ops]\nregion = eu-west-1\n")
        env = self.on_any_machine(AWS_EC2_METADATA_SERVICE_ENDPOINT="http://127.0.0.1:1")
        self.assertEqual(self.latchkey("export", "-p", "ops", env=env).returncode, 1)


class Metadata(SourceCase):
    def test_configured_metadata_service_is_accepted(self):
        self.config("[profile ops]\nregion = eu-west-1\n")
        env = self.on_any_machine(AWS_EC2_METADATA_SERVICE_ENDPOINT="http://127.0.0.1:1")
        text, found = self.why("-p", "ops", env=env)
        self.assertEqual((found["keys"]["source"], found["keys"]["profile"], found["chain"][-1]["state"]),
                         ("iam-role", None, "answers"))
        self.assertEqual(found["calls"], ["a question to EC2 instance metadata"])
        self.assertNotIn("the profile works", text)
        self.assertNotIn("nothing would be sent", text)
        self.config("[profile ops]\nec2_metadata_service_endpoint = http://127.0.0.1:1\n")
        self.assertEqual(self.why("-p", "ops", env=self.on_any_machine())[1]["keys"]["source"], "iam-role")

    def test_container_endpoint(self):
        found = self.why(env=self.on_any_machine(AWS_CONTAINER_CREDENTIALS_FULL_URI="http://127.0.0.1:1/role"))[1]
        self.assertEqual((found["keys"]["source"], found["calls"]), ("container-role", ["a question to the container's endpoint"]))
        self.assertIn(("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/role"),
                      [(setting["key"], setting["value"]) for setting in found["settings"]])


class Programs(SourceCase):
    """credential_process is checked, but not run."""

    def process(self, command, more=""):
        self.config(f"[profile base]\nregion = eu-west-1\n\n[profile ops]\ncredential_process = {command}\n{more}")

    def test_missing_program(self):
        self.plant("PLANTED-argument")
        self.process("/opt/nosuch/helper --key PLANTED-argument")
        self.leads_to("write the path of a program that is there in the place of /opt/nosuch/helper", 5)
        self.process("latchkey-no-such-program x")
        self.leads_to("write the whole path of latchkey-no-such-program, or put its folder on PATH", 5)

    def test_unexpanded_shell_syntax(self):
        self.process("~/bin/helper")
        self.leads_to(f"write {self.home.path}/bin/helper in the place of ~/bin/helper, as no shell expands ~", 5)
        self.process("$HOME/bin/helper")
        self.leads_to("as no shell expands", 5)

    @windows.not_there("no file says of itself that it may not be run")
    def test_program_without_permission(self):
        path = self.home.write("helper", "#!/bin/sh\n", mode=0o644)
        self.process(str(path))
        self.leads_to(f"chmod +x {path}", 5)
        path.chmod(0o755)
        self.why("-p", "ops")

    def test_folder_instead_of_a_program(self):
        self.process(windows.path(self.home.path))
        self.leads_to("name a program that may be run", 5)

    def test_program_that_calls_its_own_profile(self):
        for words in ("process --profile ops", "process --profile=ops", "process -p ops", "process -v -p ops"):
            with self.subTest(words):
                self.process(f"{programs.LATCHKEY_ITSELF} {words}")
                found = self.leads_to("name another profile in it than ops", 5)
                self.assertIn("refers back to itself", found["problem"]["message"])
        self.process(f"{programs.LATCHKEY_ITSELF} process -p base")
        self.why("-p", "ops")

    def test_loop_over_two_profiles_and_over_a_role(self):
        self.process(f"{programs.LATCHKEY_ITSELF} process -p two", f"\n[profile two]\ncredential_process = {programs.LATCHKEY_ITSELF} process -p ops\n")
        self.leads_to("name another profile in it than ops", 5)
        self.process(f"{programs.LATCHKEY_ITSELF} process -p two", f"\n[profile two]\nrole_arn = {world.PLAIN}\nsource_profile = ops\nregion = eu-west-1\n")
        self.leads_to("name another profile in it than ops", 5)
        self.leads_to("name another profile in it than ops", 5, words=("-p", "two"))

    def test_source_profile_with_a_missing_program(self):
        self.config(f"[profile ops]\nrole_arn = {world.OPS}\nsource_profile = helper\nregion = eu-west-1\n\n"
                    "[profile helper]\ncredential_process = /opt/nosuch/helper\n")
        self.leads_to("/opt/nosuch/helper", 7)

    def test_program_for_a_missing_profile(self):
        self.process(f"{programs.LATCHKEY_ITSELF} process -p basse")
        self.leads_to("write --profile base", 5)

    def test_keys_that_override_the_program(self):
        self.process("/opt/nosuch/helper")
        self.credentials(world.CREDENTIALS_FILE.replace("[base]", "[ops]"))
        self.why("-p", "ops")

    def test_adopted_profile_with_an_edited_process(self):
        self.assertEqual(self.latchkey("adopt", "-p", "ops").returncode, 0)
        path = self.home.aws / "config"
        adopted = path.read_text()
        line = self.line_of("credential_process")
        path.write_text(adopted.replace("process --profile ops", "process --profile opps"))
        found = self.leads_to("write credential_process = ", line)
        self.assertIn("process --profile ops", found["next"])
        self.assertIn("opps", found["problem"]["message"])
        path.write_text(adopted.replace("process --profile ops", "process -p ops"))
        self.leads_to("process --profile ops", line)
        path.write_text(adopted.replace("process --profile ops", "process --profile plain"))
        found = self.why("-p", "ops")[1]
        self.note(found, f"credential_process at ~/.aws/config:{line}", "is not the one that adopt wrote", "latchkey release")
        path.write_text(adopted)
        self.assertTrue(self.why("-p", "ops")[1]["adopted"])

    def test_missing_mfa_process(self):
        line = world.CONFIG_FILE.splitlines().index("[profile ops]") + 2
        for command, words in (("/opt/nosuch/oathtool", ("cannot be run", "in the place of /opt/nosuch/oathtool")),
                               ("latchkey-no-such-program", ("not on PATH",)), ('"PLANTED-words', ("quote that is not closed",))):
            with self.subTest(command):
                self.plant("PLANTED-words")
                self.config(world.CONFIG_FILE.replace("[profile ops]\n", f"[profile ops]\nmfa_process = {command}\n"))
                self.note(self.why("-p", "ops")[1], f"mfa_process at ~/.aws/config:{line}", "then prompts in another way", *words)
        there = little_programs.make(self.home.path / "codes")
        self.config(world.CONFIG_FILE.replace("[profile ops]\n", f"[profile ops]\nmfa_process = {there}\n"))
        self.assertEqual(self.why("-p", "ops")[1]["notes"], [])


class WebIdentity(SourceCase):
    def setUp(self):
        super().setUp()
        self.plant("PLANTED-web-token")
        self.token = self.home.write("token", "PLANTED-web-token", mode=0o600)
        self.config(f"[profile ops]\nrole_arn = {world.PLAIN}\nweb_identity_token_file = {self.token}\nregion = eu-west-1\n")

    def test_role_and_call(self):
        text, found = self.why("-p", "ops")
        self.assertEqual(found["calls"], [f"AssumeRoleWithWebIdentity {world.PLAIN}"])
        self.assertNotIn("nothing would be sent", text)
        self.assertEqual([role["role_arn"] for role in found["roles"]], [world.PLAIN])
        self.assertEqual(found["next"], "nothing to do, the profile works")
        self.entry(40, cache_key(RoleArn=world.PLAIN))
        found = self.why("-p", "ops")[1]
        self.assertEqual((found["calls"], self.states(found), found["next"]),
                         ([], ["valid", "valid"], "nothing to do, the profile works"))

    def test_missing_or_empty_token_file(self):
        self.token.write_text("")
        self.leads_to(f"name a file that holds a token in the place of {self.token}", 3)
        self.token.unlink()
        self.leads_to(f"name a file that holds a token in the place of {self.token}", 3)
        self.config(f"[profile ops]\nrole_arn = {world.PLAIN}\nweb_identity_token_file = ~/token\nregion = eu-west-1\n")
        self.leads_to("write the whole path", 3)

    def test_web_identity_of_the_environment(self):
        wanted = {"AWS_ROLE_ARN": world.PLAIN, "AWS_ROLE_SESSION_NAME": "me"}
        region = {"AWS_DEFAULT_REGION": "eu-west-1"}
        text, found = self.why(env=self.environment(AWS_WEB_IDENTITY_TOKEN_FILE=str(self.token), **region, **wanted))
        settings = {setting["key"]: (setting["value"], setting["counts"]) for setting in found["settings"]}
        self.assertEqual([settings[name] for name in wanted], [(world.PLAIN, True), ("me", True)])
        self.assertEqual((found["keys"]["source"], found["keys"]["profile"]), ("assume-role-with-web-identity", None))
        self.assertNotIn("unknown", text)
        self.assertEqual(found["next"], "nothing to do, the profile works")
        self.leads_to("correct AWS_WEB_IDENTITY_TOKEN_FILE, or unset it", words=(),
                      env=self.environment(AWS_WEB_IDENTITY_TOKEN_FILE="/nosuch", **wanted))
        found = self.why("-p", "base", env=self.environment(AWS_WEB_IDENTITY_TOKEN_FILE=str(self.token), **wanted))[1]
        self.assertEqual([setting["ignored"] for setting in found["settings"] if setting["key"] in wanted], ["a profile was named"] * 2)
        found = self.why(env=self.environment(AWS_PROFILE="base", **wanted))[1]
        self.assertEqual([setting["counts"] for setting in found["settings"] if setting["key"] in wanted], [False] * 2)

    def test_values_of_variables_that_AWS_rejects(self):
        good = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(self.token), "AWS_ROLE_ARN": world.PLAIN, "AWS_ROLE_SESSION_NAME": "me"}
        for name, value in (("AWS_ROLE_ARN", "arn:aws:sts::222222222222:role/plain"), ("AWS_ROLE_SESSION_NAME", "a b")):
            with self.subTest(name):
                found = self.leads_to(f"correct {name}, or unset it", words=(), env=self.home.environment(**{**good, name: value}))
                self.assertEqual(found["problem"]["code"], "value-invalid")
                done = self.latchkey("whoami", env=self.environment(**{**good, name: value, "AWS_DEFAULT_REGION": "eu-west-1"}))
                self.assert_error(done, 1, f"error: {name}: profile default: STS refused " + name[4:].lower())
        self.why(env=self.home.environment(**good))

    def test_chained_role(self):
        path = self.home.aws / "config"
        path.write_text(path.read_text() + f"\n[profile outer]\nrole_arn = {world.INNER}\nsource_profile = ops\nregion = eu-west-1\n")
        # As in botocore, the source profile's token applies, not the source of its role_arn.
        found = self.why("-p", "outer")[1]
        self.assertEqual(found["calls"], [f"AssumeRoleWithWebIdentity {world.PLAIN}", f"AssumeRole {world.INNER}"])
        self.token.unlink()
        self.leads_to("name a file that holds a token", 3, words=("-p", "outer"))


class Settings(SourceCase):
    def test_environment_keys_used_as_credential_source(self):
        self.config(f"[profile ops]\nrole_arn = {world.PLAIN}\ncredential_source = Environment\nregion = eu-west-1\n")
        keys = {"AWS_ACCESS_KEY_ID": world.KEY, "AWS_SECRET_ACCESS_KEY": world.SECRET}
        text, found = self.why("-p", "ops", env=self.environment(**keys))
        self.assertEqual([setting["counts"] for setting in found["settings"] if setting["key"] in keys], [True] * 2)
        self.note(found, "the keys in the environment are used: credential_source = Environment")
        self.assertNotIn("are ignored", text)

    def test_misspelled_settings_are_shown_with_the_correct_name(self):
        self.plant("PLANTED-slip")
        self.config(f"[profile ops]\nrole_arn = {world.PLAIN}\nsource_profile = base\nmfa_serail = {world.DEVICE}\n"
                    "latchkey_sesion_duration = 1h\naws_sesion_token = PLANTED-slip\nregion = eu-west-1\nrole_name = x\noutput = json\n")
        text, found = self.why("-p", "ops")
        shown = {setting["key"]: (setting["line"], setting["counts"], setting["ignored"]) for setting in found["settings"]}
        for line, slip, meant in ((4, "mfa_serail", "mfa_serial"), (5, "latchkey_sesion_duration", "latchkey_session_duration"),
                                  (6, "aws_sesion_token", "aws_session_token")):
            self.assertEqual(shown[slip], (line, False, f"unknown, did you mean {meant}?"))
            self.note(found, f"{slip} at ~/.aws/config:{line} ", f"write {meant}")
            self.assertIn(f"did you mean {meant}?", " ".join(text.split()))
        self.assertFalse({"role_name", "output"} & shown.keys())
        self.assertEqual(found["next"], "correct line 4 of ~/.aws/config: write mfa_serial in the place of mfa_serail")

    def test_other_names_of_mfa_serial(self):
        for name in ("mfa_device", "mfa_arn", "mfa_device_arn", "mfa_serial_number"):
            self.config(f"[profile ops]\nrole_arn = {world.PLAIN}\nsource_profile = base\n{name} = {world.DEVICE}\nregion = eu-west-1\n")
            found = self.why("-p", "ops")[1]
            self.note(found, f"{name} at ~/.aws/config:4 is not a setting", "write mfa_serial")
            self.assertEqual(found["next"], f"correct line 4 of ~/.aws/config: write mfa_serial in the place of {name}")

    def test_invalid_duration_is_not_shown_as_unset(self):
        self.config(f"[profile ops]\nrole_arn = {world.PLAIN}\nsource_profile = base\nduration_seconds = abc\nregion = eu-west-1\n")
        text, found = self.why("-p", "ops")
        self.assertIn("lasts one hour, because duration_seconds is not a number", text)
        self.note(found, "duration_seconds at ~/.aws/config:4 is not a number")


class OtherCommands(SourceCase):
    """list and status, with the same text."""

    def test_list_suggests_where_to_look_without_credentials(self):
        self.config("[profile empty]\nregion = eu-west-1\n")
        self.assertIn("no credentials: latchkey why -p empty", self.latchkey("list").stdout)
        self.assertIsNone(json.loads(self.latchkey("list", "--json").stdout)[0]["problem"])

    def test_status_explains_an_empty_result(self):
        self.assertIn("profile base neither assumes a role nor signs in", self.latchkey("status", "-p", "base").stderr)
        self.config("")
        self.assertIn("no profile assumes a role or signs in", self.latchkey("status").stderr)
        self.credentials("")
        self.assertIn("there are no profiles in ~/.aws/config nor in ~/.aws/credentials", self.latchkey("status").stderr)


if __name__ == "__main__":
    unittest.main()
