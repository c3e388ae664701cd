#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Leftovers of killed processes are removed: temporary files, overlays, tokens; and logout --all leaves no secret."""
import collections
import fcntl
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import little_programs, programs, windows, world
from support.home import OPS_KEY
from support.serving import ServeCase

KILLS = int(os.environ.get("LATCHKEY_KILLS", "60"))
OWN_TEMPORARY = re.compile(r"tmplk_[a-z0-9_]{5}\.tmp$")
OLD = 700  # seconds; latchkey removes leftovers after 600
LONG_TERM = "PLANTED/own+config/9NDENGbPxRfiCYEXAMPLE"
CONFIG = world.CONFIG_FILE + f"""
[profile own]
aws_access_key_id = {world.KEY}
aws_secret_access_key = {LONG_TERM}
region = eu-central-1
"""
SECRET_MEMBER = re.compile(rb'"(?:SecretAccessKey|SessionToken)": ?"([^"]+)"')


class LeftoverCase(ServeCase):
    def setUp(self):
        super().setUp()
        self.plant(LONG_TERM)
        self.home.write(".aws/config", CONFIG)
        self.temporary_folder = self.home.path / "tmp"
        self.temporary_folder.mkdir()
        self.code = self.home.path / "code"
        self.askpass = little_programs.make(self.home.path / "askpass", f"await {self.code}")
        self.found = set()  # secrets that were in a file at any time

    def environment(self, **more):
        folder = str(self.temporary_folder)
        if not windows.IS:  # wine expects its server there
            more = {"TMPDIR": folder, "XDG_RUNTIME_DIR": folder, **more}
        return super().environment(LATCHKEY_ASKPASS=self.askpass, **more)

    def preloaded(self, **more):
        return self.environment(LD_PRELOAD=programs.PRELOAD, **more)

    def new_code(self):
        self.code.write_text(self.testbed.later_code() + "\n")

    def login(self, *words, env=None):
        self.new_code()
        return self.latchkey("login", "-p", "ops", *words, env=env)

    def files(self):
        """Every file below ~/.aws and in the folder for temporary files, with its bytes."""
        found = {}
        for folder in (self.home.aws, self.temporary_folder):
            for path in sorted(pathlib.Path(parent, name) for parent, _, names in os.walk(folder) for name in names):
                try:
                    if path.is_file() and not path.is_symlink():
                        found[str(path.relative_to(self.home.path))] = path.read_bytes()
                except FileNotFoundError:  # an overlay's watcher was faster; os.walk() skips its folder
                    continue
        return found

    def temporaries(self):
        return [name for name in self.files() if OWN_TEMPORARY.search(name)]

    def remember_secrets(self):
        for data in self.files().values():
            self.found.update(SECRET_MEMBER.findall(data))
        token = self.home.aws / "latchkey" / "serve" / "token"
        if token.exists() and token.read_bytes():
            self.found.add(token.read_bytes())

    def assert_no_secret_is_left(self):
        """Except in the user's own files and their backups."""
        secrets = self.found | {world.SECRET.encode(), LONG_TERM.encode()}
        for name, data in self.files().items():
            if name in (".aws/config", ".aws/credentials") or name.startswith(".aws/latchkey/backups/"):
                self.assertNotRegex(name, OWN_TEMPORARY)
                continue
            self.assertEqual([secret for secret in secrets if secret in data], [], f"{name} holds a secret")
            self.assertNotRegex(name, r"\.tmp$")

    def log_out(self, *more):
        self.remember_secrets()
        done = self.latchkey("logout", "--all", *more, debug=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def make_old(self, path, seconds=OLD):
        then = time.time() - seconds
        os.utime(path, (then, then))

    def overlays(self):
        folder = self.home.aws / "latchkey" / "overlays"
        # Ended overlays contain no copies: test_after_exec.py.
        return [path.parent for path in folder.glob("*/lock")]


@windows.not_there("the preloaded library is for Linux")
class TemporaryFiles(LeftoverCase):
    def kill_at_rename(self, number, *words, **more):
        done = self.latchkey(*words, env=self.preloaded(LATCHKEY_TEST_KILL_AT_RENAME=str(number), **more))
        self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr)
        left = self.temporaries()
        self.assertEqual(len(left), 1, left)
        return self.home.path / left[0]

    def test_logout_all_removes_files_of_a_killed_login(self):
        folders = []
        for number in range(1, 5):
            self.new_code()
            left = self.kill_at_rename(number, "login", "-p", "ops", "--renew")
            folders.append(str(left.parent.relative_to(self.home.aws)))
            self.assertIn("1 temporary file of killed processes", self.log_out().stdout)
            self.assert_no_secret_is_left()
        self.assertEqual(folders, ["latchkey/codes", "latchkey/sessions", "boto/cache", "cli/cache"])

    def test_login_removes_old_files_and_keeps_recent_ones(self):
        self.new_code()
        left = self.kill_at_rename(2, "login", "-p", "ops")
        self.assertEqual(self.login().returncode, 0)
        self.assertTrue(left.exists(), "another process may be writing it")
        for sweeps in (["login", "-p", "ops"], ["logout", "-p", "plain"]):
            left.write_text("left")
            self.make_old(left)
            self.assertEqual(self.latchkey(*sweeps).returncode, 0)
            self.assertFalse(left.exists(), sweeps)

    def test_keep_and_serve_remove_old_files_at_start(self):
        self.assertEqual(self.login().returncode, 0)
        left = self.home.write(".aws/latchkey/sessions/tmplk_abcde.tmp", "left")
        self.make_old(left)
        self.start("-p", "plain").end()
        self.assertFalse(left.exists())
        left.write_text("left")
        self.make_old(left)
        keep = subprocess.Popen(self.command("keep"), env=self.environment(), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(keep.wait)
        self.addCleanup(keep.terminate)
        self.until(lambda: not left.exists())

    def test_process_removes_nothing(self):
        self.assertEqual(self.login().returncode, 0)
        left = self.home.write(".aws/boto/cache/tmplk_abcde.tmp", "left")
        self.make_old(left)
        self.process_json("-p", "ops")
        self.assertTrue(left.exists())

    def test_file_being_written_is_kept(self):
        path = self.home.write(".aws/latchkey/sessions/tmplk_abcde.tmp", "half")
        self.make_old(path)
        with open(path, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.log_out()
            self.assertTrue(path.exists())
        self.log_out()
        self.assertFalse(path.exists())

    def test_only_regular_files_with_this_name_are_removed(self):
        kept = [self.home.write(name, "kept") for name in (
            ".aws/tmpabcdefgh.tmp",  # of another tool, in a general folder
            ".aws/boto/cache/tmplk_abcde.tmp.json", ".aws/boto/cache/xtmplk_abcde.tmp", ".aws/boto/cache/tmplk_ABCDE.tmp",
            ".aws/boto/cache/tmplk_abcdef.tmp", ".aws/latchkey/backups/config-1")]
        inside = self.home.write(".aws/boto/cache/tmplk_aaaaa.tmp/file", "kept")
        target = self.home.write("target", "kept")
        link = self.home.aws / "boto" / "cache" / "tmplk_bbbbb.tmp"
        link.symlink_to(target)
        fifo = self.home.aws / "boto" / "cache" / "tmplk_ccccc.tmp"
        os.mkfifo(fifo)
        for path in kept:
            self.make_old(path)
        self.make_old(target)
        self.log_out()
        for path in (*kept, inside, target, link, fifo):
            self.assertTrue(os.path.lexists(path), path)

    def test_temporary_files_of_other_tools_are_removed_by_logout_all_only(self):
        entry = '{"Credentials": {"SecretAccessKey": "PLANTED/other", "SessionToken": "PLANTED/other"}}'
        left = [self.home.write(f".aws/{folder}/cache/tmpabcdefgh.tmp", entry) for folder in ("boto", "cli", "sso", "login")]
        for path in left:
            self.make_old(path)
        self.assertEqual(self.login().returncode, 0)
        self.assertTrue(all(path.exists() for path in left), "they are not latchkey's")
        left[0].write_text(entry)  # new, so that it may be about to be renamed
        self.assertIn("4 temporary files", self.log_out().stdout)
        self.assert_no_secret_is_left()

    def test_temporary_files_of_adopt_are_removed_at_configured_paths(self):
        config = self.home.write("elsewhere/config", CONFIG)
        link = self.home.path / "link"
        link.symlink_to(config)
        for name in ("link", "elsewhere/config"):
            left = self.adopt_killed(self.home.path / name)
            self.log_out()
            self.assertFalse(left.exists())

    def adopt_killed(self, config):
        done = self.latchkey("adopt", "-p", "ops", env=self.preloaded(LATCHKEY_TEST_KILL_AT_RENAME="2", AWS_CONFIG_FILE=str(config)))
        self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr)
        return next(path for path in (self.home.path / "elsewhere").iterdir() if OWN_TEMPORARY.search(path.name))

    def test_adopt_removes_files_of_a_killed_adopt(self):
        config = self.home.write("elsewhere/config", CONFIG)
        left = self.adopt_killed(config)
        self.assertEqual(self.latchkey("adopt", "-p", "ops").returncode, 0)
        self.assertFalse(left.exists())

    def test_files_are_synced_before_the_rename(self):
        calls = self.home.path / "calls"
        env = self.preloaded(LATCHKEY_TEST_CALLS=str(calls))
        self.assertEqual(self.login(env=env).returncode, 0)
        for command in ("adopt", "release"):
            self.assertEqual(self.latchkey(command, "-p", "ops", env=env).returncode, 0)
        synced, put = set(), []
        for line in calls.read_text().splitlines():
            verb, _, rest = line.partition(" ")
            if verb == "fsync":
                synced.add(rest)
            else:
                source, target = rest.split(" ")
                put.append(os.path.relpath(target, self.home.aws))
                self.assertIn(source, synced, f"{target} was not synced")
                synced.remove(source)
        for start in ("latchkey/codes/", "latchkey/sessions/", "boto/cache/", "cli/cache/", "latchkey/backups/", "config"):
            self.assertTrue(any(name.startswith(start) for name in put), (start, put))


class Logout(LeftoverCase):
    def test_all_removes_roles_of_deleted_profiles(self):
        self.assertEqual(self.login().returncode, 0)
        self.home.write(".aws/config", CONFIG.replace("role/ops", "role/renamed"))
        self.assertIn("the credentials of 1 role", self.log_out().stdout)
        self.assertFalse(any(path.exists() for path in self.home.both(OPS_KEY)))
        self.assert_no_secret_is_left()

    def test_all_removes_expired_and_broken_sessions(self):
        self.assertEqual(self.login().returncode, 0)
        session, = (self.home.aws / "latchkey" / "sessions").iterdir()
        self.remember_secrets()
        session.write_bytes(session.read_bytes() + b"\n")
        self.log_out()
        self.assertFalse(session.exists())
        self.assert_no_secret_is_left()

    def test_all_removes_everything_with_a_config_that_cannot_be_parsed(self):
        self.assertEqual(self.login().returncode, 0)
        self.remember_secrets()
        self.home.write(".aws/config", "x\n")
        self.assert_error(self.latchkey("logout", "-p", "ops"), 1, "unable to parse")
        done = self.log_out()
        self.assertIn("forgot the MFA session and the credentials of", done.stdout)
        self.assertIn("unable to parse config file", done.stderr)
        self.assert_no_secret_is_left()

    def test_all_reports_the_backups_and_how_to_remove_them(self):
        self.assertEqual(self.latchkey("adopt", "-p", "ops").returncode, 0)
        folder = self.home.aws / "latchkey" / "backups"
        done = self.log_out()
        command = re.search(r'left 1 backup of config files in (\S+), .*; "latchkey (.*)" removes them', done.stderr)
        self.assertEqual(windows.as_here(command[1]).replace("\\", "/"), "~/.aws/latchkey/backups")
        self.assertEqual(len(list(folder.iterdir())), 1)
        again = self.latchkey(*command[2].split(), debug=False)
        self.assertEqual((again.returncode, again.stdout, again.stderr), (0, "forgot 1 backup\n", ""))
        self.assertEqual(list(folder.iterdir()), [])

    def test_backups_are_removed_only_with_all(self):
        self.assert_error(self.latchkey("logout", "-p", "ops", "--backups"), 2, "--all")

    @windows.not_there(windows.NO_SIGNALS)
    def test_all_removes_tokens_of_dead_servers_only(self):
        running = self.start("-p", "plain")
        token = self.home.aws / "latchkey" / "serve" / "token"
        self.log_out()
        self.assertTrue(token.exists())
        running.process.kill()
        running.process.wait()
        self.assertTrue(token.exists())
        self.log_out()
        self.assertFalse(token.exists())
        self.assert_no_secret_is_left()

    @windows.not_there("latchkey itself stays and removes the overlay")
    def test_all_reports_programs_with_an_overlay(self):
        program = little_programs.make(self.home.path / "program", "say running", "hear")
        with subprocess.Popen(self.command("exec", "-p", "plain", "--", program, debug=False), env=self.environment(),
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            self.assertEqual(process.stdout.readline(), "running\n")
            self.assertIn(f"latchkey exec (pid {process.pid}) still runs", self.log_out().stderr)
            process.communicate("\n")
        self.until(lambda: not self.overlays())
        self.assertEqual(self.log_out().stderr, "")


@windows.not_there("no process watches over an overlay: latchkey itself stays and removes it")
class Overlays(LeftoverCase):
    def test_killed_exec_refresh_leaves_no_overlay(self):
        go = self.home.path / "go"
        program = little_programs.make(self.home.path / "program", "say running", f"await {go}")
        with subprocess.Popen(self.command("exec", "--refresh", "-p", "plain", "--", program, debug=False), env=self.environment(),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
            self.assertEqual(process.stdout.readline(), "running\n")
            self.assertEqual(len(self.overlays()), 1)
            self.assertTrue(any(LONG_TERM.encode() in data for name, data in self.files().items() if "overlays/" in name))
            process.kill()
            process.wait()
            self.until(lambda: not self.overlays())
            go.write_text("go on\n")

    def test_overlay_of_a_reused_process_id_is_removed(self):
        stat = pathlib.Path("/proc/self/stat").read_text()
        start = stat[stat.rindex(")") + 2:].split()[19]
        number = os.stat("/proc/self/ns/pid").st_ino
        folder = f".aws/latchkey/overlays/0123456789abcdef.{number}.{os.getpid()}"
        for noted, stays in ((start, True), (str(int(start) - 1), False)):
            self.home.write(folder + "/lock", noted)
            config = self.home.write(folder + "/config", LONG_TERM)
            self.log_out()
            self.assertEqual(config.exists(), stays)

    def test_exec_without_a_watcher_warns_and_uses_no_overlay(self):
        for number in (1, 2):  # the intermediate process, and the watcher
            env = self.preloaded(LATCHKEY_TEST_FORK_FAILS=str(number))
            program = little_programs.make(self.home.path / "program", "variable AWS_CONFIG_FILE")
            done = self.latchkey("exec", "-p", "plain", "--", program, debug=False, env=env)
            self.assertEqual((done.returncode, done.stdout), (0, "(not set)\n"), done.stderr)
            self.assertRegex(done.stderr, r"\Alatchkey: warning: cannot start the process that removes .*\n\Z")
            self.assertEqual(self.overlays(), [])
            done = self.latchkey("exec", "--refresh", "-p", "plain", "--", program, debug=False, env=env)
            self.assert_error(done, 1, "cannot start the process that removes")
            self.assertEqual(self.overlays(), [])


@windows.not_there(windows.NO_SIGNALS)
class RandomKills(LeftoverCase):
    """SIGKILL at a random instant, or as soon as a temporary file exists. LATCHKEY_KILLS is their number."""

    def commands(self):
        program = little_programs.make(self.home.path / "program", "run sleep 0.05")
        return {"login": ["login", "-p", "ops"], "renew": ["login", "-p", "ops", "--renew", "--all-roles"],
                "exec": ["exec", "-p", "plain", "--", program], "exec --refresh": ["exec", "--refresh", "-p", "plain", "--", program],
                "adopt": ["adopt", "-p", "billing"], "release": ["release", "-p", "billing"],
                "serve": ["serve", "-p", "plain"], "keep": ["keep", "--stay"]}

    def start_command(self, words):
        self.new_code()
        return subprocess.Popen(self.command(*words, debug=False), env=self.environment(), stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def usual_times(self, commands):
        """The duration of each command or, for a server, until it serves."""
        times = {}
        for name, words in commands.items():
            began = time.monotonic()
            process = self.start_command(words)
            lock = self.home.aws / "latchkey" / "locks" / (name + ".lock")
            self.until(lambda: process.poll() is not None or (lock.exists() and str(process.pid) in lock.read_text()), 60)
            times[name] = time.monotonic() - began
            process.kill()
            process.wait()
        return times

    def is_writing(self):
        folders = [self.home.aws, self.home.boto, self.home.cli,
                   *(self.home.aws / "latchkey" / name for name in ("sessions", "codes", "backups", "serve"))]
        for folder in folders:
            try:
                if any(OWN_TEMPORARY.search(name) for name in os.listdir(folder)):
                    return True
            except FileNotFoundError:
                continue
        return False

    def kill_once(self, words, usual):
        process = self.start_command(words)
        deadline = time.monotonic() + self.chosen.uniform(0, usual * 1.1)
        at_a_write = self.chosen.random() < 0.5
        while time.monotonic() < deadline and process.poll() is None and not (at_a_write and self.is_writing()):
            time.sleep(0 if at_a_write else 0.001)
        was_killed = process.poll() is None
        process.kill()
        process.wait()
        return was_killed

    def test_logout_all_removes_every_secret_after_random_kills(self):
        seed = int(os.environ.get("LATCHKEY_SEED", time.time_ns() % 1_000_000))
        print(f"random kills: {KILLS}, LATCHKEY_SEED={seed}", file=sys.stderr)
        self.chosen = random.Random(seed)
        commands = self.commands()
        usual = self.usual_times(commands)
        self.home.write(".aws/config", CONFIG)
        killed, left = collections.Counter(), collections.Counter()
        while sum(killed.values()) < KILLS:
            for name in self.chosen.sample(list(commands), len(commands)):
                before = set(self.temporaries())
                killed[name] += self.kill_once(commands[name], usual[name])
                left.update(f"{name}: {os.path.dirname(path)}" for path in set(self.temporaries()) - before)
                self.remember_secrets()
            done = self.log_out()
            self.until(lambda: not self.overlays())
            self.assert_no_secret_is_left()
            self.assertNotIn("error", done.stderr)
            self.assertIn("[profile own]", (self.home.aws / "config").read_text())
            self.home.write(".aws/config", CONFIG)
        print(f"killed: {dict(killed)}; temporary files left before logout --all: {dict(left)}", file=sys.stderr)
        self.assertGreater(len(self.found), 10)
        self._secrets.update(secret.decode() for secret in self.found)


if __name__ == "__main__":
    unittest.main()
