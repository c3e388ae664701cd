#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""why: explains a profile without prompts, network calls or programs, and names the line of a problem."""
import datetime
import hashlib
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, world
from support.case import Case
from support.home import OPS_KEY, cache_key

KEYS = ["profile", "chosen_by", "adopted", "region", "region_from", "endpoint", "endpoint_from", "settings", "notes", "chain",
        "keys", "roles", "caches", "mfa_session", "sso", "asks_for_code", "may_ask_for_code", "needs_sign_in", "reason", "calls", "tools", "next", "problem"]


class WhyCase(Case):
    """Checks every run for things that `why` must never do."""

    def why(self, *words, status=0, env=None):
        """Its text and its JSON at the same time."""
        before = self.home.cached(), self.home.state(), self.files()
        sent = self.testbed.counts()["requests"]
        text = self.latchkey("why", *words, "--verbose", env=env)
        summary = self.latchkey("why", *words, env=env)
        done = self.latchkey("why", *words, "--json", env=env)
        self.assertEqual((text.returncode, done.returncode), (status, status), text.stderr)
        self.assertEqual(self.testbed.counts()["requests"], sent)
        self.assertEqual((self.home.cached(), self.home.state(), self.files()), before)
        found = json.loads(done.stdout)
        self.assertEqual(list(found), KEYS)
        self.agrees_with_list(words, found, env)
        lines = text.stdout.splitlines()
        self.assertEqual(lines[-1], "next: " + found["next"])
        self.assertEqual((summary.returncode, summary.stdout.splitlines()[-1]), (status, lines[-1]))
        self.assertLessEqual(len(summary.stdout), len(text.stdout))
        self.assertLessEqual(len(summary.stdout.splitlines()), 24)
        for line in lines[:-1]:
            self.assertTrue(len(line) <= 80 or max(map(len, line.split())) > 60, line)
        if status:
            self.assert_error(done, status, hint=False)
            start = found["problem"]["message"].split(":")[0].replace(str(self.home.path) + "/", "~/")
            self.assertIn(start, " ".join(text.stdout.split()))
            self.assertNotIn("latchkey: error", text.stderr)  # nothing follows the last line of the text
        else:
            self.assertIsNone(found["problem"])
            if words:
                listed = json.loads(self.latchkey("list", *words, "--json", env=env).stdout)
                self.assertEqual([listed[0][key] for key in ("asks_for_code", "may_ask_for_code", "needs_sign_in")],
                                 [found[key] for key in ("asks_for_code", "may_ask_for_code", "needs_sign_in")])
        return text.stdout, found

    def agrees_with_list(self, words, found, env):
        """list reports the profile as broken for the same reason, or as healthy."""
        listed = self.latchkey("list", *words, "--json", env=env) if words else None
        if listed is None or listed.returncode != 0:
            return  # no profile is named, or there is no such profile, or the files cannot be parsed
        row, = json.loads(listed.stdout)
        problem = found["problem"]
        if problem is None or problem["code"] == "no-credentials":
            self.assertIsNone(row["problem"])
        elif row["source"] or row["problem"]:
            self.assertEqual({key: row["problem"][key] for key in ("code", "message")},
                             {key: problem[key] for key in ("code", "message")})
            if row["problem"]["origin"] is not None:  # the line of a misspelling is advice, which list does not compute
                self.assertEqual(list(row["problem"]["origin"]), ["file", "line", "variable", "option", "profile", "setting"])

    def leads_to(self, fix, line=None, file="config", words=("-p", "ops"), env=None):
        """Checks a broken profile: the line and the correction."""
        text, found = self.why(*words, status=1, env=env)
        problem = found["problem"]
        if line is None:
            self.assertIsNone(problem["line"], problem)
        else:
            self.assertEqual((problem["file"], problem["line"]), (str(self.home.aws / file), line))
            self.assertIn(f"  ~/.aws/{file}:{line}\n", text)
            self.assertTrue(found["next"].startswith(f"correct line {line} of ~/.aws/{file}: "), found["next"])
        self.assertIn(fix, found["next"])
        self.assertFalse(found["asks_for_code"])
        return found

    def files(self):
        return sorted(str(path) for path in self.home.path.rglob("*"))

    def line_of(self, words, file="config"):
        lines = (self.home.aws / file).read_text(errors="replace").splitlines()
        return 1 + next(number for number, line in enumerate(lines) if words in line)

    def entry(self, minutes, key=OPS_KEY, folders=("boto", "cli")):
        """A cache entry of another tool with that many minutes left."""
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
        text = json.dumps({"Credentials": {"AccessKeyId": "ASIAEXAMPLE000000001", "SecretAccessKey": "PLANTED-entry-secret",
                                           "SessionToken": "PLANTED-entry-token",
                                           "Expiration": end.strftime("%Y-%m-%dT%H:%M:%SUTC")}})
        self.plant("PLANTED-entry-secret")
        self.plant("PLANTED-entry-token")
        for folder in folders:
            self.home.write(f".aws/{folder}/cache/{key}.json", text, mode=0o600)

    def remember(self, key, since):
        """Records that a role requires its code in the call, see docs/state-format.md."""
        content = since + "\n"
        digest = hashlib.sha256(content.encode()).hexdigest()
        name = hashlib.sha256(f"{self.testbed.http}/aws\n{key}".encode()).hexdigest()[:40]
        self.home.write(f".aws/latchkey/roles/{name}", f"latchkey code-in-call 1 {digest}\n{content}", mode=0o600)

    def states(self, found):
        return [cache["state"] for cache in found["caches"]]

    def asking_tools(self, found):
        return [tool["name"] for tool in found["tools"] if tool["asks_for_code"]]


