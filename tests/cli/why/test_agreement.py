#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""list and status report the same broken profiles as why, for the same reason (WhyCase compares list each time)."""
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, windows, world
from advice import Follower
from test_why import WhyCase

BASE = "[profile base]\nregion = eu-central-1\n\n"
OPS = f"[profile ops]\nrole_arn = {world.OPS}\nsource_profile = base\nmfa_serial = {world.DEVICE}\nregion = eu-central-1\n"
SSO = ("[profile sso]\nsso_account_id = 222222222222\nsso_role_name = Admin\nsso_start_url = https://x.awsapps.com/start\n"
       "sso_region = eu-west-1\n")


class AgreementCase(WhyCase):
    def config(self, text):
        self.home.write(".aws/config", BASE + text)

    def nothing(self):
        return str(little_programs.make(self.home.path / "nothing"))

    def at_aws(self, **more):
        """No endpoint is configured. Nothing is sent."""
        return self.home.environment(**more)

    def statuses(self, *words, env=None):
        """The problems of its JSON, and the warnings of its text."""
        done = self.latchkey("status", *words, "--json", debug=False, env=env)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["problems"], self.latchkey("status", *words, debug=False, env=env).stderr


class Broken(AgreementCase):
    VALUES = {
        "mfa_serial": OPS.replace(world.DEVICE, "arn:aws:iam::111111111111:user/ada"),
        "role_arn": OPS.replace(world.OPS, "arn:aws:iam::2:role/ops"),
        "role_session_name": OPS + "role_session_name = a b\n",
        "duration_seconds": OPS + "duration_seconds = 10\n",
        "latchkey_session_duration": OPS + "latchkey_session_duration = 40h\n",
        "region": OPS.replace("region = eu-central-1", "region = eu_central_1"),
        "endpoint_url": OPS + "endpoint_url = nowhere\n",
        "ca_bundle": OPS + "ca_bundle = /nonexistent/ca.pem\n",
        "source_profile": OPS.replace("source_profile = base", "source_profile = gone"),
        "sso_account_id": SSO.replace("222222222222", "22222222222"),
        "sso_region": SSO.replace("eu-west-1", "eu_west_1"),
        "credential_process": "[profile sso]\ncredential_process = /nonexistent/program\n",
        "web_identity_token_file": f"[profile sso]\nrole_arn = {world.PLAIN}\nweb_identity_token_file = /nonexistent/token\n",
        "aws_access_key_id": "[profile sso]\naws_access_key_id = 'AKIAIOSFODNN7EXAMPLE'\naws_secret_access_key = secret\n",
        "login_session": "[profile sso]\nlogin_session = arn:aws:iam::111111111111:user/ada\nregion = eu-west-1\n",
    }

    def test_list_reports_code_and_location_of_every_problem(self):
        for key, text in self.VALUES.items():
            with self.subTest(key):
                self.config(text)
                name = "ops" if "[profile ops]" in text else "sso"
                problem = self.why("-p", name, status=1, env=self.at_aws())[1]["problem"]
                rows = json.loads(self.latchkey("list", "--json", env=self.at_aws()).stdout)
                row = next(row for row in rows if row["name"] == name)
                self.assertEqual(list(row["problem"]), ["code", "kind", "message", "hint", "origin"])
                self.assertEqual((row["problem"]["code"], row["problem"]["message"]), (problem["code"], problem["message"]))
                if problem["line"] is not None:
                    self.assertEqual((row["problem"]["origin"]["file"], row["problem"]["origin"]["line"]),
                                     (problem["file"], problem["line"]))
                self.assertFalse(row["asks_for_code"] or row["needs_sign_in"])
                self.assertRegex(self.latchkey("list", env=self.at_aws()).stdout, rf"(?m)^{name}\tbroken\t-\t.+$")

    def test_status_reports_the_problem_of_each_shown_profile(self):
        for key, text in self.VALUES.items():
            name = "ops" if "[profile ops]" in text else "sso"
            words = () if re.search("role_arn|mfa_serial|sso_|login_session", text) else ("-p", name)
            if key == "source_profile":
                words = ()
            with self.subTest(key):
                self.config(text)
                problems, warnings = self.statuses(*words, env=self.at_aws())
                why = self.why("-p", name, status=1, env=self.at_aws())[1]["problem"]
                self.assertEqual([(row["profile"], row["code"]) for row in problems], [(name, why["code"])])
                self.assertIn(f"warning: profile {name} is broken: ", warnings)

    def test_source_profile_keys(self):
        self.config(OPS)
        self.home.write(".aws/credentials", "[base]\naws_access_key_id = secret\naws_secret_access_key = AKIAIOSFODNN7EXAMPLE\n")
        found = self.why("-p", "ops", status=1, env=self.at_aws())[1]
        self.assertEqual(found["problem"]["code"], "keys-swapped")

    def test_profiles_with_a_common_cause_share_a_line(self):
        more = "".join(OPS.replace("[profile ops]", f"[profile ops{number}]") for number in range(4))
        self.config(OPS + more)
        problems, warnings = self.statuses(env=self.at_aws(AWS_CA_BUNDLE="/nonexistent/ca.pem"))
        self.assertEqual([row["profile"] for row in problems], ["ops", "ops0", "ops1", "ops2", "ops3"])
        self.assertIn("profiles ops, ops0, ops1 and 2 more are broken: AWS_CA_BUNDLE: the CA bundle", warnings)

    def test_text_output_is_limited_to_the_first_causes(self):
        text = "".join(OPS.replace("[profile ops]", f"[profile ops{number}]").replace(world.OPS, f"{world.OPS}!{number}") for number in range(23))
        self.config(text)
        problems, warnings = self.statuses(env=self.at_aws())
        self.assertEqual(len(problems), 23)
        self.assertEqual(warnings.count(" is broken: "), 20)
        self.assertIn("warning: 3 more profiles are broken; latchkey list shows them", warnings)

    def test_role_in_the_middle_of_a_chain(self):
        outer = f"[profile inner]\nrole_arn = {world.INNER}\nsource_profile = ops\n[profile last]\nrole_arn = {world.INNER}\nsource_profile = inner\n"
        self.config(OPS.replace(world.OPS, "arn:aws:iam::2:role/ops") + outer)
        for name in ("last", "inner", "ops"):
            found = self.why("-p", name, status=1, env=self.at_aws())[1]
            self.assertIn("profile ops: role_arn", found["problem"]["message"])
        rows = json.loads(self.latchkey("list", "--json", env=self.at_aws()).stdout)
        self.assertEqual([row["problem"]["message"] for row in rows if row["name"] in ("last", "inner", "ops")],
                         [found["problem"]["message"]] * 3)


