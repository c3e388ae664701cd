#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""why, list and status of IAM Identity Center, and the lines of broken settings."""
import datetime
import hashlib
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import sso, world
from support.home import cache_key
from test_why import WhyCase


def role_key(account="222222222222", role="plain", session="corp"):
    """In botocore's form: compact, sorted."""
    arguments = {"accountId": account, "roleName": role, "sessionName": session}
    return hashlib.sha1(json.dumps(arguments, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def in_minutes(minutes):
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes, seconds=1)
    return end.strftime("%Y-%m-%dT%H:%M:%SZ")


class SsoWhyCase(WhyCase):
    def setUp(self):
        super().setUp()
        self.home.write(".aws/config", sso.PROFILES)

    def token(self, minutes, key="corp", refresh=True, client=60 * 24 * 80):
        """A token file as AWS CLI v2 writes it. `client`: the minutes until its registration expires."""
        content = {"startUrl": sso.START_URL, "region": "us-east-1", "accessToken": "PLANTED-access",
                   "expiresAt": in_minutes(minutes), "clientId": "client", "clientSecret": "PLANTED-client",
                   "registrationExpiresAt": in_minutes(client)}
        if refresh:
            content["refreshToken"] = "PLANTED-refresh"
        for secret in ("PLANTED-access", "PLANTED-client", "PLANTED-refresh"):
            self.plant(secret)
        self.home.write(".aws/sso/cache/" + sso.token_name(key), json.dumps(content), mode=0o600)

    def broken_token(self, text):
        self.home.write(".aws/sso/cache/" + sso.token_name(), text, mode=0o600)

    def cached_role(self, minutes, **which):
        self.entry(minutes, role_key(**which), folders=("cli",))

    def kinds(self, found):
        return [(cache["kind"], cache["state"]) for cache in found["caches"]]

    def stuck_tools(self, found):
        return [tool["name"] for tool in found["tools"] if tool["needs_sign_in"]]

    def listed(self, name):
        return json.loads(self.latchkey("list", "-p", name, "--json").stdout)[0]

    def status(self, *words):
        done = self.latchkey("status", "--json", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)


class SignedInOrNot(SsoWhyCase):
    def test_not_signed_in(self):
        text, found = self.why("-p", "corp")
        self.assertEqual((found["needs_sign_in"], found["asks_for_code"], found["calls"]), (True, False, []))
        self.assertEqual(found["next"], "latchkey login -p corp")
        self.assertEqual(self.kinds(found), [("sso_token", "absent"), ("sso_role", "absent")])
        self.assertEqual([cache["path"] for cache in found["caches"]],
                         [str(self.home.aws / "sso" / "cache" / sso.token_name()),
                          str(self.home.cli / (role_key() + ".json"))])
        self.assertEqual(self.stuck_tools(found), ["AWS CLI v2", "SAM CLI", "boto3, SDKs"])
        self.assertEqual(found["keys"]["source"], "sso")
        self.assertIn("a sign-in is needed: not signed in", text)

    def test_signed_in_and_cached_needs_nothing(self):
        self.token(50)
        self.cached_role(40)
        text, found = self.why("-p", "corp")
        self.assertFalse(found["needs_sign_in"])
        self.assertEqual(self.kinds(found), [("sso_token", "valid"), ("sso_role", "valid")])
        self.assertEqual((found["calls"], self.stuck_tools(found)), ([], []))
        self.assertTrue(found["next"].startswith("nothing to do"))
        self.assertEqual({key: found["sso"][key] for key in ("profile", "session", "account_id", "role_name", "renews")},
                         {"profile": "corp", "session": "corp", "account_id": "222222222222", "role_name": "plain",
                          "renews": True})
        self.assertAlmostEqual(found["sso"]["seconds_left"], 3000, delta=30)
        self.assertIn("nothing would be sent to AWS", text)
        self.assertIn("refreshed without a prompt", " ".join(text.split()))

    def test_token_without_a_cached_role_needs_no_sign_in(self):
        self.token(50)
        found = self.why("-p", "corp")[1]
        self.assertEqual(found["calls"], ["GetRoleCredentials for plain in 222222222222"])
        self.assertEqual(found["next"], "nothing to do, the profile works")

    def test_expired_token_is_refreshed(self):
        self.token(-5)
        text, found = self.why("-p", "corp")
        self.assertFalse(found["needs_sign_in"])
        self.assertEqual(self.kinds(found)[0], ("sso_token", "expired"))
        self.assertIn("CreateToken", found["calls"][0])
        self.assertIn("the client that refreshes it: until", " ".join(text.split()))

    def test_expired_token_that_cannot_be_refreshed_explains_why(self):
        for words, why in (({"refresh": False}, "without a refresh token"), ({"client": -1}, "client that could refresh it has expired")):
            with self.subTest(why):
                self.token(-5, **words)
                found = self.why("-p", "corp")[1]
                self.assertTrue(found["needs_sign_in"])
                self.assertFalse(found["sso"]["renews"])
                self.assertIn(why, found["sso"]["not_renewing"])
                self.assertIn(why, found["reason"])
                self.assertEqual(found["next"], "latchkey login -p corp")

    def test_token_near_expiration_without_a_refresh_token_is_used(self):
        self.token(10, refresh=False)
        found = self.why("-p", "corp")[1]
        self.assertFalse(found["needs_sign_in"])
        self.assertEqual(self.kinds(found)[0], ("sso_token", "expiring"))
        self.assertEqual(found["next"], "latchkey login -p corp (opens a sign-in)")

    def test_cached_role_works_after_the_sign_in_expired(self):
        self.cached_role(40)
        found = self.why("-p", "corp")[1]
        self.assertFalse(found["needs_sign_in"])
        self.assertIn("then a sign-in is needed", found["reason"])
        self.assertEqual(self.stuck_tools(found), ["SAM CLI", "boto3, SDKs"])

    def test_legacy_format_is_never_refreshed(self):
        self.token(-5, sso.START_URL)
        text, found = self.why("-p", "old")
        self.assertTrue(found["needs_sign_in"])
        self.assertIsNone(found["sso"]["session"])
        self.assertIn("no sso-session", text)
        self.token(50, sso.START_URL)
        self.assertFalse(self.why("-p", "old")[1]["needs_sign_in"])

    def test_role_with_an_sso_source_profile(self):
        found = self.why("-p", "chained")[1]
        self.assertTrue(found["needs_sign_in"])
        self.assertEqual((found["sso"]["profile"], found["next"]), ("corp", "latchkey login -p chained"))
        self.assertEqual(self.stuck_tools(found), ["AWS CLI", "SAM CLI", "boto3, SDKs"])
        self.token(50)
        found = self.why("-p", "chained")[1]
        self.assertFalse(found["needs_sign_in"])
        self.assertEqual([call.split()[0] for call in found["calls"]], ["GetRoleCredentials", "AssumeRole"])
        self.broken_token("{")
        self.entry(40, cache_key(RoleArn=world.INNER))
        found = self.why("-p", "chained")[1]
        self.assertEqual((found["needs_sign_in"], found["calls"], self.stuck_tools(found)), (False, [], ["boto3, SDKs"]))
        self.home.both(cache_key(RoleArn=world.INNER))[1].unlink()
        self.assertEqual(self.stuck_tools(self.why("-p", "chained")[1]), ["AWS CLI", "boto3, SDKs"])

    def test_broken_token_file_is_reported_and_replaced_by_login(self):
        for text, why in (("{", "not a JSON object"), ('{"accessToken": "x"}', "lacks accessToken or expiresAt"),
                          ('{"accessToken": "x", "expiresAt": "soon"}', "not a timestamp with a time zone")):
            with self.subTest(text):
                self.broken_token(text)
                shown, found = self.why("-p", "corp")
                self.assertEqual((self.kinds(found)[0], found["next"]), (("sso_token", "broken"), "latchkey login -p corp"))
                self.assertIn(why, found["caches"][0]["problem"])
                self.assertIn("other tools fail on it", " ".join(shown.split()))
                self.assertIn(why, self.latchkey("status").stderr)

    def test_unreadable_token_file_is_ignored(self):
        self.broken_token(" " * (1 << 20) + "{}")
        found = self.why("-p", "corp")[1]
        self.assertEqual((self.kinds(found)[0], found["next"]), (("sso_token", "unreadable"), "latchkey login -p corp"))
        self.assertIn("larger than", found["reason"])

    def test_section_settings_are_shown_with_overridden_ones(self):
        text = sso.PROFILES.replace("[profile corp]\n", f"[profile corp]\nsso_start_url = {sso.START_URL}\n", 1)
        self.home.write(".aws/config", text + "region = eu-west-1\n")
        shown, found = self.why("-p", "corp")
        urls = [setting for setting in found["settings"] if setting["key"] == "sso_start_url"]
        self.assertEqual([(setting["line"], setting["counts"]) for setting in urls],
                         [(2, False), (self.line_of("[sso-session") + 1, True)])
        for setting in found["settings"]:
            if setting["profile"]:
                line = pathlib.Path(setting["file"]).read_text().splitlines()[setting["line"] - 1]
                self.assertEqual(line, f"{setting['key']} = {setting['value']}")
        self.assertIn("that of [sso-session corp] counts", " ".join(shown.split()))
        self.assertIn("only sso_ settings are read here", " ".join(shown.split()))


    def test_keys_of_the_same_profile_are_ignored(self):
        self.home.write(".aws/credentials", f"[corp]\naws_access_key_id = {world.KEY}\naws_secret_access_key = {world.SECRET}\n")
        found = self.why("-p", "corp")[1]
        self.assertEqual({setting["key"]: setting["ignored"] for setting in found["settings"] if not setting["counts"]},
                         dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "IAM Identity Center comes first"))


