#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A role without mfa_serial whose source profile has one, as in configurations for aws-vault and granted."""
import json
import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import little_programs, world
from support.case import NEXT_PROMPT, PROMPT, Case
from support.home import cache_key

BASE = f"[profile base]\nregion = eu-central-1\nmfa_serial = {world.DEVICE}\n"
KEY = cache_key(RoleArn=world.OPS)


def role(arn, name="dev", source="base"):
    return f"\n[profile {name}]\nrole_arn = {arn}\nsource_profile = {source}\nregion = eu-central-1\n"


class Inherited(Case):
    def setUp(self):
        super().setUp()
        self.config(BASE + role(world.OPS))

    def config(self, text):
        self.home.write(".aws/config", text)

    def questions(self):
        return self.testbed.counts()["questions_answered"]

    def test_session_of_the_source_profile_is_used(self):
        self.sign_in("base")
        self.process_json("-p", "dev")
        self.assertEqual(self.questions(), 1)
        for path in self.home.both(KEY):  # where botocore expects a role without a device
            self.assertTrue(self.home.entry(path)["Expiration"])
        self.assertEqual(self.latchkey("whoami", "-p", "dev").returncode, 0)

    def test_denied_role_prompts_once_without_a_session(self):
        terminal = self.sign_in("dev")
        self.assertIn("profile dev", terminal.shown)
        self.process_json("-p", "dev")
        self.process_json("-p", "base")
        self.assertEqual(self.questions(), 1)

    def test_role_without_a_device_never_prompts(self):
        self.config(BASE + role(world.PLAIN))
        terminal = self.latchkey_on_terminal("login", "-p", "dev")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertNotIn("Enter MFA code", terminal.shown)
        self.assertEqual(self.home.sessions(), [])

    def test_denial_without_a_terminal_names_the_line_to_add(self):
        for command in ("process", "login", "whoami"):
            done = self.latchkey(command, "-p", "dev")
            self.assert_error(done, 1, "STS denied role " + world.OPS)
            self.assertIn(f"mfa_serial of profile base is not inherited: write mfa_serial = {world.DEVICE} below [profile dev]", done.stderr)
        self.assertEqual(self.questions(), 0)
        self.config(BASE + role(world.OPS).replace("source_profile", f"mfa_serial = {world.DEVICE}\nsource_profile"))
        self.sign_in("dev")

    def test_logout_of_either_profile_removes_the_session_and_its_roles(self):
        for name in ("dev", "base"):
            with self.subTest(name):
                self.sign_in("dev")
                self.assertEqual(self.latchkey("logout", "-p", name).returncode, 0)
                self.assertEqual(self.home.sessions(), [])
                self.assertEqual([path for path in self.home.both(KEY) if path.exists()], [])
                self.assert_error(self.latchkey("process", "-p", "dev"), 1, "STS denied role " + world.OPS)

    def test_login_names_the_device_only_if_used(self):
        self.assertIn("device " + world.DEVICE, self.sign_in("dev").shown)
        self.home.empty_caches()
        self.config(BASE + role(world.PLAIN))
        done = self.latchkey("login", "-p", "dev")
        self.assertEqual((done.returncode, "device" in done.stdout), (0, False), done.stdout)

    def test_denied_as_in_botocore_with_sessions_off(self):
        env = self.environment(LATCHKEY_MFA_SESSION="off")
        terminal = self.latchkey_on_terminal("login", "-p", "dev", env=env)
        self.assertEqual(terminal.wait(), 1)
        self.assertNotIn("Enter MFA code", terminal.shown)

    def test_denial_with_mfa_is_reported(self):
        self.config(BASE + role(world.DENIED))
        self.sign_in("base")
        done = self.latchkey("process", "-p", "dev")
        self.assert_error(done, 1, "STS denied role " + world.DENIED)
        self.assertIn("MFA did not change the answer", done.stderr)

    def test_AWS_MFA_SERIAL_sets_the_device_as_in_aws_vault(self):
        self.config("[profile base]\nregion = eu-central-1\n" + role(world.OPS))
        self.sign_in("dev", env=self.environment(AWS_MFA_SERIAL=world.DEVICE))
        self.config("[profile base]\nregion = eu-central-1\n" + role(world.PLAIN))
        self.process_json("-p", "dev", env=self.environment(AWS_MFA_SERIAL=world.DEVICE))
        self.assertEqual(self.questions(), 1)

    def test_chained_role_does_not_inherit(self):
        self.config(BASE + role(world.PLAIN, "middle") + role(world.INNER, "dev", "middle"))
        self.process_json("-p", "dev")
        self.config(BASE + role(world.PLAIN, "middle") + role(world.DENIED, "dev", "middle"))
        terminal = self.latchkey_on_terminal("login", "-p", "dev")
        self.assertEqual(terminal.wait(), 1)
        self.assertNotIn("Enter MFA code", terminal.shown)

    def test_mfa_process_of_the_source_profile_is_used(self):
        program = self.home.path / "codes"
        config = BASE.replace("mfa_serial", f"mfa_process = {program}\nmfa_serial")
        for text in (config + role(world.OPS), config + role(world.OPS) + f"mfa_serial = {world.DEVICE}\n"):
            with self.subTest(text):
                self.home.empty_caches()
                little_programs.make(program, f"say {self.testbed.next_code(world.DEVICE)}")
                self.config(text)
                self.process_json("-p", "dev")

    def test_why_reports_that_the_device_is_not_inherited(self):
        found = json.loads(self.latchkey("why", "-p", "dev", "--json").stdout)
        note, = found["notes"]
        self.assertIn("mfa_serial of profile base at ~/.aws/config:3 is not inherited", note)
        self.assertIn(f"write mfa_serial = {world.DEVICE} below [profile dev]", note)
        self.assertEqual((found["asks_for_code"], found["may_ask_for_code"]), (False, True))
        self.assertEqual(found["next"], "latchkey login -p dev (prompts only if the role requires MFA)")

    def test_why_says_what_decides_on_the_prompt(self):
        said = " ".join(self.latchkey("why", "-p", "dev").stdout.split())
        self.assertIn("a code may be needed: only mfa_serial of profile base names an MFA device, and STS decides whether the role needs it",
                      said)
        self.assertIn("boto3, SDKs fetch the role themselves, and fail if it requires MFA; use latchkey exec or adopt", said)
        self.sign_in("base")
        said = " ".join(self.latchkey("why", "-p", "dev").stdout.split())
        self.assertIn("no code is needed: only mfa_serial of profile base names an MFA device", said)
        self.assertIn("; the MFA session lasts until", said)


