#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""login, whoami, list, status and logout."""
import datetime
import fcntl
import hashlib
import json
import os
import pathlib
import re
import stat
import struct
import subprocess
import sys
import termios
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import leaks, little_programs, windows, world
from support.case import NEXT_PROMPT, PROMPT, Case
from support.home import OPS_KEY, VARIABLE, cache_key, is_private
from support.terminal import INTERRUPTED

UNTIL = r"(\w+ )?\d\d:\d\d"  # with the day if it is another one


class Login(Case):
    def test_one_code_serves_every_later_process(self):
        self.sign_in()
        for words in (["login", "-p", "ops"], ["whoami", "-p", "ops"], ["process", "-p", "ops"]):
            done = self.latchkey(*words, prints_secrets=words[0] == "process")
            self.assertEqual(done.returncode, 0, done.stderr)
        counts = self.testbed.counts()
        self.assertEqual((counts["questions_answered"], counts["codes_received"]), (1, 1))

    def test_no_second_prompt_with_a_cached_entry(self):
        self.sign_in()
        for folder in (self.home.boto, self.home.cli):
            other = self.home.cli if folder == self.home.boto else self.home.boto
            moved = (folder / (OPS_KEY + ".json")).read_bytes()
            (other / (OPS_KEY + ".json")).unlink()
            self.assertEqual(self.latchkey("process", "-p", "ops", prints_secrets=True).returncode, 0)
            (other / (OPS_KEY + ".json")).write_bytes(moved)
        self.assertEqual(self.testbed.calls("AssumeRole"), 1)

    def test_login_writes_the_entry_to_the_folder_that_lacks_it(self):
        self.sign_in()
        for missing in self.home.both():
            missing.unlink()
            self.assertEqual(self.latchkey("login", "-p", "ops").returncode, 0)
            self.assertEqual(self.home.both()[0].read_bytes(), self.home.both()[1].read_bytes())
        self.assertEqual(self.testbed.calls("AssumeRole"), 1)

    def test_entries_are_byte_compatible_and_private(self):
        os.umask(0o022)
        self.sign_in(env=self.home.environment(**self.testbed.as_aws()))
        boto, cli = self.home.both()
        self.assertEqual(boto.read_bytes(), cli.read_bytes())
        text = boto.read_text()
        self.assertEqual(text, json.dumps(json.loads(text)))  # Python's own bytes, no newline at the end
        entry = json.loads(text)
        self.assertEqual(list(entry), ["Credentials", "AssumedRoleUser", "ResponseMetadata"])
        self.assertEqual(list(entry["Credentials"]),
                         ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId"])
        self.assertEqual(list(entry["AssumedRoleUser"]), ["AssumedRoleId", "Arn"])
        self.assertEqual(list(entry["ResponseMetadata"]), ["RequestId", "HTTPStatusCode", "HTTPHeaders", "RetryAttempts"])
        self.assertRegex(entry["Credentials"]["Expiration"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|UTC|\+00:00)$")
        for path in (boto, cli):
            for private in (path, path.parent, path.parent.parent):
                self.assertTrue(is_private(private), private)
        self.assert_no_leftovers()

    def test_entry_of_a_configured_endpoint_has_one_more_member(self):
        self.warm()
        entry = json.loads(self.home.both(cache_key(RoleArn=world.PLAIN))[0].read_text())
        self.assertEqual(list(entry), ["Credentials", "AssumedRoleUser", "ResponseMetadata", "LatchkeyEndpoint"])
        self.assertEqual(entry["LatchkeyEndpoint"], self.testbed.http + "/aws")

    def test_times_are_local_on_the_terminal_and_utc_in_the_file(self):
        said = {}
        for zone in ("UTC", "Asia/Kolkata"):
            done = self.latchkey("login", "-p", "plain", env=self.environment(TZ=zone))
            hour, minute = map(int, re.search(r"signed in until (?:\w+ )?(\d\d):(\d\d)", done.stdout).groups())
            said[zone] = hour * 60 + minute
        self.assertEqual((said["Asia/Kolkata"] - said["UTC"]) % 1440, 330)
        expiration = self.home.entry(self.home.both(cache_key(RoleArn=world.PLAIN))[0])["Expiration"]
        self.assertEqual(int(expiration[11:13]) * 60 + int(expiration[14:16]), said["UTC"])

    def test_existing_folders_keep_their_modes(self):
        for folder in (self.home.boto, self.home.cli):
            folder.mkdir(parents=True)
            folder.chmod(0o755)
        self.warm()
        self.assertEqual({stat.S_IMODE(folder.stat().st_mode) for folder in (self.home.boto, self.home.cli)}, {0o755})

    def test_caches_stay_in_the_home_with_files_elsewhere(self):
        for name in ("config", "credentials"):
            (self.home.aws / name).rename(self.home.path / name)
        env = self.environment(AWS_CONFIG_FILE=f"${VARIABLE}/config", AWS_SHARED_CREDENTIALS_FILE="~/credentials")
        self.assertEqual(self.latchkey("login", "-p", "plain", env=env).returncode, 0)
        self.assertEqual(len(self.home.cached()), 2)

    def test_modes_are_independent_of_the_umask(self):
        for mask in (0o000, 0o077):
            self.home.empty_caches()
            self.latchkey("login", "-p", "plain", preexec_fn=lambda mask=mask: os.umask(mask))
            for path in [*self.home.boto.iterdir(), *self.home.cli.iterdir()]:
                self.assertTrue(is_private(path), path)

    def test_profile_with_its_own_keys_needs_no_sign_in(self):
        done = self.latchkey("login", "-p", "base")
        self.assertEqual((done.returncode, done.stdout),
                         (0, "profile base needs no sign-in: its credentials come from the keys in ~/.aws/credentials\n"))
        self.assert_nothing_was_sent()

    def test_both_roles_of_a_chain_are_cached(self):
        self.sign_in("inner")
        self.assertEqual(self.testbed.calls("AssumeRole"), 2)
        for key in (OPS_KEY, cache_key(RoleArn=world.INNER)):
            for path in self.home.both(key):
                self.home.entry(path)
        self.assertIn("assumed-role/inner/", self.latchkey("whoami", "-p", "inner").stdout)

    def test_cached_outer_role_is_not_fetched_again(self):
        self.sign_in("ops")
        done = self.latchkey("login", "-p", "inner")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.testbed.counts()["questions_answered"], 1)

    def test_entry_with_less_than_15_minutes_is_refreshed(self):
        self.warm()
        for path in self.home.both(cache_key(RoleArn=world.PLAIN)):
            entry = json.loads(path.read_text())
            soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=890)
            entry["Credentials"]["Expiration"] = soon.strftime("%Y-%m-%dT%H:%M:%SZ")
            path.write_text(json.dumps(entry))
        self.warm()
        self.assertEqual(self.testbed.calls("AssumeRole"), 2)