class ListAndStatus(SsoWhyCase):
    def test_list_shows_the_sign_in_and_its_state(self):
        row = self.listed("corp")
        self.assertEqual((row["source"], row["needs_sign_in"], row["asks_for_code"]), ("sso", True, False))
        self.assertEqual(row["sso"], {"profile": "corp", "session": "corp", "start_url": sso.START_URL,
                                      "account_id": "222222222222", "role_name": "plain"})
        self.assertEqual((self.listed("chained")["sso"]["profile"], self.listed("chained")["needs_sign_in"]), ("corp", True))
        self.assertIsNone(self.listed("old")["sso"]["session"])
        self.token(-5)
        rows = [line.split("\t") for line in self.latchkey("list").stdout.splitlines()]
        self.assertIn(["corp", "sso corp", "signed in", "plain in 222222222222"], rows)
        self.assertIn(["old", "sso " + sso.START_URL, "sign in", "plain in 222222222222"], rows)
        self.assertIn(["chained", "assume-role, sso corp", "signed in", world.INNER], rows)

    def test_list_reports_problems(self):
        self.home.write(".aws/config", sso.PROFILES.replace("[sso-session corp]", "[sso-session crop]"))
        self.assertIn('does not exist: "corp"', self.listed("corp")["problem"]["message"])
        self.assertIn("profiles corp and chained are broken: ", self.latchkey("status").stderr)

    def test_status_shows_sign_ins_and_roles_by_profile(self):
        self.token(50)
        self.cached_role(40)
        found = self.status()
        self.assertEqual([(row["session"], row["profiles"], row["state"], row["renews"]) for row in found["sign_ins"]],
                         [("corp", ["corp", "other", "refused", "chained"], "valid", True), (None, ["old"], "absent", False)])
        self.assertAlmostEqual(found["sign_ins"][0]["seconds_left"], 3000, delta=30)
        corp = next(row for row in found["roles"] if row["profile"] == "corp")
        self.assertEqual((corp["role_arn"], corp["account_id"], corp["role_name"], corp["state"], corp["found_by"]),
                         (None, "222222222222", "plain", "valid", ["AWS CLI v2"]))
        self.assertEqual([row["profiles"] for row in self.status("-p", "other")["sign_ins"]], [["other"]])
        terminal = self.latchkey_on_terminal("status")
        self.assertEqual(terminal.wait(), 0)
        self.assertRegex(terminal.shown, r"SIGN-IN +PROFILES +UNTIL +LEFT +THEN\r?\n"
                                         r"corp +corp, other, refused, chained +\S.* 50m +renewed when used")
        self.assertRegex(terminal.shown, r"corp +(\w+ )?\S+ +40m +AWS CLI v2 +plain in 222222222222")
        self.assertRegex(terminal.shown, r"old +- +absent +latchkey login -p old")


