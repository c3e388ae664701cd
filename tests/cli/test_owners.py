#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files and folders that another user owns or may change, and places that hold something other than a file."""
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import missing, windows
from support.case import Case
from support.home import OPS_KEY

STRANGER = 65533  # another user, without a name
VICTIM = 65534
EXPIRATION = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SUTC")
POISON = ('{"Credentials": {"AccessKeyId": "ASIASTRANGER", "SecretAccessKey": "stranger-secret", "SessionToken": "stranger-token",'
          f' "Expiration": "{EXPIRATION}"}}}}')
STATE_FOLDERS = ("sessions", "locks", "overlays", "questions", "codes", "roles", "serve", "backups")


@windows.not_there("Windows has access lists instead of owners and modes")
class Owners(Case):
    """The user is VICTIM; STRANGER owns or may write the planted files."""

    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            missing.skip("root, to make files of two other users")
        self.program = self.unprivileged().latchkey
        self.state = self.home.aws / "latchkey"
        for path in (self.home.path, *self.home.path.rglob("*")):
            os.chown(path, VICTIM, VICTIM)

    def make(self, path, owner, mode):
        path.mkdir(parents=True, exist_ok=True)
        for folder in (path, *path.parents):
            if folder == self.home.aws:
                break
            os.chown(folder, VICTIM, VICTIM)
        path.chmod(mode)
        os.chown(path, owner, owner)
        return path

    def run_as(self, *words, user=VICTIM, **popen):
        return self.run_program([self.program, *words], user=user, group=user, extra_groups=[],
                                searched=words[0] != "process", **popen)

    def assert_refused(self, done, path, *words):
        self.assert_error(done, 1, str(path), *words)
        self.assert_nothing_was_sent()

    def test_state_folder_of_another_user_is_rejected(self):
        for name in ("", *STATE_FOLDERS):
            with self.subTest(name):
                folder = self.make(self.state / name, STRANGER, 0o755)
                for command in (["login", "-p", "ops"], ["exec", "-p", "ops", "--", "true"], ["status"], ["answer"],
                                ["logout", "--all"], ["keep"], ["process", "-p", "ops"], ["adopt", "-p", "ops"]):
                    done = self.run_as(*command)
                    self.assert_refused(done, folder, f"uid {STRANGER}")
                self.assertIn(f"mv {folder} {folder}.old", done.stderr)
                shutil.rmtree(self.state)

    def test_state_folder_writable_by_others_is_rejected_with_a_fix(self):
        for name in ("", *STATE_FOLDERS):
            for mode in (0o777, 0o770, 0o1777):
                with self.subTest(name, mode=oct(mode)):
                    folder = self.make(self.state / name, VICTIM, mode)
                    done = self.run_as("status")
                    self.assert_refused(done, folder, f"mode {mode:04o}")
                    subprocess.run(re.search("hint: run: (.*)", done.stderr)[1], shell=True, check=True)
                    self.assertEqual(self.run_as("status").returncode, 0)
                    shutil.rmtree(self.state)

    def test_parent_folder_writable_by_others_is_rejected(self):
        for folder in (self.home.aws, self.home.path):
            for made in (False, True):
                with self.subTest(folder, made=made):
                    if made:
                        self.make(self.state, VICTIM, 0o700)
                    folder.chmod(0o777)
                    done = self.run_as("exec", "-p", "base", "--", "true")
                    self.assert_refused(done, folder, "mode 0777")
                    folder.chmod(0o1777)  # users cannot rename others' folders there
                    self.assertEqual(self.run_as("status").returncode, 0)
                    folder.chmod(0o755)
            shutil.rmtree(self.state)

    def test_parent_folder_writable_by_a_private_group_is_accepted(self):
        """Many systems create each user with a group of the same name and a umask of 002."""
        self.home.aws.chmod(0o775)
        self.assertEqual(self.run_as("status").returncode, 0)
        os.chown(self.home.aws, VICTIM, STRANGER)
        self.assert_refused(self.run_as("status"), self.home.aws, "mode 0775")

    def test_parent_folder_the_user_cannot_change_is_a_warning(self):
        """Like a Kubernetes volume: root owns it and everyone may write."""
        os.chown(self.home.aws, 0, 0)
        self.home.aws.chmod(0o777)
        done = self.run_as("status")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"warning: {self.home.shown(self.home.aws)} can be changed by other users (mode 0777)", done.stderr)

    def test_a_hint_names_a_folder_that_exists(self):
        os.chown(self.home.aws, 0, 0)
        self.home.aws.chmod(0o755)
        done = self.run_as("login", "-p", "ops")
        self.assert_error(done, 1, f"cannot make {self.state / 'locks'}: permission denied")
        self.assertIn("hint: make sure that ~/.aws is yours and that you may write there", done.stderr)

    def test_symbolic_link_of_another_user_is_rejected(self):
        elsewhere = self.make(self.home.aws / "elsewhere", VICTIM, 0o700)
        self.state.symlink_to(elsewhere)
        os.lchown(self.state, VICTIM, VICTIM)
        self.assertEqual(self.run_as("status").returncode, 0)
        os.lchown(self.state, STRANGER, STRANGER)
        self.assert_refused(self.run_as("status"), self.state, f"uid {STRANGER}")

    def test_link_target_is_checked_up_to_the_root(self):
        shared = pathlib.Path(tempfile.mkdtemp(prefix="latchkey-shared-"))
        self.addCleanup(shutil.rmtree, shared)
        os.chown(shared, VICTIM, VICTIM)
        shared.chmod(0o777)
        self.make(self.home.aws / "latchkey", VICTIM, 0o700).rename(shared / "latchkey")
        self.state.symlink_to(shared / "latchkey")
        os.lchown(self.state, VICTIM, VICTIM)
        self.assert_refused(self.run_as("status"), shared, "mode 0777")

    def test_cache_entry_of_another_user_is_not_used(self):
        for folder in (self.home.cli, self.home.boto):
            for owner, mode in ((STRANGER, 0o644), (VICTIM, 0o666)):
                with self.subTest(folder, owner=owner):
                    self.make(folder, VICTIM, 0o700)
                    entry = folder / (OPS_KEY + ".json")
                    entry.write_text(POISON)
                    entry.chmod(mode)
                    os.chown(entry, owner, owner)
                    done = self.run_as("process", "-p", "ops", "--debug")
                    self.assertEqual(done.returncode, 1, done.stdout)
                    self.assertIn(str(entry), done.stderr)
                    os.chown(entry, VICTIM, VICTIM)
                    entry.chmod(0o600)
                    self.assertIn("ASIASTRANGER", self.run_as("process", "-p", "ops").stdout)
                    entry.unlink()

    def test_cache_folder_of_another_user_is_reported(self):
        for name in ("boto/cache", "cli/cache", "sso/cache", "login/cache"):
            for owner, mode, word in ((STRANGER, 0o755, f"uid {STRANGER}"), (VICTIM, 0o777, "mode 0777")):
                with self.subTest(name, word=word):
                    folder = self.make(self.home.aws / name, owner, mode)
                    done = self.run_as("status")
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertRegex(done.stderr, f"warning: {self.home.shown(folder)} .*{word}")
                    self.make(self.home.aws / name, VICTIM, 0o755)
                    self.assertNotIn("warning", self.run_as("status").stderr)

    def test_state_file_of_another_user_is_not_used(self):
        """A file that was planted while the folder was writable remains after its mode is corrected."""
        self.make(self.state / "sessions", VICTIM, 0o700)
        self.make(self.state / "locks", VICTIM, 0o700)
        lock = self.state / "locks" / "adopt.lock"
        lock.write_text("")
        lock.chmod(0o666)
        os.chown(lock, STRANGER, STRANGER)
        done = self.run_as("adopt", "-p", "ops")
        self.assert_refused(done, lock, f"uid {STRANGER}")

    def test_config_file_writable_by_others_is_reported_and_read(self):
        for name in ("config", "credentials"):
            path = self.home.aws / name
            path.chmod(0o666)
            done = self.run_as("list")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"warning: {self.home.shown(path)} can be changed by other users (mode 0666)", done.stderr)
            path.chmod(0o600)

    def test_files_of_a_mounted_home_work(self):
        """A container mounts ~/.aws of another uid: as root everything works, otherwise only the config files."""
        self.make(self.state / "sessions", VICTIM, 0o700)
        self.make(self.state, VICTIM, 0o700)
        done = self.run_as("process", "-p", "base", user=0)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        (self.home.aws / "credentials").chmod(0o644)
        self.home.path.chmod(0o755)
        done = self.run_as("process", "-p", "base", user=STRANGER)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_root_does_not_use_folders_of_another_user(self):
        folder = self.make(self.state / "overlays", STRANGER, 0o755)
        for path in (self.home.aws, self.state):
            os.chown(path, 0, 0)
        self.assert_refused(self.run_as("status", user=0), folder, f"uid {STRANGER}")

    def test_why_reports_the_folder_and_continues(self):
        self.make(self.state, VICTIM, 0o777)
        done = self.run_as("why", "-p", "ops")
        self.assertIn(f"warning: {self.home.shown(self.state)} can be changed by other users (mode 0777)", done.stderr)
        self.assertIn("ops", done.stdout)


if __name__ == "__main__":
    unittest.main()