class WhoAmI(Case):
    def test_whoami_prints_account_arn_and_user_id(self):
        done = self.latchkey("whoami", "-p", "base")
        self.assertRegex(done.stdout, r"\Aaccount  111111111111\n"
                         r"arn      arn:aws:iam::111111111111:user/ada\nuser id  AIDA\w+\n\Z")

    def test_json_matches_get_caller_identity(self):
        done = self.latchkey("whoami", "-p", "plain", "--json")
        found = json.loads(done.stdout)
        self.assertEqual(list(found), ["UserId", "Account", "Arn"])
        self.assertEqual(found["Account"], "222222222222")
        self.assertRegex(found["Arn"], "^arn:aws:sts::222222222222:assumed-role/plain/")

    def test_environment_credentials_are_used_without_a_profile(self):
        env = self.environment(AWS_ACCESS_KEY_ID=world.BOB_KEY, AWS_SECRET_ACCESS_KEY=world.BOB_SECRET,
                               AWS_DEFAULT_REGION="eu-central-1")
        self.assertIn("user/bob", self.latchkey("whoami", env=env).stdout)
        self.assertIn("user/ada", self.latchkey("whoami", "-p", "base", env=env).stdout)

    def test_rejected_environment_keys_are_suggested_to_be_unset(self):
        for wrong in ({"AWS_ACCESS_KEY_ID": "ASIAOLDER", "AWS_SESSION_TOKEN": "PLANTED-old"}, {"AWS_ACCESS_KEY_ID": "AKIAOLDER"},
                      {"AWS_ACCESS_KEY_ID": world.BOB_KEY}):
            with self.subTest(wrong):
                env = self.environment(AWS_REGION="eu-central-1", AWS_SECRET_ACCESS_KEY="PLANTED-older", **wrong)
                done = self.latchkey("whoami", env=env)
                self.assert_error(done, 1, "access key " + wrong["AWS_ACCESS_KEY_ID"])
                self.assertIn("unset AWS_ACCESS_KEY_ID and the variables beside it", done.stderr)


