#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey keep and login --keep: one process refreshes the caches, and ends when it should."""
import concurrent.futures
import copy
import fcntl
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
from support import missing, programs, windows, world  # pylint: disable=wrong-import-position
from support.case import NEXT_PROMPT, PROMPT, Case  # pylint: disable=wrong-import-position
from support.home import OPS_KEY, cache_key, is_private  # pylint: disable=wrong-import-position

# How latchkey and this test start it; wine's processes have Windows names.
STARTED_AS = {name.encode() for name in (programs.LATCHKEY, programs.LATCHKEY_ITSELF, windows.EXE)}
# On Windows processes can only be killed.
ENDINGS = (signal.SIGKILL,) if windows.IS else (signal.SIGTERM, signal.SIGINT)
LOGINS = 6 if windows.IS else 16  # starts are slow there
BILLING_KEY = cache_key(RoleArn=world.BILLING, SerialNumber=world.DEVICE)


NEW_KEY, NEW_SECRET = "AKIANEWEXAMPLE000001", "PLANTED/new+secret/7MDENGbPxRfiCYEXAMPLE"


def a_world():
    """Role ops is due for a refresh three seconds after AssumeRole; bob's MFA sessions expire after eight."""
    config = copy.deepcopy(world.CONFIG)
    ada, bob = config["accounts"][0]["users"]
    assert ada["name"] == "ada"
    ada["access_keys"].append({"id": NEW_KEY, "secret": NEW_SECRET})
    bob["session_lifetime_seconds"] = 8
    config["accounts"][1]["roles"][0]["lifetime_seconds"] = 1203
    return config


class KeepCase(Case):
    world_config = a_world()

    def setUp(self):
        super().setUp()
        self.named = set()
        self.addCleanup(self.end_keepers)

    def keepers(self):
        """The processes `latchkey keep` of this HOME, with this machine's IDs, without zombies."""
        found = []
        for folder in pathlib.Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                words = [*(folder / "cmdline").read_bytes().split(b"\0"), b""]
                state = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
            except OSError:
                continue
            if words[0] in STARTED_AS and words[1] == b"keep" and state != "Z" and self.is_of_this_home(folder):
                found.append(int(folder.name))
        return found

    def is_of_this_home(self, folder):
        try:
            return f"HOME={self.home.path}\0".encode() in (folder / "environ").read_bytes()
        except PermissionError:  # only root sees it; the lock names it
            lock = self.home.aws / "latchkey" / "locks" / "keep.lock"
            if lock.exists():
                self.named.update(re.findall(r'"pid":(\d+)', lock.read_text()))
            return folder.name in self.named
        except OSError:
            return False

    def assert_the_keeper(self, pid):
        """Checks that only one is running, with the ID `pid` in latchkey's output: on Windows it differs from this
        machine's."""
        if windows.IS:
            self.assertEqual(len(self.keepers()), 1)
            self.assertEqual(self.status()["keeper"]["pid"], pid)
        else:
            self.assertEqual(self.keepers(), [pid])

    def shows_processes(self):
        """Whether /proc shows variables and open files of a keeper: only to root, and not under wine."""
        return os.geteuid() == 0 and not windows.IS

    def end_keepers(self):
        deadline = time.monotonic() + 5
        while keepers := self.keepers():
            for pid in keepers:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.02)
            self.assertLess(time.monotonic(), deadline, "a keeper stays behind")

    def until(self, what, seconds=5):
        """Waits for `what` to be true. Returns it, and how long it took."""
        began = time.monotonic()
        while not (found := what()):
            self.assertLess(time.monotonic() - began, seconds, "not in time; the log: " + self.log())
            time.sleep(0.02)
        return found, time.monotonic() - began

    def log(self):
        path = self.home.aws / "latchkey" / "keep.log"
        return path.read_text() if path.exists() else ""

    def keep_on_terminal(self, *words, **options):
        """Runs login --keep with a code. Returns the ended terminal and the keeper's process ID."""
        terminal = self.latchkey_on_terminal("login", "-p", "ops", "--keep", *words, **options)
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        said = re.search(r"(?m)^refreshed until \S+(?: \S+)? by a background process \(pid (\d+)\); latchkey logout ends it$",
                         terminal.shown)
        self.assertTrue(said, terminal.shown)
        self.assert_the_keeper(int(said.group(1)))
        return terminal, int(said.group(1))

    def shown_status(self):
        terminal = self.latchkey_on_terminal("status")
        self.assertEqual(terminal.wait(), 0)
        return terminal.shown

    def status(self):
        return json.loads(self.latchkey("status", "--json", debug=False).stdout)