class Healthy(WhyCase):
    def test_without_a_session_a_code_is_needed_and_login_is_suggested(self):
        text, found = self.why("-p", "ops")
        self.assertEqual((found["asks_for_code"], found["next"]), (True, "latchkey login -p ops"))
        self.assertEqual(self.states(found), ["absent", "absent"])
        self.assertEqual(found["mfa_session"]["expiration"], None)
        self.assertEqual([call.split()[0] for call in found["calls"]], ["GetSessionToken", "AssumeRole"])
        self.assertEqual(self.asking_tools(found), ["AWS CLI", "SAM CLI", "boto3, SDKs"])
        self.assertEqual(found["keys"], {"profile": "base", "credential_source": None, "source": "shared-credentials-file",
                                         "access_key_id": world.KEY})
        self.assertIn(f"{self.line_of('source_profile')}  source_profile = base", text)
        self.assertIn("aws_secret_access_key (not shown)", text)
        self.assertIn("no code", self.why("-p", "plain")[0])

    def test_every_setting_has_its_file_and_line(self):
        settings = self.why("-p", "ops")[1]["settings"]
        for setting in settings:
            if setting["profile"] is None:
                continue
            line = pathlib.Path(setting["file"]).read_text().splitlines()[setting["line"] - 1]
            self.assertTrue(line.startswith(setting["key"]), (setting, line))
        self.assertEqual({setting["key"] for setting in settings} - {"AWS_ENDPOINT_URL_STS", "LATCHKEY_ANSWER", "LATCHKEY_NOTIFY", "LATCHKEY_SIGN_IN"},
                         {"role_arn", "source_profile", "mfa_serial", "region", "aws_access_key_id", "aws_secret_access_key"})

    def test_cached_role_needs_nothing(self):
        self.sign_in()
        text, found = self.why("-p", "ops")
        self.assertEqual((found["asks_for_code"], found["calls"]), (False, []))
        self.assertEqual(self.states(found), ["valid", "valid"])
        self.assertTrue(found["next"].startswith("nothing to do"))
        self.assertEqual(self.asking_tools(found), ["boto3, SDKs"])
        self.assertIn("15 minutes or more left", text)
        self.assertIn("nothing would be sent to STS", text)

    def test_session_serves_a_role_that_is_not_cached(self):
        self.sign_in()
        text, found = self.why("-p", "billing")
        self.assertFalse(found["asks_for_code"])
        self.assertTrue(found["mfa_session"]["serves"])
        self.assertEqual(len(found["calls"]), 1)
        self.assertIn("by the MFA session", found["calls"][0])
        self.assertIn("latchkey login -p billing", found["next"])
        self.assertRegex(text, r"lives until .*12h left")

    def test_entry_in_one_folder_serves_its_own_tool_only(self):
        self.entry(40, folders=("cli",))
        found = self.why("-p", "ops")[1]
        self.assertEqual(self.states(found), ["absent", "valid"])
        self.assertEqual(self.asking_tools(found), ["SAM CLI", "boto3, SDKs"])
        self.assertIn("latchkey login -p ops", found["next"])

    def test_entry_with_less_than_15_minutes_is_ignored_and_reported(self):
        for minutes, state, words in ((14, "expiring", "less than 15 minutes"), (-1, "expired", "expired")):
            self.entry(minutes)
            text, found = self.why("-p", "ops")
            self.assertEqual(self.states(found), [state, state])
            self.assertTrue(found["asks_for_code"])
            self.assertIn(words, " ".join(text.split()))

    def test_entry_under_another_key_names_the_differing_setting(self):
        self.home.write(".aws/config", world.CONFIG_FILE.replace(
            f"mfa_serial = {world.DEVICE}\nregion = eu-central-1", f"mfa_serial = {world.DEVICE}\nduration_seconds = 7200\n"
            "role_session_name = me\nregion = eu-central-1", 1))
        lines = (self.home.path / ".aws/config").read_text().split("\n")
        duration, name = (f"{setting.split()[0]} at ~/.aws/config:{lines.index(setting) + 1}"
                          for setting in ("duration_seconds = 7200", "role_session_name = me"))
        for arguments, words in (({"RoleSessionName": "me"}, f"without {duration},"),
                                 ({"DurationSeconds": 7200}, f"without {name},"),
                                 ({}, f"without {duration}, {name},")):
            with self.subTest(words):
                self.home.empty_caches()
                self.entry(40, cache_key(RoleArn=world.OPS, SerialNumber=world.DEVICE, **arguments))
                text, found = self.why("-p", "ops")
                self.assertTrue(found["asks_for_code"])
                self.assertIn("under another key, so not used here", " ".join(text.split()))
                others = [cache for cache in found["caches"] if cache["other_key"]]
                self.assertEqual([(cache["state"], words in cache["other_key"]) for cache in others], [("valid", True)] * 2)

    def test_entry_of_another_profile_is_reported(self):
        self.home.write(".aws/config", world.CONFIG_FILE + f"\n[profile long]\nrole_arn = {world.OPS}\nsource_profile = base\n"
                        f"mfa_serial = {world.DEVICE}\nduration_seconds = 7200\n")
        self.entry(40, cache_key(DurationSeconds=7200, RoleArn=world.OPS, SerialNumber=world.DEVICE))
        found = self.why("-p", "ops")[1]
        self.assertIn("cached by profile long, which differs in duration_seconds", [c["other_key"] for c in found["caches"]])

    def test_role_chained_to_a_cached_one_needs_no_code(self):
        self.entry(40)
        found = self.why("-p", "inner")[1]
        self.assertFalse(found["asks_for_code"])
        self.assertEqual(len(found["calls"]), 1)
        self.assertEqual([role["profile"] for role in found["roles"]], ["ops", "inner"])

    def test_disabled_sessions_name_their_setting(self):
        self.sign_in()
        self.home.empty_caches()
        found = self.why("-p", "ops", env=self.environment(LATCHKEY_MFA_SESSION="off"))[1]
        self.assertIn("LATCHKEY_MFA_SESSION", found["mfa_session"]["unused"])
        self.assertEqual(len(found["calls"]), 1)
        self.assertIn("with the code", found["calls"][0])

    def test_denial_of_a_session_is_recorded(self):
        self.sign_in()
        for path in self.home.both():
            path.unlink()
        since = datetime.datetime.now(datetime.timezone.utc).isoformat()
        self.remember(OPS_KEY, since)
        text, found = self.why("-p", "ops")
        self.assertTrue(found["asks_for_code"])
        self.assertFalse(found["mfa_session"]["serves"])
        self.assertEqual(len(found["calls"]), 1)
        self.assertIn("with the code", found["calls"][0])
        self.assertIn("wants the code in the call", " ".join(text.split()))

    def test_device_of_a_chained_role_takes_its_code_in_the_call(self):
        self.home.write(".aws/config", world.CONFIG_FILE + f"\n[profile outer]\nrole_arn = {world.INNER}\n"
                        f"source_profile = plain\nmfa_serial = {world.DEVICE}\nregion = eu-west-1\n")
        self.sign_in()
        found = self.why("-p", "outer")[1]
        self.assertTrue(found["asks_for_code"])
        self.assertIn("another role's credentials", found["mfa_session"]["unused"])
        self.assertEqual(["with the code" in call for call in found["calls"]], [False, True])

    def test_broken_entry_is_reported_and_login_is_suggested(self):
        self.entry(40)
        broken = self.home.both()[1]
        broken.write_text('{"Credentials"')
        text, found = self.why("-p", "ops")
        self.assertEqual(self.states(found), ["valid", "broken"])
        self.assertIn("other tools fail on it", " ".join(text.split()))
        self.assertIn("AWS CLI fails on the broken file in cli/cache", " ".join(text.split()))
        self.assertIn("latchkey login -p ops", found["next"])

    def test_credentials_file_overrides_config_file(self):
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE + "\n[ops]\nregion = eu-north-1\n")
        text, found = self.why("-p", "ops")
        self.assertEqual((found["region"], found["region_from"]),
                         ("eu-north-1", f"~/.aws/credentials:{self.line_of('eu-north-1', 'credentials')}"))
        shadowed = [setting for setting in found["settings"] if setting["key"] == "region" and not setting["counts"]]
        self.assertEqual([setting["file"] for setting in shadowed], [str(self.home.aws / "config")])
        self.assertIn("ignored: the credentials file's value is used", " ".join(text.split()))

    def test_origin_of_the_profile_name_is_reported(self):
        for env, words, by, name in (({}, ["-p", "ops"], "argument", "ops"), ({"AWS_PROFILE": "plain"}, [], "AWS_PROFILE", "plain"),
                                     ({"AWS_PROFILE": "plain", "AWS_DEFAULT_PROFILE": "ops"}, [], "AWS_DEFAULT_PROFILE", "ops")):
            found = self.why(*words, env=self.environment(**env))[1]
            self.assertEqual((found["chosen_by"], found["profile"]), (by, name))

    def test_environment_keys_override_a_profile_of_a_variable(self):
        self.plant("PLANTED-environment-secret")
        keys = {"AWS_ACCESS_KEY_ID": world.BOB_KEY, "AWS_SECRET_ACCESS_KEY": "PLANTED-environment-secret"}
        text, found = self.why(env=self.environment(AWS_PROFILE="ops", **keys))
        self.assertEqual(found["keys"]["access_key_id"], world.BOB_KEY)
        self.assertEqual(found["chain"][0]["state"], "answers")
        self.assertIn("come before profile ops", " ".join(text.split()))
        self.assertIn("unset AWS_ACCESS_KEY_ID", found["next"])
        text, found = self.why("-p", "ops", env=self.environment(**keys))
        self.assertEqual(found["chain"][0]["state"], "left_out")
        self.assertIn("are ignored", text)
        self.assertEqual(found["keys"]["access_key_id"], world.KEY)

    def test_adopted_profile_is_described_as_the_role(self):
        self.assertEqual(self.latchkey("adopt", "-p", "ops").returncode, 0)
        text, found = self.why("-p", "ops")
        self.assertEqual((found["adopted"], found["roles"][0]["role_arn"]), (True, world.OPS))
        self.assertEqual([tool["name"] for tool in found["tools"]], ["every tool"])
        self.assertIn("adopted", text)
        setting = next(setting for setting in found["settings"] if setting["key"] == "role_arn")
        self.assertEqual(setting["line"], self.line_of("latchkey_role_arn"))

    def test_profiles_without_a_role(self):
        ran = self.home.path / "ran"
        program = little_programs.make(self.home.path / "program", f"note {ran}")
        self.home.write(".aws/config", f"[profile base]\nmfa_serial = {world.DEVICE}\nregion = eu-west-1\n"
                        f"[profile program]\ncredential_process = {program}\n")
        found = self.why("-p", "base")[1]
        self.assertEqual((found["asks_for_code"], found["mfa_session"]["device"]), (True, world.DEVICE))
        found = self.why("-p", "program")[1]
        self.assertEqual(found["keys"]["source"], "custom-process")
        self.assertFalse(found["asks_for_code"])
        self.assertFalse(ran.exists())


