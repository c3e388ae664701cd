#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey adopt and release: profiles are rewritten in the user's own files, and restored byte for byte."""
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import little_programs, programs, small_disk, users, windows, world
from support.case import Case
from support.home import is_private

ROLE_KEYS = ("role_arn", "source_profile", "credential_source", "mfa_serial")


class Adopting(Case):
    @property
    def config(self):
        return self.home.aws / "config"

    def settings(self, profile):
        """A profile of the config file as other tools read it."""
        found, here = {}, False
        for line in self.config.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                here = line == f"[profile {profile}]"
            elif here and "=" in line:
                key, _, value = line.partition("=")
                found[key.strip()] = value.strip()
        return found

    def ok(self, *words, **options):
        done = self.latchkey(*words, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def backups(self):
        folder = self.home.aws / "latchkey" / "backups"
        return sorted(folder.iterdir()) if folder.exists() else []

    def files(self):
        """All files in ~/.aws except latchkey's own folder."""
        return {str(path.relative_to(self.home.aws)): path.read_bytes() for path in self.home.aws.rglob("*")
                if path.is_file() and "latchkey" not in path.parts[len(self.home.aws.parts):]}


class Adopt(Adopting):
    def test_adopted_profile_is_a_credential_process_for_other_tools(self):
        self.ok("adopt", "-p", "ops")
        settings = self.settings("ops")
        self.assertEqual(settings["credential_process"], f"{programs.LATCHKEY_ITSELF} process --profile ops")
        for key in ROLE_KEYS:
            self.assertNotIn(key, settings)
        self.assertEqual(settings["region"], "eu-central-1")
        self.assertEqual(settings["latchkey_role_arn"], world.OPS)

    def test_adopted_profile_is_the_original_role_for_latchkey(self):
        before = json.loads(self.ok("list", "--json"))
        self.ok("adopt", "--all")
        after = json.loads(self.ok("list", "--json"))
        adopted = {row["name"] for row in after if row.pop("adopted")}
        self.assertEqual(adopted, {"ops", "billing", "inner"})
        for row in before:
            self.assertFalse(row.pop("adopted"))
        self.assertEqual(after, before)
        self.sign_in()
        self.process_json("-p", "ops")

    def test_release_restores_the_same_bytes(self):
        before = self.files()
        for words in (["-p", "ops"], ["--all"]):
            self.ok("adopt", *words)
            self.assertNotEqual(self.files(), before)
            self.ok("release", *words)
            self.assertEqual(self.files(), before)

    def test_all_adopts_only_profiles_that_need_a_code(self):
        said = self.ok("adopt", "--all")
        self.assertIn("adopted ops, billing and inner:", said)
        for profile in ("plain", "base"):
            self.assertNotIn("credential_process", self.settings(profile))

    def test_reports_the_change_the_backup_and_how_to_undo_it(self):
        before = self.config.read_bytes()
        lines = self.ok("adopt", "-p", "ops").splitlines()
        self.assertTrue(lines[0].startswith("adopted ops: "), lines)
        self.assertEqual(lines[1], f"changed ~/.aws/config, kept as it was in ~/.aws/latchkey/backups/{self.backups()[0].name}")
        self.assertEqual(lines[2], "undo with: latchkey release -p ops")
        self.assertEqual(self.backups()[0].read_bytes(), before)
        self.assertTrue(is_private(self.backups()[0]))
        self.assertTrue(self.ok("release", "-p", "ops").startswith("released ops: "))

    def test_ten_backups_are_kept(self):
        for _ in range(8):
            self.ok("adopt", "-p", "ops")
            self.ok("release", "-p", "ops")
        self.assertEqual(len(self.backups()), 10)

    def test_no_profile_to_adopt_is_reported(self):
        self.ok("adopt", "--all")
        before = self.files(), self.backups()
        for words, says in ((["adopt", "-p", "ops"], "profile ops is adopted already\n"),
                            (["adopt", "-p", "plain"], "profile plain needs no MFA code, so it stays as it is\n"),
                            (["adopt", "--all"], "there is no profile to adopt: no role that needs a code is left\n"),
                            (["release", "-p", "plain"], "profile plain is not adopted\n")):
            self.assertEqual(self.ok(*words), says)
        self.assertEqual((self.files(), self.backups()), before)
        self.ok("release", "--all")
        self.assertEqual(self.ok("release", "--all"), "no profile is adopted\n")

    def test_program_on_path_is_written_without_its_folder(self):
        folder = self.home.path / "bin"
        folder.mkdir()
        itself = windows.EXE or programs.LATCHKEY
        os.symlink(itself, folder / os.path.basename(itself))
        env = self.environment(**little_programs.search_path(folder))
        self.ok("adopt", "-p", "ops", env=env)
        self.assertEqual(self.settings("ops")["credential_process"], "latchkey process --profile ops")

    def test_other_latchkey_on_path_is_not_written(self):
        little_programs.make(self.home.path / "bin" / "latchkey")
        self.ok("adopt", "-p", "ops", env=self.environment(**little_programs.search_path(self.home.path / "bin")))
        self.assertEqual(self.settings("ops")["credential_process"], f"{programs.LATCHKEY_ITSELF} process --profile ops")

    def test_dry_run_prints_the_diff_and_changes_nothing(self):
        before = self.files()
        said = self.ok("adopt", "-p", "ops", "--dry-run")
        self.assertIn(f"--- {self.config}\n+++ {self.config}\n@@ -", said)
        self.assertIn(f"-role_arn = {world.OPS}\n-source_profile = base\n-mfa_serial = {world.DEVICE}\n"
                      f"+credential_process = {windows.as_here(programs.LATCHKEY_ITSELF)} process --profile ops\n"
                      f"+latchkey_role_arn = {world.OPS}\n", said)
        self.assertEqual(self.files(), before)
        self.assertFalse((self.home.aws / "latchkey").exists())

    def test_dry_run_hides_nearby_secrets(self):
        self.home.write(".aws/config", f"[profile base]\naws_access_key_id = {world.KEY}\naws_secret_access_key = {world.SECRET}\n"
                                       f"[profile ops]\nrole_arn = {world.OPS}\nsource_profile = base\nmfa_serial = {world.DEVICE}\n"
                                       f"external_id = {world.BOB_SECRET}\n")
        said = self.ok("adopt", "-p", "ops", "--dry-run")  # the output is searched at the end of the test
        self.assertIn("aws_secret_access_key = (not shown)", said)

    def test_settings_of_both_files_are_adopted(self):
        self.home.write(".aws/config", f"[profile ops]\nrole_arn = {world.OPS}\nsource_profile = base\n")
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE + f"[ops]\nmfa_serial = {world.DEVICE}\n", mode=0o600)
        before = self.files()
        self.ok("adopt", "-p", "ops")
        self.assertIn("latchkey_mfa_serial", (self.home.aws / "credentials").read_text(encoding="utf-8"))
        row = json.loads(self.ok("list", "-p", "ops", "--json"))[0]
        self.assertEqual((row["role_arn"], row["mfa_serial"]), (world.OPS, world.DEVICE))
        self.ok("release", "-p", "ops")
        self.assertEqual(self.files(), before)