class Overviews(Inherited):
    """list, status, adopt and exec treat such a role as one that may need the MFA session."""

    def listed(self, **env):
        row, = (row for row in json.loads(self.latchkey("list", "--json", env=self.environment(**env)).stdout) if row["name"] == "dev")
        return row["mfa_serial"], row["asks_for_code"], row["may_ask_for_code"]

    def end_sessions(self):
        shutil.rmtree(self.home.aws / "latchkey" / "sessions")

    def code_cell(self, **env):
        rows = (line.split("\t") for line in self.latchkey("list", env=self.environment(**env)).stdout.splitlines())
        return {row[0]: row[2] for row in rows}["dev"]

    def test_list_says_that_it_may_ask(self):
        self.assertEqual((self.listed(), self.code_cell()), ((world.DEVICE, False, True), "may ask"))
        self.sign_in("base")
        self.assertEqual((self.listed(), self.code_cell()), ((world.DEVICE, False, False), "cached"))
        self.end_sessions()
        self.assertEqual(self.code_cell(), "may ask")
        self.sign_in("dev")
        self.end_sessions()
        self.assertEqual(self.code_cell(), "cached", "the role is cached")

    def test_list_says_so_of_AWS_MFA_SERIAL(self):
        self.config("[profile base]\nregion = eu-central-1\n" + role(world.OPS))
        self.assertEqual((self.listed(), self.code_cell()), ((None, False, False), "-"))
        self.assertEqual(self.listed(AWS_MFA_SERIAL=world.DEVICE), (world.DEVICE, False, True))

    def test_list_says_nothing_where_no_device_is_inherited(self):
        self.assertEqual(self.listed(LATCHKEY_MFA_SESSION="off"), (None, False, False))
        self.config(BASE + role(world.PLAIN, "middle") + role(world.INNER, "dev", "middle"))
        self.assertEqual(self.code_cell(), "may ask", "the role in the middle inherits it")
        self.config(BASE + role(world.OPS).replace("source_profile = base", "credential_source = Environment"))
        self.assertEqual(self.code_cell(), "-")

    def test_status_names_the_login_while_the_role_is_not_cached(self):
        line = "no MFA session: latchkey login -p dev --all-roles"

        def shown():
            terminal = self.latchkey_on_terminal("status")
            terminal.wait()
            return terminal.screen
        self.assertIn(line, shown())
        self.config(BASE + role(world.PLAIN))
        self.warm("dev")
        self.assertNotIn(line, shown())

    def test_adopt_rewrites_it_and_release_restores_it(self):
        before = (self.home.aws / "config").read_bytes()
        for words in (("--all",), ("-p", "dev")):
            with self.subTest(words):
                done = self.latchkey("adopt", *words)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("adopted dev: ", done.stdout)
                self.assertRegex((self.home.aws / "config").read_text(), r"\[profile dev\]\ncredential_process = .* process --profile dev\nlatchkey_role_arn = ")
                self.sign_in("dev")
                self.assertEqual(self.latchkey("release", *words).returncode, 0)
                self.assertEqual((self.home.aws / "config").read_bytes(), before)
                self.home.empty_caches()

    def test_adopt_leaves_a_role_without_any_device(self):
        self.config("[profile base]\nregion = eu-central-1\n" + role(world.PLAIN))
        self.assertIn("there is no profile to adopt", self.latchkey("adopt", "--all").stdout)
        self.assertIn("profile dev needs no MFA code, so it stays as it is", self.latchkey("adopt", "-p", "dev").stdout)

    def test_adopted_it_never_prompts_where_STS_gives_the_role(self):
        self.config(BASE + role(world.PLAIN))
        self.assertEqual(self.latchkey("adopt", "--all").returncode, 0)
        terminal = self.latchkey_on_terminal("whoami", "-p", "dev")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertNotIn("Enter MFA code", terminal.shown)

    def test_a_profile_named_inside_exec_leads_back_to_latchkey(self):
        self.config(BASE + role(world.OPS) + role(world.PLAIN, "plain"))
        show = little_programs.make(self.home.path / "show", "variable AWS_CONFIG_FILE")
        config = pathlib.Path(self.latchkey("exec", "-p", "plain", "--", show, debug=False).stdout.strip())
        self.assertIn("overlays", str(config))
        dev = little_programs.make(self.home.path / "sdk", "sdk dev")
        self.sign_in("base")
        done = self.latchkey("exec", "-p", "plain", "--", dev, debug=False, prints_secrets=True)
        self.assertEqual(json.loads(done.stdout)["AccessKeyId"], self.process_json("-p", "dev")["AccessKeyId"], done.stderr)
        self.assertEqual(self.questions(), 1)