class Broken(SsoWhyCase):
    """Each names the line and the correction."""

    def config(self, old, new, count=1):
        text = sso.PROFILES.replace(old, new, count)
        self.assertNotEqual(text, sso.PROFILES)
        self.home.write(".aws/config", text)

    def leads_on(self, fix, words, file="config", profile="corp", **more):
        return self.leads_to(fix, self.line_of(words, file), file, words=("-p", profile), **more)

    def test_misspelled_sso_session(self):
        self.config("sso_session = corp", "sso_session = crop")
        self.leads_on("write sso_session = corp", "sso_session = crop")

    def test_missing_sso_session(self):
        self.config("sso_session = corp", "sso_session = elsewhere")
        self.leads_on(f"add [sso-session elsewhere] to {self.home.aws / 'config'} with", "elsewhere")
        done = self.latchkey("login", "-p", "corp")
        self.assertIn(f"add [sso-session elsewhere] to {self.home.aws / 'config'} with", done.stderr)

    def test_section_with_a_wrong_header(self):
        for header in ("[sso_session corp]", "[corp]", "[session corp]"):
            with self.subTest(header):
                self.config("[sso-session corp]", header)
                self.leads_on("write [sso-session corp]", header)

    def test_section_in_the_credentials_file(self):
        self.config("[sso-session corp]", "[sso-session other]")
        self.home.write(".aws/credentials", f"[sso-session corp]\nsso_start_url = {sso.START_URL}\nsso_region = us-east-1\n")
        self.leads_on("move [sso-session corp] to", "[sso-session corp]", "credentials")

    def test_conflicting_values(self):
        self.config("[profile corp]\n", "[profile corp]\nsso_region = eu-west-1\n")
        line = self.line_of("sso_registration_scopes") - 1
        found = self.leads_on("remove sso_region", "sso_region = eu-west-1")
        self.assertIn(f"line {line} ", found["next"])
        self.assertIn("is inconsistent between profile corp (eu-west-1)", found["problem"]["message"])

    def test_missing_role_and_account(self):
        self.config("sso_role_name = plain\n", "")
        self.leads_on("add below it: sso_role_name = NAME", "sso_account_id")
        self.config("sso_account_id = 222222222222\n", "")
        self.leads_on("add below it: sso_account_id = 123456789012", "sso_role_name")
        self.config("sso_account_id = 222222222222\nsso_role_name = plain\n", "")
        self.leads_on("add below it: sso_account_id = 123456789012 and sso_role_name = NAME", "sso_session")
        notes = self.why("-p", "corp", status=1)[1]["notes"]
        self.assertEqual(notes, ["sso_session at ~/.aws/config:2 provides no credentials without sso_account_id and sso_role_name"])

    def test_misspelled_profile_settings(self):
        self.config("sso_role_name", "sso_rolename")
        self.leads_on("write sso_role_name in the place of sso_rolename", "sso_rolename")
        self.config("sso_account_id = 222222222222\nsso_role_name", "sso_account = 222222222222\nsso_role")
        self.leads_on("in the place of sso_", "sso_account = ")

    def test_section_without_region_or_start_url(self):
        self.config("sso_region = us-east-1\nsso_reg", "sso_reg")
        self.leads_on("add below [sso-session corp]: sso_region = us-east-1", "[sso-session corp]")
        self.config("sso_region = us-east-1\nsso_reg", "sso_regoin = us-east-1\nsso_reg")
        self.leads_on("write sso_region in the place of sso_regoin", "sso_regoin")

    def test_sso_region_in_the_profile_instead_of_the_section(self):
        self.config("sso_region = us-east-1\nsso_reg", "sso_reg")
        text = (self.home.aws / "config").read_text()
        self.home.write(".aws/config", text.replace("[profile corp]\n", "[profile corp]\nsso_region = us-east-1\n"))
        found = self.leads_on("move sso_region below [sso-session corp]", "sso_region = us-east-1")
        self.assertIn(f"line {self.line_of('[sso-session corp]')}", found["next"])
        self.assertIn("missing the following configuration: sso_region", self.listed("corp")["problem"]["message"])

    def test_invalid_sso_region(self):
        self.config("sso_region = us-east-1\nsso_reg", "sso_region = us east\nsso_reg")
        self.leads_on("write sso_region = us-east-1", "us east")

    def test_incomplete_legacy_format(self):
        self.home.write(".aws/config", "[profile corp]\nsso_account_id = 222222222222\nsso_role_name = plain\nregion = eu-west-1\n")
        self.leads_on("add below it: sso_start_url = https://NAME.awsapps.com/start and sso_region", "sso_account_id")
        text = (self.home.aws / "config").read_text()
        self.home.write(".aws/config", text + f"[sso-session corp]\nsso_start_url = {sso.START_URL}\nsso_region = us-east-1\n")
        self.leads_on("add below it: sso_session = corp", "sso_account_id")
        self.home.write(".aws/config", text + f"sso_start_url = {sso.START_URL}\n")
        self.leads_on("add below it: sso_region = us-east-1", "sso_account_id")

    def test_problem_of_the_source_profile_of_a_role(self):
        self.config("sso_session = corp", "sso_session = crop")
        self.leads_on("write sso_session = corp", "sso_session = crop", profile="chained")
        self.config("[profile corp]\n", "[profile corp]\nsso_region = eu-west-1\n")
        self.leads_on("remove sso_region", "sso_region = eu-west-1", profile="chained")


if __name__ == "__main__":
    unittest.main()