class Refused(Adopting):
    def assert_refused(self, words, *message):
        before = self.files()
        self.assert_error(self.latchkey(*words), 1, *message)
        self.assertEqual(self.files(), before)

    def test_profile_with_its_own_keys_is_not_adopted(self):
        self.home.write(".aws/config", world.CONFIG_FILE + f"[profile self]\naws_access_key_id = {world.KEY}\n"
                                       f"aws_secret_access_key = {world.SECRET}\nrole_arn = {world.OPS}\nsource_profile = self\n"
                                       f"mfa_serial = {world.DEVICE}\n")
        self.assert_refused(["adopt", "-p", "self"], "profile self", "keys of its own")
        done = self.latchkey("adopt", "--all")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("warning: profile self cannot be adopted", done.stderr)
        self.assertIn("credential_process", self.settings("ops"))

    def test_missing_profile_is_rejected(self):
        self.assert_refused(["adopt", "-p", "opps"], "opps")
        self.assert_refused(["release", "-p", "opps"], "opps")

    def test_profile_with_a_broken_role_is_rejected(self):
        self.home.write(".aws/config", world.CONFIG_FILE + "[profile bad]\nrole_arn = x\nsource_profile = nobody\n")
        self.assert_refused(["adopt", "-p", "bad"], "nobody")

    def test_broken_config_file_is_reported_and_unchanged(self):
        self.home.write(".aws/config", world.CONFIG_FILE + "[profile ops]\n")
        for words in (["adopt", "--all"], ["release", "--all"], ["adopt", "-p", "ops", "--dry-run"]):
            self.assert_refused(words, "~/.aws/config:28: unable to parse config file")

    def test_release_keeps_the_process_of_another_program(self):
        self.ok("adopt", "-p", "ops")
        text = self.config.read_text(encoding="utf-8")
        self.config.write_text(text.replace(f"{programs.LATCHKEY_ITSELF} process --profile ops", "other-tool ops"), encoding="utf-8")
        self.assert_refused(["release", "-p", "ops"], str(self.config), "not the one that adopt wrote")

    def test_read_only_file_is_unchanged(self):
        user = self.unprivileged()
        self.config.chmod(0o444)
        before = self.files()
        self.assert_error(self.latchkey("adopt", "--all", user=user), 1, str(self.config))
        self.assertEqual(self.files(), before)