class Broken(WhyCase):
    """Each names the line and the correction."""

    def config(self, old, new, count=1):
        text = world.CONFIG_FILE.replace(old, new, count)
        self.assertNotEqual(text, world.CONFIG_FILE)
        self.home.write(".aws/config", text)

    def test_header_without_the_word_profile(self):
        self.config("[profile ops]", "[ops]")
        self.leads_to("write [profile ops]", self.line_of("[ops]"))

    def test_header_with_the_word_profile_in_the_credentials_file(self):
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE.replace("[base]", "[profile bob]"))
        self.leads_to("write [bob]", 1, "credentials", words=("-p", "bob"))

    def test_misspelled_source_profile(self):
        self.config("source_profile = base", "source_profile = bsae")
        self.leads_to("write source_profile = base", self.line_of("bsae"))

    def test_source_profile_header_without_the_word_profile(self):
        self.config("source_profile = base", "source_profile = source")
        path = self.home.aws / "config"
        path.write_text(path.read_text() + "[source]\nregion = eu-west-1\n")
        self.leads_to("write [profile source]", self.line_of("[source]"))

    def test_loop(self):
        self.config("source_profile = base", "source_profile = inner")
        self.leads_to("refers back", self.line_of("source_profile = ops"))

    def test_conflicting_missing_and_unknown_sources(self):
        self.config("source_profile = base", "source_profile = base\ncredential_source = Environment")
        self.leads_to(f"remove credential_source, or source_profile in line {self.line_of('source_profile')}",
                      self.line_of("credential_source"))
        self.config("source_profile = base\n", "")
        self.leads_to("source_profile = NAME", self.line_of("role_arn"))
        self.config("source_profile = base\n", "sourceprofile = base\n")
        self.leads_to("write source_profile in the place of sourceprofile", self.line_of("sourceprofile"))
        self.config("source_profile = base", "credential_source = environment")
        self.leads_to("Environment", self.line_of("credential_source"))

    def test_source_without_keys(self):
        self.home.write(".aws/credentials", "")
        self.leads_to("add aws_access_key_id and aws_secret_access_key below [profile base]", self.line_of("[profile base]"))

    def test_incomplete_keys(self):
        self.home.write(".aws/credentials", f"[base]\naws_access_key_id = {world.KEY}\n")
        self.leads_to("add aws_secret_access_key", 2, "credentials")
        self.home.write(".aws/credentials", f"[base]\naws_secret_access_key = {world.SECRET}\n")
        self.leads_to("add aws_access_key_id", 2, "credentials")

    def test_swapped_keys_are_reported_and_hidden(self):
        self.home.write(".aws/credentials", f"[base]\naws_access_key_id = {world.SECRET}\naws_secret_access_key = {world.KEY}\n")
        self.leads_to("exchange the values of aws_access_key_id and aws_secret_access_key", 2, "credentials")

    def test_secret_instead_of_the_key_id_is_hidden(self):
        self.home.write(".aws/credentials", f"[base]\naws_access_key_id = {world.SECRET}\naws_secret_access_key = {world.SECRET}\n")
        self.leads_to("aws_access_key_id = AKIA", 2, "credentials")

    def test_fido_key(self):
        self.config(f"mfa_serial = {world.DEVICE}", "mfa_serial = arn:aws:iam::111111111111:u2f/user/ada/key-1")
        self.leads_to("authenticator app", self.line_of("u2f"))

    def test_unparsable_line(self):
        self.plant("PLANTED-in-a-broken-line")
        for text, line, fix in (("[profile ops]\nrole_arn PLANTED-in-a-broken-line\n", 2, "write it as KEY = VALUE"),
                                ("region = x\n", 1, "put [profile NAME] above it"),
                                ("[profile ops]\nregion = a\nregion = b\n", 3, "remove it, or the other one of this name"),
                                ("[profile ops]\n[profile ops]\n", 2, "remove it, or the other one of this name")):
            with self.subTest(text):
                self.home.write(".aws/config", text)
                self.leads_to(fix, line)
        self.home.write(".aws/config", world.CONFIG_FILE)
        self.home.write(".aws/credentials", f"[base]\naws_secret_access_key {world.SECRET}\n")
        self.leads_to("write it as KEY = VALUE", 2, "credentials")

    def test_invalid_sts_parameters(self):
        self.config(f"mfa_serial = {world.DEVICE}", f"mfa_serial = {world.DEVICE}\nduration_seconds = 60")
        self.leads_to("write duration_seconds = 3600", self.line_of("duration_seconds"))
        self.config(f"mfa_serial = {world.DEVICE}", "mfa_serial = 123")
        self.leads_to("at least 9 characters", self.line_of("mfa_serial"))

    def test_invalid_duration_is_a_note(self):
        self.config(f"mfa_serial = {world.DEVICE}", f"mfa_serial = {world.DEVICE}\nduration_seconds = 1h")
        notes = self.why("-p", "ops")[1]["notes"]
        self.assertIn(f"~/.aws/config:{self.line_of('duration_seconds')}", notes[0])
        self.assertIn("write duration_seconds = 3600", notes[0])

    def test_latchkey_settings(self):
        self.config(f"mfa_serial = {world.DEVICE}", f"mfa_serial = {world.DEVICE}\nlatchkey_session_duration = 40h")
        self.leads_to("latchkey_session_duration = 12h", self.line_of("40h"))
        self.config(f"mfa_serial = {world.DEVICE}", f"mfa_serial = {world.DEVICE}\nlatchkey_mfa_session = maybe")
        self.leads_to("latchkey_mfa_session = on, or off", self.line_of("maybe"))
        self.leads_to("set LATCHKEY_MFA_SESSION to on or off", env=self.environment(LATCHKEY_MFA_SESSION="maybe"))

    def test_variable_with_an_unknown_profile(self):
        self.leads_to("AWS_PROFILE=billing", words=(), env=self.environment(AWS_PROFILE="biling"))
        self.leads_to("unset AWS_DEFAULT_PROFILE", words=(), env=self.environment(AWS_DEFAULT_PROFILE="x", AWS_PROFILE="ops"))
        self.leads_to("-p ops", words=("-p", "opps"))

    def test_no_region_with_a_regional_endpoint_setting(self):
        self.config(f"mfa_serial = {world.DEVICE}\nregion = eu-central-1", f"mfa_serial = {world.DEVICE}")
        self.leads_to("add region = ", self.line_of("[profile ops]"))
        self.config(f"mfa_serial = {world.DEVICE}\nregion = eu-central-1", f"mfa_serial = {world.DEVICE}\nregion = eu central")
        self.leads_to("write region = eu-central-1", self.line_of("eu central"))

    def test_value_on_the_next_line(self):
        self.config(f"role_arn = {world.OPS}", f"role_arn =\n  x = {world.OPS}")
        self.leads_to("role_arn = VALUE on one line", self.line_of("role_arn"))

    def test_incomplete_keys_in_the_environment(self):
        found = self.leads_to("set AWS_SECRET_ACCESS_KEY", words=(), env=self.environment(AWS_ACCESS_KEY_ID=world.KEY))
        self.assertEqual(found["chain"][0]["state"], "broken")

    def test_empty_home(self):
        for name in ("config", "credentials"):
            (self.home.aws / name).unlink()
        self.leads_to("config")
        self.leads_to("-p", words=())

    def test_default_profile_without_credentials(self):
        self.leads_to("name a profile with -p NAME", words=())

    def test_credential_source_of_this_machine(self):
        self.config("source_profile = base", "credential_source = Environment")
        self.leads_to("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", self.line_of("credential_source"))
        self.leads_to("unset AWS_CREDENTIAL_FILE", words=(), env=self.environment(AWS_CREDENTIAL_FILE="x"))
        self.leads_to("set AWS_ROLE_ARN", words=(), env=self.environment(AWS_WEB_IDENTITY_TOKEN_FILE="x"))

    def test_process_with_an_unclosed_quote(self):
        self.home.write(".aws/config", "[profile ops]\ncredential_process = \"PLANTED-words\n")
        self.plant("PLANTED-words")
        self.assertRegex(self.leads_to("credential_process: ", 2)["next"], r"quote it|close it with \"")

    def test_misspelled_setting_name(self):
        self.home.write(".aws/config", "[profile ops]\nrole_arm = x\nsource_profile = base\n")
        self.leads_to("write role_arn in the place of role_arm", 2)

    def test_control_characters_in_names_are_escaped(self):
        name = "a\x1b]0;owned\x07b"
        self.home.write(".aws/config", f"[profile {name}]\nrole_arn = arn:aws:iam::222222222222:role/{name}\nregion = eu-west-1\n")
        for words in (["why", "-p", name], ["why", "-p", name, "--json"], ["why", "-p", "x" + name]):
            done = self.latchkey(*words)
            self.assertEqual(done.returncode, 1)
            self.assertFalse(re.search("[\x1b\x07]", done.stdout + done.stderr), done.stdout)


if __name__ == "__main__":
    unittest.main()