class Keep(KeepCase):
    def test_login_keep_refreshes_without_a_prompt_and_outlives_the_terminal(self):
        _, pid = self.keep_on_terminal("--all-roles")  # its window is closed, its shell has ended
        first = self.home.entry(self.home.both()[0])  # the same in both
        billing = self.home.entry(self.home.both(BILLING_KEY)[0])
        # In its own session, in /, without the terminal.
        if not windows.IS:
            self.assertEqual(os.getsid(pid), pid)
            self.assertNotEqual(os.getsid(0), pid)
        self.until(lambda: all(self.home.entry(path) != first for path in self.home.both()), 10)
        self.remember_cached_secrets()
        for path in self.home.both():
            self.assertTrue(is_private(path))
        self.assertEqual(self.home.entry(self.home.both(BILLING_KEY)[0]), billing)  # an hour left
        self.assertEqual(self.testbed.counts()["questions_answered"], 1)
        self.until(lambda: "ops: renewed, lasts until " in self.log())
        log = self.home.aws / "latchkey" / "keep.log"
        self.assertTrue(is_private(log))
        for line in self.log().splitlines():
            self.assertRegex(line, r"^latchkey: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 ")
        self.heard("the keeper's log", self.log())
        keeper = self.status()["keeper"]
        self.assertEqual(list(keeper), ["pid", "since", "next_renewal", "config"])
        self.assertEqual(keeper["pid"], pid)
        self.assertRegex(keeper["next_renewal"], r"^\d{4}-")
        terminal = self.latchkey_on_terminal("status")
        self.assertEqual(terminal.wait(), 0)
        self.assertRegex(terminal.shown, rf"\n\nrefreshed by latchkey keep \(pid {pid}\) since (\w+ )?\d\d:\d\d; next refresh (\w+ )?\d\d:\d\d\n\Z")
        done = self.latchkey("logout", "--all")
        self.assertEqual(done.returncode, 0, done.stderr)
        _, took = self.until(lambda: not self.keepers(), 6)
        self.assertLess(took, windows.within(2.5))
        self.assertEqual(self.home.cached(), {})
        self.assertIsNone(self.status()["keeper"])
        self.assertIn("stopped: there is no valid MFA session", self.log())

    def test_keep_uses_the_new_sign_in_after_a_key_rotation(self):
        self.plant(NEW_SECRET)
        self.keep_on_terminal()
        old, = (self.home.aws / "latchkey" / "sessions").iterdir()
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE.replace(world.KEY, NEW_KEY).replace(world.SECRET, NEW_SECRET),
                        mode=0o600)
        terminal = self.latchkey_on_terminal("login", "-p", "ops", "--renew")
        terminal.expect(NEXT_PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        old.unlink()
        self.remember_cached_secrets()
        first = self.home.entry(self.home.both()[0])
        self.until(lambda: all(self.home.entry(path) != first for path in self.home.both()), 70)
        self.assertNotIn("not renewed", self.log())

    def test_a_role_with_an_inherited_device_is_renewed(self):
        self.home.write(".aws/config", f"[profile base]\nregion = eu-central-1\nmfa_serial = {world.DEVICE}\n"
                                       f"[profile ops]\nrole_arn = {world.OPS}\nsource_profile = base\nregion = eu-central-1\n")
        self.keep_on_terminal()
        entries = self.home.both(cache_key(RoleArn=world.OPS))
        first = self.home.entry(entries[0])
        self.until(lambda: all(self.home.entry(path) != first for path in entries), 10)
        self.assertEqual(self.testbed.counts()["questions_answered"], 1)

    @windows.not_there("wine does not tell its programs that their window was closed")
    def test_keep_survives_the_hangup_of_its_terminal(self):
        shell = self.on_terminal(["/bin/sh", "-c", f"{programs.LATCHKEY} login -p ops --keep; read line"])
        shell.expect(PROMPT)
        shell.type(self.testbed.next_code() + "\n")
        pid = int(re.search(r"\d+", shell.expect(re.compile(r"\(pid \d+\)"))).group())
        shell.hang_up()
        time.sleep(0.3)
        self.assertEqual(self.keepers(), [pid])

    def test_keep_ends_with_the_session(self):
        self.home.write(".aws/credentials", f"[base]\naws_access_key_id = {world.BOB_KEY}\n"
                                            f"aws_secret_access_key = {world.BOB_SECRET}\n")
        self.home.write(".aws/config", world.CONFIG_FILE.replace(world.DEVICE, world.BOB_DEVICE))
        terminal = self.latchkey_on_terminal("login", "-p", "ops", "--keep")
        terminal.expect(f"Enter MFA code for {world.BOB_DEVICE}: ")
        terminal.type(self.testbed.next_code(world.BOB_DEVICE) + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        end = self.status()["sessions"][0]["expiration"]
        self.assertEqual(len(self.keepers()), 1)
        self.until(lambda: not self.keepers(), 12)
        self.assertGreaterEqual(time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()), end[:19])

    def test_one_keep_process_per_user_for_concurrent_logins(self):
        self.sign_in("billing")
        words = self.command("login", "-p", "billing", "--keep", debug=False)
        pids = set()

        def login(_):
            return windows.run(words, env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, encoding="utf-8", check=False, timeout=30)
        with concurrent.futures.ThreadPoolExecutor(LOGINS) as at_once:
            for done in at_once.map(login, range(LOGINS)):
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                pids.add(int(re.search(r"\(pid (\d+)\)", done.stdout).group(1)))
        self.assertEqual(len(pids), 1)
        self.until(lambda: len(self.keepers()) == 1)  # the others found the lock held and have ended
        self.assert_the_keeper(*pids)
        done = self.latchkey("keep", debug=False)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, rf"\Alatchkey keep is already running \(pid {pids.pop()}, since (\w+ )?\d\d:\d\d\)\n\Z")

    def test_login_starts_keep_again_after_sigkill(self):
        self.keep_on_terminal()
        first, = self.keepers()
        os.kill(first, signal.SIGKILL)
        self.until(lambda: first not in self.keepers())
        self.assertIsNone(self.status()["keeper"])
        done = self.latchkey("login", "-p", "ops", "--keep", debug=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.keepers()), 1)
        self.assertNotEqual(self.keepers(), [first])

    @windows.not_there("/proc tells neither the handles nor the variables of a program of Windows")
    def test_keep_inherits_only_allowed_descriptors_and_variables(self):
        self.sign_in()
        reader, writer = os.pipe()
        os.set_inheritable(writer, True)
        script = f"{programs.LATCHKEY} login --keep -p ops"
        done = self.run_program(["/bin/sh", "-c", script], close_fds=False, cwd=self.home.path,
                                env=self.environment(AWS_PROFILE="billing", AWS_ACCESS_KEY_ID="AKIAENV",
                                                     AWS_SECRET_ACCESS_KEY="PLANTED-env", AWS_CONFIG_FILE=".aws/config"))
        self.assertEqual(done.returncode, 0, done.stderr)
        os.close(writer)
        self.assertEqual(os.read(reader, 1), b"")  # would hang if the keeper had inherited it
        os.close(reader)
        pid, = self.keepers()
        if self.shows_processes():
            self.assertEqual(os.readlink(f"/proc/{pid}/cwd"), "/")
            variables = pathlib.Path(f"/proc/{pid}/environ").read_bytes()
            for name in (b"AWS_PROFILE=", b"AWS_ACCESS_KEY_ID=", b"AWS_SECRET_ACCESS_KEY="):
                self.assertNotIn(name, variables)
            self.assertIn(f"AWS_CONFIG_FILE={self.home.aws}/config\0".encode(), variables)
            self.assertEqual(os.readlink(f"/proc/{pid}/fd/0"), "/dev/null")

    def test_keep_started_inside_exec_reads_the_users_config_files(self):
        self.sign_in()
        done = self.latchkey("exec", "-p", "ops", "--", programs.LATCHKEY_ITSELF, "login", "--keep", "-p", "ops", debug=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        pid, = self.keepers()
        self.until(lambda: "ops: renewed" in self.log(), 10)  # exec's own config file no longer exists
        if self.shows_processes():
            self.assertIn(f"AWS_CONFIG_FILE={self.home.aws}/config\0".encode(),
                          pathlib.Path(f"/proc/{pid}/environ").read_bytes())

    def test_log_over_one_megabyte_is_truncated(self):
        self.sign_in()
        self.home.write(".aws/latchkey/keep.log", "x" * (1 << 20) + "\n", mode=0o644)
        self.assertEqual(self.latchkey("login", "-p", "ops", "--keep").returncode, 0)
        log = self.home.aws / "latchkey" / "keep.log"
        self.assertLess(log.stat().st_size, 10000)
        self.assertTrue(is_private(log))

    def test_failed_start_is_an_error_with_the_log_path(self):
        self.sign_in()
        log = self.home.aws / "latchkey" / "keep.log"
        log.mkdir()
        self.assert_error(self.latchkey("login", "-p", "ops", "--keep"), 1, str(log), hint=False)

    def test_keep_of_another_configuration_is_not_reused(self):
        self.sign_in()
        other = self.home.write("repository/config", (self.home.aws / "config").read_text())
        theirs = self.environment(AWS_CONFIG_FILE=str(other))
        self.assertEqual(self.latchkey("login", "-p", "ops", "--keep", env=theirs).returncode, 0)
        done = self.latchkey("login", "-p", "ops", "--keep", debug=False)
        self.assert_error(done, 2, "runs already")
        self.assertIn("~/repository/config", done.stderr)
        self.assert_error(self.latchkey("keep", debug=False), 2, "~/repository/config")
        self.assertIn("not refreshed in the background: latchkey keep (pid", self.shown_status())
        self.assertEqual(self.status()["keeper"]["config"], str(other))

    @windows.not_there("flock is a program of other systems")
    def test_lock_held_by_another_program_is_reported(self):
        self.sign_in()
        lock = self.home.aws / "latchkey" / "locks" / "keep.lock"
        lock.touch(mode=0o600)
        with open(lock, "r+b") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            self.assert_error(self.latchkey("login", "-p", "ops", "--keep", debug=False), 1, str(lock))
            self.assertIn("another program holds the lock", self.shown_status())

    def test_background_process_error_is_printed(self):
        self.sign_in()
        for command in (["login", "-p", "ops", "--keep"], ["serve", "-p", "base", "--background"]):
            lock = self.home.aws / "latchkey" / "locks" / ("keep.lock" if "--keep" in command else "serve.lock")
            lock.mkdir(parents=True)
            done = self.latchkey(*command, debug=False)
            self.assert_error(done, 1, str(lock))
            self.assertNotIn(".log", done.stderr)  # the hint is that of the error
            self.assertNotIn("waiting for the background process", done.stderr)  # which is printed after a second

    def test_keep_without_a_session_is_an_error(self):
        done = self.latchkey("login", "-p", "plain", "--keep", debug=False)
        self.assertEqual(done.returncode, 0)
        self.assertIn("no MFA session", done.stderr)
        done = self.latchkey("keep", debug=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertIn("no valid MFA session", done.stderr)
        self.assert_error(self.latchkey("keep", "-p", "ops"), 2, "--profile")

    def test_stay_waits_for_the_next_sign_in_until_a_signal(self):
        for number in ENDINGS:
            keeper = subprocess.Popen(self.command("keep", "--stay", debug=False), env=self.environment(),
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                      preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
            self.addCleanup(keeper.stderr.close)
            self.addCleanup(keeper.wait)
            self.addCleanup(keeper.kill)
            self.until(lambda: self.status()["keeper"])
            if number == ENDINGS[0]:
                self.sign_in()
                first = self.home.entry(self.home.both()[0])
                self.until(lambda: self.home.entry(self.home.both()[0]) != first, 8)
                self.latchkey("logout", "--all")
                time.sleep(1.2)
                self.assertIsNone(keeper.poll())
            keeper.send_signal(number)
            self.assertEqual(keeper.wait(timeout=5), -number)
            self.heard("keep --stay", keeper.stderr.read())
            self.assertIsNone(self.status()["keeper"])
            self.assert_no_leftovers()


@windows.not_there("there is no systemd")
class Unit(Case):
    def test_systemd_accepts_the_unit(self):
        analyze = shutil.which("systemd-analyze", path=programs.PATH)
        if not analyze:
            missing.skip("systemd-analyze")
        unit = (programs.ROOT / "contrib" / "systemd" / "latchkey-keep.service").read_text()
        self.assertIn("ExecStart=latchkey keep --stay\n", unit)
        path = self.home.write("latchkey-keep.service", unit.replace("ExecStart=latchkey", f"ExecStart={programs.LATCHKEY}"))
        done = self.run_program([analyze, "--user", "verify", "--man=no", str(path)],
                                env=self.environment(XDG_RUNTIME_DIR=str(self.home.path)))
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