class Durations(AgreementCase):
    def test_role_limited_to_an_hour_works(self):
        self.config(OPS + "duration_seconds = 99999\n")
        found = self.why("-p", "ops", env=self.at_aws())[1]
        self.assertEqual(len(found["notes"]), 1)
        self.assertIn("latchkey then requests an hour", found["notes"][0])
        self.sign_in()
        self.assertEqual(self.latchkey("process", "-p", "ops", prints_secrets=True).returncode, 0)

    def test_environment_keys_are_limited_to_an_hour_unless_temporary(self):
        self.config(OPS.replace("source_profile = base", "credential_source = Environment") + "duration_seconds = 99999\n")
        keys = {"AWS_ACCESS_KEY_ID": world.KEY, "AWS_SECRET_ACCESS_KEY": world.SECRET}
        self.why("-p", "ops", env=self.at_aws(**keys))
        self.why("-p", "ops", status=1, env=self.at_aws(**keys, AWS_SESSION_TOKEN="token"))

    def test_long_duration_without_sessions_is_a_problem(self):
        self.config(OPS.replace(f"mfa_serial = {world.DEVICE}\n", "") + "duration_seconds = 99999\n")
        self.assertEqual(self.why("-p", "ops", status=1, env=self.at_aws())[1]["problem"]["code"], "value-invalid")
        self.config(OPS + "duration_seconds = 99999\n")
        self.why("-p", "ops", status=1, env=self.at_aws(LATCHKEY_MFA_SESSION="off"))

    def test_login_and_why_report_the_same_for_a_short_duration(self):
        self.config(f"[profile plain]\nrole_arn = {world.PLAIN}\nsource_profile = base\nregion = eu-west-1\nduration_seconds = 900\n")
        note, = self.why("-p", "plain")[1]["notes"]
        done = self.latchkey("login", "-p", "plain")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("warning: " + note, done.stderr)

    def test_a_role_that_other_tools_never_reuse_leads_to_its_line(self):
        plain = f"[profile ops]\nrole_arn = {world.PLAIN}\nsource_profile = base\nregion = eu-west-1\n"
        for text in (plain, OPS):
            with self.subTest(text):
                self.home.empty_caches()
                self.config(text + "duration_seconds = 900\n")
                line = self.line_of("duration_seconds")
                advice = self.why("-p", "ops")[1]["next"]
                self.assertTrue(advice.startswith(f"correct line {line} of ~/.aws/config: write duration_seconds = 3600, "), advice)
                if "mfa_serial" in text:
                    self.sign_in()
                self.warm("ops")
                self.assertEqual(self.why("-p", "ops")[1]["next"], advice)
                follower = Follower(self.home, self.environment(), ("-p", "ops"), None)
                follower.follow(advice)
                self.assertIn("latchkey login -p ops", self.why("-p", "ops")[1]["next"])
                self.warm("ops")
                self.assertEqual(self.why("-p", "ops")[1]["next"], "nothing to do, the profile works")

    def test_a_role_that_other_tools_never_reuse_works_with_exec(self):
        self.config(OPS + "duration_seconds = 900\n")
        self.assertIn("latchkey exec -p ops -- COMMAND works", self.why("-p", "ops")[1]["next"])
        self.sign_in()
        for _ in range(2):
            self.assertEqual(self.latchkey("exec", "-p", "ops", "--", self.nothing()).returncode, 0)
        self.assertEqual(self.testbed.calls("AssumeRole"), 1)

    def test_an_adopted_role_of_15_minutes_has_nothing_to_do(self):
        self.config(OPS + "duration_seconds = 900\n")
        self.assertEqual(self.latchkey("adopt", "-p", "ops").returncode, 0)
        self.assertIn("latchkey login -p ops", self.why("-p", "ops")[1]["next"])
        self.sign_in()
        self.assertEqual(self.why("-p", "ops")[1]["next"], "nothing to do, the profile works")