class OtherTools(Case):
    """Settings that affect credentials only in aws-vault."""

    SETTINGS = {"source_identity = ada": "the session has no source identity", "session_tags = team=x": "the session gets no tags",
                "transitive_session_tags = team": "the session gets no tags",
                "include_profile = base": "the settings of that profile are ignored here",
                "parent_profile = base": "the settings of that profile are ignored here"}

    def test_setting_of_another_tool_is_reported(self):
        for setting, effect in self.SETTINGS.items():
            with self.subTest(setting):
                key = setting.split()[0]
                self.home.write(".aws/config", "[profile base]\nregion = eu-central-1\n" + role(world.PLAIN) + setting + "\n")
                words = f"~/.aws/config:8: profile dev: {key} has no effect: aws-vault alone reads it, so {effect}"
                self.assertEqual(json.loads(self.latchkey("why", "-p", "dev", "--json").stdout)["notes"], [words])
                for command in ("login", "whoami"):
                    self.assertIn("latchkey: warning: " + words + "\n", self.latchkey(command, "-p", "dev").stderr)
                self.assertEqual(self.latchkey("process", "-p", "dev", debug=False, prints_secrets=True).stderr, "")


class BesideProgram(Case):
    """mfa_serial without a role beside a credential_process that prints long-term keys."""

    def setUp(self):
        super().setUp()
        program = self.program(AccessKeyId=world.KEY, SecretAccessKey=world.SECRET)
        self.home.write(".aws/config", f"[profile pmfa]\nregion = eu-central-1\nmfa_serial = {world.DEVICE}\n"
                                       f"credential_process = {program}\n")

    def program(self, **printed):
        return little_programs.make(self.home.path / "keys", "say " + json.dumps({"Version": 1, **printed}))

    def test_without_a_session_nothing_prompts_and_the_keys_are_used(self):
        terminal = self.latchkey_on_terminal("whoami", "-p", "pmfa")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertNotIn("Enter MFA code", terminal.shown)
        self.assertEqual(self.process_json("-p", "pmfa")["AccessKeyId"], world.KEY)
        self.assertEqual(self.latchkey("whoami", "-p", "pmfa", debug=False).stderr, "")

    def test_login_makes_an_MFA_session_that_all_commands_use(self):
        shown = self.sign_in("pmfa").shown
        self.assertIn("device " + world.DEVICE, shown)
        self.assertEqual(len(self.home.session_files()), 1)
        found = self.process_json("-p", "pmfa")
        self.assertTrue(found["SessionToken"])
        show = little_programs.make(self.home.path / "show", "variable AWS_ACCESS_KEY_ID")
        for words in (("exec", "-p", "pmfa", "--", show), ("export", "-p", "pmfa", "--format", "env")):
            self.assertIn(found["AccessKeyId"], self.latchkey(*words, prints_secrets=True).stdout)
        self.assertEqual(self.latchkey("login", "-p", "pmfa").returncode, 0)
        self.assertEqual(self.testbed.counts()["questions_answered"], 1)

    def test_logout_ends_it_and_the_keys_are_used_again(self):
        self.sign_in("pmfa")
        self.assertEqual(self.latchkey("logout", "-p", "pmfa").returncode, 0)
        self.assertEqual(self.home.sessions(), [])
        self.assertEqual(self.process_json("-p", "pmfa")["AccessKeyId"], world.KEY)

    def test_it_is_a_session_of_the_keys_that_are_printed_now(self):
        self.sign_in("pmfa")
        self.program(AccessKeyId=world.BOB_KEY, SecretAccessKey=world.BOB_SECRET)
        self.assertEqual(self.process_json("-p", "pmfa")["AccessKeyId"], world.BOB_KEY)

    def test_keys_with_a_session_token_need_no_sign_in(self):
        self.program(AccessKeyId="ASIAPROGRAM000000001", SecretAccessKey="x" * 40, SessionToken="PLANTED/token-of-a-program")
        done = self.latchkey("login", "-p", "pmfa")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("profile pmfa needs no sign-in: its credentials come from", done.stdout)

    def test_with_sessions_off_login_needs_no_code(self):
        done = self.latchkey("login", "-p", "pmfa", env=self.environment(LATCHKEY_MFA_SESSION="off"))
        self.assertEqual((done.returncode, "needs no sign-in" in done.stdout), (0, True), done.stderr)

    def test_roles_of_the_same_device_share_the_session(self):
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write(role(world.OPS, "ops", "pmfa") + f"mfa_serial = {world.DEVICE}\n")
        self.sign_in("pmfa")
        self.assertIn("/ops/", self.latchkey("whoami", "-p", "ops").stdout)
        self.assertEqual(self.testbed.counts()["questions_answered"], 1)

    def test_list_and_why_tell_of_the_session(self):
        def cells():
            return self.latchkey("list").stdout.split("\n")[0].split("\t")[:3]
        self.assertEqual(cells(), ["pmfa", "custom-process", "-"])
        why = json.loads(self.latchkey("why", "-p", "pmfa", "--json").stdout)
        self.assertIn("mfa_serial at ~/.aws/config:3 serves latchkey login", why["notes"][0])
        self.assertEqual((why["asks_for_code"], why["mfa_session"]["device"]), (False, world.DEVICE))
        self.sign_in("pmfa")
        self.assertEqual(cells(), ["pmfa", "custom-process", "cached"])
        said = " ".join(self.latchkey("why", "-p", "pmfa").stdout.split())
        self.assertIn("no code is needed: the MFA session of the keys that the program prints is valid", said)


if __name__ == "__main__":
    unittest.main()