class Files(Adopting):
    @windows.not_there("wine shows its programs no links")
    def test_linked_config_stays_a_link_and_keeps_its_mode(self):
        dotfiles = self.home.path / "dotfiles"
        dotfiles.mkdir()
        os.rename(self.config, dotfiles / "aws-config")
        os.symlink("../dotfiles/aws-config", self.config)
        (dotfiles / "aws-config").chmod(0o640)
        if os.geteuid() == 0:
            os.chown(dotfiles / "aws-config", users.NOBODY, users.NOBODY)
        before = (dotfiles / "aws-config").read_bytes()
        self.ok("adopt", "--all")
        self.assertEqual(os.readlink(self.config), "../dotfiles/aws-config")
        self.assertIn(b"latchkey_role_arn", (dotfiles / "aws-config").read_bytes())
        status = (dotfiles / "aws-config").stat()
        self.assertEqual(status.st_mode & 0o777, 0o640)
        if os.geteuid() == 0:
            self.assertEqual((status.st_uid, status.st_gid), (users.NOBODY, users.NOBODY))
        self.ok("release", "--all")
        self.assertEqual((dotfiles / "aws-config").read_bytes(), before)
        self.assertEqual(os.listdir(dotfiles), ["aws-config"])

    def test_unusual_files_are_restored_byte_for_byte(self):
        choose = random.Random(20260301)
        env = self.environment()
        adopted = 0
        rounds = 20 if windows.IS else 200  # starts are slow there
        for number in range(rounds):
            with self.subTest(number):
                original = odd_config(choose)
                self.config.write_bytes(original)
                subprocess.run([programs.LATCHKEY, "adopt", "--all"], env=env, check=True, capture_output=True)
                changed = self.config.read_bytes()
                adopted += changed != original
                subprocess.run([programs.LATCHKEY, "release", "--all"], env=env, check=True, capture_output=True)
                self.assertEqual(self.config.read_bytes(), original)
        self.assertGreater(adopted, 0.75 * rounds)

    def test_eight_concurrent_runs_lose_nothing(self):
        self.home.write(".aws/config", world.CONFIG_FILE + "".join(
            f"[profile p{n}]\nrole_arn = {world.OPS}\nsource_profile = base\nmfa_serial = {world.DEVICE}\n" for n in range(8)))
        before = self.config.read_bytes()
        for command in ("adopt", "release"):
            running = [subprocess.Popen([programs.LATCHKEY, command, "-p", f"p{n}"], env=self.environment(),
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE) for n in range(8)]
            for process in running:
                _, said = process.communicate(timeout=30)
                self.assertEqual(process.returncode, 0, said)
            self.assertEqual(self.config.read_bytes().count(b"credential_process"), 8 if command == "adopt" else 0)
        self.assertEqual(self.config.read_bytes(), before)

    def test_kill_at_any_time_leaves_a_complete_file(self):
        before = self.config.read_bytes()
        started = time.monotonic()
        self.ok("adopt", "--all")
        longest = (2 if windows.IS else 1.2) * (time.monotonic() - started)
        adopted = self.config.read_bytes()
        choose = random.Random(7)
        seen = set()
        for number in range(20 if windows.IS else 120):
            command = "release" if self.config.read_bytes() == adopted else "adopt"
            process = subprocess.Popen([programs.LATCHKEY, command, "--all"], env=self.environment(),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(choose.uniform(0, longest))
            process.send_signal(signal.SIGKILL)
            process.wait()
            now = self.config.read_bytes()
            self.assertIn(now, (before, adopted), number)
            seen.add(now)
        self.assertEqual(len(seen), 2)
        self.ok("release", "--all")
        self.assertEqual(self.config.read_bytes(), before)

    @windows.not_there("nothing limits the size of a file")
    def test_file_size_limit_changes_nothing(self):
        before = self.files()
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
        self.assert_error(self.latchkey("adopt", "--all", preexec_fn=limit), 1, "file too large")
        self.assertEqual(self.files(), before)

    def test_full_disk_changes_nothing(self):
        disk = small_disk.mount(self, "64k")
        shutil.copy(self.config, disk + "/config")
        small_disk.fill(disk)
        before = pathlib.Path(disk, "config").read_bytes()
        done = self.latchkey("adopt", "--all", env=self.environment(AWS_CONFIG_FILE=disk + "/config"))
        self.assert_error(done, 1, disk + "/config", "no space left on device")
        self.assertEqual(pathlib.Path(disk, "config").read_bytes(), before)
        self.assertEqual(sorted(os.listdir(disk)), ["config", "filler"])


def odd_config(choose):
    """A config file that uses all variations of the grammar."""
    end = choose.choice(["\n", "\n", "\r\n", "\r"])
    lines = [choose.choice(["# comment", "", "; other"]) for _ in range(choose.randint(0, 3))]
    for name in choose.sample(["ops", "dev", '"my prod"', "\"it's\"", "default"], choose.randint(2, 5)):
        lines.append(f"[profile {name}]" + choose.choice(["", "", " # named"]))
        indent = choose.choice(["", "", "  ", "\t"])
        settings = [("role_arn", "arn:aws:iam::222222222222:role/ops"), ("source_profile", "base"),
                    ("mfa_serial", "arn:aws:iam::111111111111:mfa/ada"), ("region", "eu-west-1"), ("external_id", "é")]
        choose.shuffle(settings)
        for key, value in settings:
            key = choose.choice([key, key, key.upper(), key.title()])
            lines.append(indent + key + choose.choice([" = ", "=", ":", " : ", "\t=  "]) + value + choose.choice(["", "", "  "]))
            lines += choose.choice([[], [], [], [""], [indent + "# note"], ["   "]])
        if choose.random() < 0.3:
            lines += [indent + "s3 =", indent + "  max_concurrent_requests = 1", indent + "  role_arn = nested"]
    text = end.join(lines) + choose.choice([end, end, ""])
    return text.encode()


if __name__ == "__main__":
    unittest.main()