class Slips(AgreementCase):
    """Of the names of settings, and of keys."""

    def test_a_misspelled_setting_is_a_warning_of_other_commands(self):
        keys = world.CREDENTIALS_FILE + world.CREDENTIALS_FILE.replace("[base]", "[ops]")
        plain = OPS.replace(world.OPS, world.PLAIN).replace(f"mfa_serial = {world.DEVICE}\n", "")
        for text, credentials in ((OPS.replace("role_arn", "role_arnn").replace("mfa_serial", "output"), keys),
                                  (plain + f"mfa_seriel = {world.DEVICE}\n", keys), (plain + "external_idd = abc\n", keys)):
            with self.subTest(text):
                self.config(text)
                self.home.write(".aws/credentials", credentials, mode=0o600)
                found = self.why("-p", "ops")[1]
                note, = found["notes"]
                self.assertIn("is not a setting of AWS or latchkey", note)
                self.assertIn(found["next"].split(": ")[1].split()[1], note)
                for words in (("login",), ("whoami",), ("export",)):
                    done = self.latchkey(*words, "-p", "ops", prints_secrets=True)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertIn("warning: " + note, done.stderr)
                self.assertNotIn("warning", self.latchkey("process", "-p", "ops", prints_secrets=True).stderr)

    def test_a_role_that_is_denied_for_a_misspelled_setting(self):
        self.config(OPS.replace("mfa_serial", "mfa_seriel"))
        advice = self.why("-p", "ops")[1]["next"]
        self.assertIn("write mfa_serial in the place of mfa_seriel", advice)
        self.assertIn(f"hint: {advice}; else check the role's trust policy", self.latchkey("login", "-p", "ops").stderr)

    def test_keys_that_AWS_rejects(self):
        secret, key = world.SECRET, world.KEY
        files = ((f"[base]\naws_access_key_id = {secret}\naws_secret_access_key = {key}\n", "keys-swapped"),
                 (world.CREDENTIALS_FILE.replace(secret, f'"{secret}"'), "keys-invalid"), (world.CREDENTIALS_FILE.replace(key, f"'{key}'"), "key-id-invalid"),
                 (world.CREDENTIALS_FILE.replace(secret, ""), "secret-empty"), (world.CREDENTIALS_FILE.replace(secret, secret + " # mine"), "keys-invalid"),
                 (world.CREDENTIALS_FILE.replace(secret, secret + "%"), "keys-invalid"),
                 (world.CREDENTIALS_FILE.replace(key, "YOUR_ACCESS_KEY_ID"), "key-id-invalid"),
                 (world.CREDENTIALS_FILE + "aws_session_token = old\n", "token-unexpected"))
        self.config("")
        for text, code in files:
            with self.subTest(text):
                self.home.write(".aws/credentials", text, mode=0o600)
                env = self.at_aws(**self.testbed.as_aws())
                problem = self.why("-p", "base", status=1, env=env)[1]["problem"]
                self.assertEqual(problem["code"], code)
                where = f"~/.aws/credentials:{problem['line']}: "
                self.assert_error(self.latchkey("login", "-p", "base", env=env), 1, where + problem["message"])
                self.assertIn("hint: " + problem["fix"], self.latchkey("login", "-p", "base", env=env).stderr)
                for words in (("exec", "-p", "base", "--", self.nothing()), ("export", "-p", "base")):
                    done = self.latchkey(*words, env=env, prints_secrets=True)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertIn(f"warning: {where}{problem['message']}; AWS will reject it: ", done.stderr)
                done = self.latchkey("whoami", "-p", "base", env=env)
                self.assert_error(done, 1, where)
                self.assertIn("hint: " + problem["fix"], done.stderr)

    def test_keys_of_another_service_are_not_judged(self):
        self.config("")
        self.home.write(".aws/credentials", "[base]\naws_access_key_id = minioadmin\naws_secret_access_key = minio-admin\n", mode=0o600)
        self.why("-p", "base")
        self.assertEqual(self.latchkey("login", "-p", "base").returncode, 0)
        self.why("-p", "base", status=1, env=self.at_aws())