class List(Case):
    def listed(self):
        done = self.latchkey("list", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return {row["name"]: row for row in json.loads(done.stdout)}

    def test_terminal_output_keeps_multibyte_characters(self):
        self.home.write(".aws/config", '[profile "büro Ω"]\nregion = eu-west-1\n')
        terminal = self.latchkey_on_terminal("list")
        self.assertEqual(terminal.wait(), 0)
        self.assertIn("\nbüro Ω  ", terminal.shown.replace("\r", ""))

    def test_json_has_a_row_per_profile_in_file_order(self):
        rows = self.listed()
        self.assertEqual(list(rows), ["default", "base", "ops", "billing", "plain", "inner"])
        self.assertEqual((rows["base"]["source"], rows["base"]["asks_for_code"]), ("shared-credentials-file", False))
        self.assertEqual((rows["ops"]["source"], rows["ops"]["asks_for_code"]), ("assume-role", True))
        self.assertEqual((rows["ops"]["role_arn"], rows["ops"]["mfa_serial"]), (world.OPS, world.DEVICE))
        self.assertTrue(rows["inner"]["asks_for_code"])
        self.assert_nothing_was_sent()

    def test_signed_in_profile_needs_no_code(self):
        self.sign_in()
        rows = self.listed()
        self.assertFalse(rows["ops"]["asks_for_code"])
        self.assertFalse(rows["inner"]["asks_for_code"])  # the outer role is cached
        self.assertFalse(rows["billing"]["asks_for_code"])  # the MFA session provides it
        self.home.empty_caches()
        self.assertTrue(self.listed()["billing"]["asks_for_code"])

    def test_broken_profile_is_listed_with_its_problem(self):
        self.home.write(".aws/config", world.CONFIG_FILE + "\n[profile broken]\nrole_arn = x\nsource_profile = gone\n")
        row = self.listed()["broken"]
        self.assertIn("gone", row["problem"]["message"])
        self.assertEqual((row["problem"]["code"], row["problem"]["origin"]["setting"]), ("source-profile-not-found", "source_profile"))
        self.assertRegex(self.latchkey("list").stdout, r"(?m)^broken\tbroken\t-\t.*gone")

    def test_terminal_output_is_a_table_with_a_heading(self):
        terminal = self.latchkey_on_terminal("list")
        self.assertEqual(terminal.wait(), 0)
        lines = terminal.shown.splitlines()
        self.assertEqual(lines[0].split(), ["PROFILE", "SOURCE", "CODE", "ROLE"])
        self.assertEqual([line.split()[0] for line in lines[1:]], ["default", "base", "ops", "billing", "plain", "inner"])
        column = lines[0].index("ROLE")
        self.assertEqual(lines[3][column:], world.OPS)

    def test_redirected_output_is_lines_without_a_heading(self):
        for words, columns in ((["list"], 4), (["status"], 5)):
            lines = self.latchkey(*words).stdout.splitlines()
            self.assertEqual({line.count("\t") for line in lines}, {columns - 1})
            self.assertIn("ops", [line.split("\t")[0] for line in lines])
            self.assertNotIn("PROFILE", lines[0])

    def test_empty_home_prints_an_empty_list_and_a_notice(self):
        (self.home.aws / "config").unlink()
        (self.home.aws / "credentials").unlink()
        self.assertEqual(json.loads(self.latchkey("list", "--json").stdout), [])
        done = self.latchkey("list", debug=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertIn("there are no profiles", done.stderr)
        self.home.aws.rmdir()
        self.assertEqual(self.latchkey("list", "--json").stdout, "[]\n")

    def test_misspelled_profile_is_an_error_with_the_nearest_name(self):
        for command in ("list", "status"):
            done = self.latchkey(command, "-p", "opps")
            self.assert_error(done, 1, "opps")
            self.assertIn("did you mean ops", done.stderr)

    def test_process_with_a_secret_argument_is_listed_without_it(self):
        self.plant("PLANTED-argument-4711")
        self.home.write(".aws/config", world.CONFIG_FILE +
                        "\n[profile process]\ncredential_process = /bin/false --secret PLANTED-argument-4711\n")
        self.assertEqual(self.listed()["process"]["source"], "custom-process")
        for words in (["list"], ["whoami", "-p", "process"], ["process", "-p", "process"], ["login", "-p", "process"]):
            self.latchkey(*words)


class Status(Case):
    def roles(self, *words):
        done = self.latchkey("status", "--json", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {row["profile"]: row for row in json.loads(done.stdout)["roles"]}

    def test_empty_home_has_an_empty_status(self):
        (self.home.aws / "config").unlink()
        self.assertEqual(json.loads(self.latchkey("status", "--json").stdout),
                         {"sessions": [], "roles": [], "logins": [], "sign_ins": [], "keeper": None, "server": None, "problems": []})
        self.assertEqual(self.latchkey("status").returncode, 0)

    def test_status_before_a_login_is_empty(self):
        rows = self.roles()
        self.assertEqual({row["state"] for row in rows.values()}, {"absent"})
        self.assertEqual(rows["ops"]["found_by"], [])

    def test_status_after_a_login_shows_lifetime_and_readers(self):
        self.sign_in()
        row = self.roles()["ops"]
        self.assertEqual((row["state"], row["found_by"], row["role_arn"]), ("valid", ["SAM CLI", "AWS CLI"], world.OPS))
        self.assertTrue(3400 < row["seconds_left"] <= 3600, row)
        self.home.both()[0].unlink()
        self.assertEqual(self.roles("-p", "ops")["ops"]["found_by"], ["AWS CLI"])
        self.assertRegex(self.latchkey("status").stdout, rf"(?m)^ops\t{UNTIL}\t(1h|\d+m)\tAWS CLI\t{world.OPS}$")
        terminal = self.latchkey_on_terminal("status")
        self.assertEqual(terminal.wait(), 0)
        self.assertRegex(terminal.shown, rf"(?m)^ops +{UNTIL} +(1h|\d+m) +AWS CLI +{world.OPS}$")

    def test_mfa_sessions_are_shown_on_a_terminal_and_in_json_only(self):
        self.sign_in()
        session, = json.loads(self.latchkey("status", "--json").stdout)["sessions"]
        self.assertEqual(list(session), ["device", "access_key_id", "profile", "began", "expiration", "seconds_left"])
        self.assertEqual((session["device"], session["access_key_id"], session["profile"]),
                         (world.DEVICE, world.KEY, "ops"))
        self.assertTrue(43000 < session["seconds_left"] <= 43200, session)
        self.assertEqual(json.loads(self.latchkey("status", "--json", "-p", "plain").stdout)["sessions"], [])
        self.assertNotIn(world.DEVICE, self.latchkey("status").stdout)
        terminal = self.latchkey_on_terminal("status")
        self.assertEqual(terminal.wait(), 0)
        self.assertRegex(terminal.shown,
                         rf"\AMFA SESSION +KEYS +UNTIL +LEFT\n{world.DEVICE} +{world.KEY} +(\w+ )?\d\d:\d\d +12h\n\nPROFILE ")
        self.assertTrue(terminal.shown.endswith("\n\nnot refreshed in the background; latchkey login --keep does that\n"), terminal.shown)

    def test_time_over_a_week_away_includes_the_date(self):
        self.warm()
        for path in self.home.both(cache_key(RoleArn=world.PLAIN)):
            entry = json.loads(path.read_text())
            entry["Credentials"]["Expiration"] = "2019-03-01T12:34:56Z"
            path.write_text(json.dumps(entry))
        zone = r"UTC\+00:00" if windows.IS else "UTC"  # Windows has no short names
        self.assertRegex(self.latchkey("status").stdout, rf"plain\t2019-03-01 12:34 {zone}\texpired\t")

    def test_watch_updates_each_second_and_restores_the_terminal(self):
        terminal = self.latchkey_on_terminal("status", "--watch")
        terminal.expect(re.compile(r"(?m)^ops +- "))
        self.warm()
        terminal.expect(re.compile(r"\r\x1b\[7A(.*\n){5}plain +" + UNTIL))  # seven lines up, over the old ones
        self.assertRegex(terminal.screen, r"plain .* (1h|59m) \[#{10}\]  ")
        terminal.expect(re.compile(r"\x1b\[\d+A"), timeout=3)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), INTERRUPTED)
        self.assertEqual(terminal.flags_after, terminal.flags_before)
        self.assertNotIn("?", "".join(re.findall(r"\x1b\[(.)", terminal.screen)))  # no mode was set

    @windows.not_there("wine's console counts escape sequences as columns")
    def test_watch_truncates_to_the_terminal(self):
        resize = lambda: fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 4, 20, 0, 0))
        terminal = self.latchkey_on_terminal("status", "--watch", prepare=resize)
        terminal.expect(re.compile(r"\r\x1b\[3A[^\x1b]*\x1b\[K"))
        terminal.type("\x03")
        terminal.wait()
        lines = re.sub(r"\x1b\[\d*[A-Z]|\r", "", terminal.shown).split("\n")
        self.assertEqual(lines[2], "... 5 lines more")
        self.assertTrue(all(len(line) < 20 for line in lines), lines)

    def test_watch_without_a_terminal_prints_json_lines(self):
        self.assert_error(self.latchkey("status", "--watch"), 2, "--watch", "terminal")
        watch = subprocess.Popen(self.command("status", "--watch", "--json", debug=False), env=self.environment(),
                                 stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        self.addCleanup(watch.stdout.close)
        self.addCleanup(watch.wait)
        self.addCleanup(watch.kill)
        for _ in range(2):
            self.assertEqual(list(json.loads(watch.stdout.readline())), ["sessions", "roles", "logins", "sign_ins", "keeper", "server", "problems"])

    def test_broken_entry_is_reported(self):
        path = self.home.write(f".aws/cli/cache/{OPS_KEY}.json", "{")
        row = self.roles()["ops"]
        self.assertEqual(row["state"], "broken")
        self.assertIn(str(path), row["problem"])
        self.assertIn(self.home.shown(path), self.latchkey("status").stderr)

    def test_status_never_prompts(self):
        self.roles()
        self.assert_nothing_was_sent()


class AllCommands(Case):
    def test_debug_output_of_every_command_contains_no_secret(self):
        self.plant("PLANTED-argument-4711")
        self.plant("PLANTED-process-secret")
        answer = json.dumps({"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "PLANTED-process-secret"})
        script = little_programs.make(self.home.path / "process", f"say {answer}")
        nothing = little_programs.make(self.home.path / "true")
        self.home.write(".aws/config", world.CONFIG_FILE +
                        f"\n[profile process]\ncredential_process = {script} --secret PLANTED-argument-4711\n")
        self.sign_in()
        for words in (["login", "-p", "ops"], ["login", "-p", "process"], ["whoami", "-p", "ops"], ["whoami", "-p", "process"],
                      ["exec", "-p", "ops", "--", nothing], ["exec", "-p", "process", "--", nothing], ["list"], ["status"],
                      ["list", "--json"], ["status", "--json"], ["logout", "--all"]):
            self.assertIn("latchkey: debug: ", self.latchkey(*words).stderr)
        for words in (["export", "-p", "process", "--format", "env"], ["process", "-p", "process"]):
            done = self.latchkey(*words, prints_secrets=True)
            self.assertIn("PLANTED-process-secret", done.stdout)  # requested by name

    def test_secret_search_finds_planted_secrets(self):
        self.assertEqual(leaks.find(b"x PLANTED y", {"PLANTED"}), ["PLANTED"])
        self.assertEqual(leaks.find("code 123456.", {"123456"}), ["123456"])
        self.assertEqual(leaks.find("account 111123456789", {"123456"}), [])


class LoginPrompts(Case):
    def test_all_roles_prompts_without_a_session(self):
        self.sign_in()
        for path in (self.home.aws / "latchkey" / "sessions").iterdir():
            path.unlink()
        terminal = self.latchkey_on_terminal("login", "-p", "ops", "--all-roles")
        terminal.expect(NEXT_PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertRegex(terminal.shown, rf"(?m)^  billing +{world.BILLING} +until ")

    def test_all_roles_prompts_once_after_aws_ended_the_session(self):
        self.sign_in()
        self.testbed.clock(expire_sessions=True)
        terminal = self.latchkey_on_terminal("login", "-p", "ops", "--all-roles")
        terminal.expect(NEXT_PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertEqual(self.testbed.counts()["questions_answered"], 2)

    def test_cancelled_prompt_is_not_repeated_for_each_role(self):
        self.sign_in()
        for path in (self.home.aws / "latchkey" / "sessions").iterdir():
            path.unlink()
        terminal = self.latchkey_on_terminal("login", "-p", "ops", "--all-roles")
        terminal.expect(NEXT_PROMPT)
        terminal.type("\x04")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertEqual(terminal.shown.count("Enter MFA code"), 1)

    def test_invalid_for_option_is_reported(self):
        for length, words in (("abc", "is not a time"), ("", "is not a time"), ("1m", "15 minutes to 36 hours"),
                              ("48h", "15 minutes to 36 hours")):
            self.assert_error(self.latchkey("login", "-p", "ops", "--for", length), 2, "--for", words)

    def test_for_option_is_reported_if_a_session_is_valid(self):
        self.sign_in()
        done = self.latchkey("login", "-p", "ops", "--for", "2h")
        self.assertEqual(done.returncode, 0)
        self.assertIn("--renew makes", done.stderr)

    def test_missing_ca_bundle_is_reported_before_the_prompt(self):
        terminal = self.latchkey_on_terminal("login", "-p", "ops", env=self.environment(AWS_CA_BUNDLE="/nowhere/ca.pem"))
        self.assertEqual(terminal.wait(), 1)
        self.assertNotIn("Enter MFA code", terminal.shown)
        self.assertIn("the CA bundle /nowhere/ca.pem is not there", terminal.shown)

    def test_missing_program_is_reported_before_the_prompt(self):
        terminal = self.latchkey_on_terminal("exec", "-p", "ops", "--", "no-such-program")
        self.assertEqual(terminal.wait(), 127)
        self.assertNotIn("Enter MFA code", terminal.shown)


class Logout(Case):
    def setUp(self):
        super().setUp()
        self.sign_in()
        self.warm()
        for folder in (self.home.boto, self.home.cli):
            (folder / "session.db").write_bytes(b"not ours")
            (folder / ("0" * 40 + ".json")).write_text('{"ProviderType": "sso", "Credentials": {}}')
        self.before = self.home.cached()

    def test_logout_removes_only_files_of_one_profile(self):
        done = self.latchkey("logout", "-p", "ops")
        self.assertEqual((done.returncode, done.stdout), (0, "forgot the MFA session and the credentials of 1 role (ops)\n"))
        gone = set(self.before) - set(self.home.cached())
        self.assertEqual(gone, {f"boto/cache/{OPS_KEY}.json", f"cli/cache/{OPS_KEY}.json"})
        again = self.latchkey_on_terminal("login", "-p", "ops")
        again.expect(NEXT_PROMPT)
        again.type("\x03")
        self.assertEqual(again.wait(), INTERRUPTED)

    def test_logout_all_removes_only_files_of_profiles(self):
        done = self.latchkey("logout", "--all")
        self.assertEqual((done.returncode, done.stdout), (0, "forgot the MFA session and the credentials of 2 roles (ops, plain)\n"))
        self.assertEqual(self.home.cached(), {name: data for name, data in self.before.items()
                                              if "session.db" in name or "0" * 40 in name})

    def test_logout_removes_the_role_of_a_web_identity(self):
        role = "arn:aws:iam::222222222222:role/web"
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write(f"\n[profile web]\nrole_arn = {role}\nweb_identity_token_file = /nowhere\n")
        key = hashlib.sha1(json.dumps({"RoleArn": role}).encode()).hexdigest()
        self.home.write(f".aws/cli/cache/{key}.json", "{}")
        done = self.latchkey("logout", "-p", "web")
        self.assertEqual((done.returncode, done.stdout), (0, "forgot the credentials of 1 role (web)\n"))
        self.assertEqual(self.home.cached(), self.before)

    def test_second_logout_succeeds(self):
        self.latchkey("logout", "--all")
        done = self.latchkey("logout", "--all")
        self.assertEqual((done.returncode, done.stdout), (0, "nothing was cached\n"))

    def test_logout_of_a_missing_profile_is_an_error(self):
        self.assert_error(self.latchkey("logout", "-p", "opps"), 1, "opps")
        self.assertEqual(self.home.cached(), self.before)


if __name__ == "__main__":
    unittest.main()