class SignIns(AgreementCase):
    def test_no_browser_is_opened_for_what_why_calls_broken(self):
        for old, new in (("222222222222", "22222222222"), ("https://x", "http://x"), ("eu-west-1", "eu_west_1")):
            with self.subTest(new):
                self.config(SSO.replace(old, new))
                problem = self.why("-p", "sso", status=1, env=self.at_aws())[1]["problem"]
                done = self.latchkey("login", "-p", "sso", env=self.at_aws())
                self.assert_error(done, 1, f"~/.aws/config:{problem['line']}: {problem['message']}")
                self.assertIn("hint: " + problem["fix"], done.stderr)
                self.assertNotIn("signing in", done.stderr)
                done = self.latchkey("process", "-p", "sso", env=self.at_aws())
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stderr, f"hint: (correct line {problem['line']} of ~/.aws/config: )?{re.escape(problem['fix'])}\n")


class Regions(AgreementCase):
    def test_an_endpoint_needs_one_for_calls(self):
        self.home.write(".aws/config", "[profile base]\noutput = json\n")
        advice = self.why("-p", "base")[1]["next"]
        self.assertEqual(advice, "correct line 1 of ~/.aws/config: add region = eu-west-1, or your own, below [profile base]")
        done = self.latchkey("whoami", "-p", "base")
        self.assert_error(done, 1, "~/.aws/config:1: you must specify a region")
        self.assertIn("hint: add region = eu-west-1, or your own, below [profile base]", done.stderr)
        self.assertEqual(self.latchkey("export", "-p", "base", prints_secrets=True).returncode, 0)
        follower = Follower(self.home, self.environment(), ("-p", "base"), None)
        follower.follow(advice)
        self.assertEqual(self.why("-p", "base")[1]["next"], "nothing to do, the profile works")
        self.assertEqual(self.latchkey("whoami", "-p", "base").returncode, 0)

    def test_without_an_endpoint_latchkey_needs_none(self):
        self.home.write(".aws/config", "[profile base]\noutput = json\n")
        env = self.at_aws(**self.testbed.as_aws())
        advice = self.why("-p", "base", env=env)[1]["next"]
        self.assertTrue(advice.startswith("nothing to do, the profile works; no region is configured"), advice)
        self.assertEqual(self.latchkey("whoami", "-p", "base", env=env).returncode, 0)
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            self.assertEqual(self.why("-p", "base", env={**env, name: "eu-west-1"})[1]["next"], "nothing to do, the profile works")


class Variables(AgreementCase):
    def test_invalid_timeout(self):
        self.config(OPS)
        for name in ("ops",):
            found = self.why("-p", name, status=1, env=self.environment(LATCHKEY_TIMEOUT="abc"))[1]
            self.assertEqual(found["problem"]["code"], "timeout-invalid")
            self.assert_error(self.latchkey("process", "-p", name, env=self.environment(LATCHKEY_TIMEOUT="abc")), 1, "LATCHKEY_TIMEOUT")
        self.why("-p", "base", env=self.environment(LATCHKEY_TIMEOUT="abc"))

    def test_invalid_mfa_prompt_without_a_terminal(self):
        self.config(OPS)
        env = self.environment(LATCHKEY_ANSWER="maybe")
        note, = self.why("-p", "ops", env=env)[1]["notes"]
        self.assertIn('LATCHKEY_ANSWER is "maybe"; expected on or off', note)
        self.assert_error(self.latchkey("process", "-p", "ops", env=env), 1, "LATCHKEY_ANSWER")
        self.assertEqual(self.why("-p", "base", env=env)[1]["notes"], [])

    def test_missing_prompters(self):
        self.config(OPS)
        notes = self.why("-p", "ops", env=self.environment(LATCHKEY_ASKPASS="/nonexistent/a", LATCHKEY_PINENTRY="/nonexistent/b"))[1]["notes"]
        self.assertEqual([note.split(":")[0] for note in notes],
                         ["LATCHKEY_ASKPASS cannot be run", "LATCHKEY_PINENTRY cannot be run"])

    def test_invalid_session_switch(self):
        self.config(OPS)
        found = self.why("-p", "ops", status=1, env=self.environment(LATCHKEY_MFA_SESSION="maybe"))[1]
        self.assertEqual(found["problem"]["code"], "mfa-session-invalid")


class Files(AgreementCase):
    def test_file_instead_of_the_state_folder(self):
        self.config(OPS)
        self.home.write(".aws/latchkey", "")
        found = self.why("-p", "ops", status=1)[1]
        self.assertEqual(found["problem"]["code"], "file-unsafe")
        self.assertIn("latchkey away", found["next"])
        self.assertEqual(self.statuses()[0][0]["code"], "file-unsafe")
        self.assertEqual(self.latchkey("process", "-p", "ops").returncode, 1)

    def test_folder_instead_of_a_cache_entry(self):
        self.config(OPS)
        for path in self.home.both():
            path.mkdir(parents=True)
        text, found = self.why("-p", "ops")
        self.assertEqual(self.states(found), ["unreadable", "unreadable"])
        self.assertEqual(len(found["notes"]), 2)
        self.assertIn("is not a file, so no tool can store the role there", found["notes"][0])

    @windows.not_there("no modes")
    def test_entry_writable_by_others_is_used_by_aws_cli(self):
        self.config(OPS)
        self.entry(60)
        for path in self.home.both():
            path.chmod(0o666)
        found = self.why("-p", "ops")[1]
        self.assertEqual(self.states(found), ["unreadable", "unreadable"])
        self.assertEqual([cache["used_by"] for cache in found["caches"]], ["SAM CLI", "AWS CLI"])
        self.assertEqual(self.asking_tools(found), ["boto3, SDKs"])
        row, = json.loads(self.latchkey("status", "--json").stdout)["roles"]
        self.assertEqual((row["state"], row["found_by"]), ("unreadable", ["SAM CLI", "AWS CLI"]))

    @windows.not_there("sessions are encrypted")
    def test_broken_mfa_sessions_are_reported_until_the_next_login(self):
        self.config(OPS)
        self.sign_in()
        sessions = self.home.aws / "latchkey" / "sessions"
        session, = sessions.iterdir()
        session.write_text("latchkey mfa-session 1 cut short")
        other = self.home.write(".aws/latchkey/sessions/" + "0" * 40, "not one", mode=0o600)
        later = self.home.write(".aws/latchkey/sessions/" + "1" * 40, "latchkey mfa-session 2 of a later version", mode=0o600)
        notes = self.why("-p", "ops")[1]["notes"]
        self.assertEqual(len(notes), 2, notes)
        for path in (session, other):
            self.assertTrue(any(path.name in note and "is broken; the next login replaces it" in note for note in notes), notes)
        problems, warnings = self.statuses()
        self.assertEqual([(row["profile"], row["code"], row["origin"]["file"]) for row in problems],
                         sorted((None, "mfa-session-unusable", str(path)) for path in (session, other)))
        self.assertIn("the MFA session is not used: it is broken; the next login replaces it", warnings)
        for path in self.home.both():
            path.unlink()
        self.sign_in()
        self.assertEqual(self.statuses()[0], [])
        self.assertEqual(sorted(sessions.iterdir()), sorted((session, later)))
        self.assertFalse(other.exists())


if __name__ == "__main__":
    unittest.main()
