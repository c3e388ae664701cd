#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey exec's profile overlay: a profile named inside the program leads back to latchkey, and nothing stays behind."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import missing, programs, world
from support.case import PROMPT, Case

# Does what an SDK does with --profile: reads the file that AWS_CONFIG_FILE names, and runs its credential_process.
SDK = """
import configparser, os, subprocess, sys
parser = configparser.RawConfigParser()
parser.read(os.environ["AWS_CONFIG_FILE"])
print(subprocess.run(parser["profile " + sys.argv[1]]["credential_process"], shell=True, check=True, text=True,
                     stdout=subprocess.PIPE).stdout)
"""


class Overlay(Case):
    def setUp(self):
        super().setUp()
        self.warm()
        self.overlays = self.home.aws / "latchkey" / "overlays"

    def exec(self, *program, env=None, profile="plain", **options):
        return self.latchkey("exec", "-p", profile, "--", *program, debug=False, env=env, **options)

    def shell(self, script, **options):
        done = self.exec("sh", "-c", script, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def start(self, *program, profile="plain", **options):
        """exec with a program that goes on; it is there once this returns. It waits for the end of its input."""
        process = subprocess.Popen([programs.LATCHKEY, "exec", "-p", profile, "--", *program], env=self.environment(),
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)
        self.addCleanup(process.communicate)
        return process

    def folders(self):
        return sorted(self.overlays.iterdir()) if self.overlays.exists() else []

    def assert_gone(self, folders=None):
        """The watcher needs a moment after the end."""
        deadline = time.monotonic() + 10
        while any(folder.exists() for folder in (folders if folders is not None else self.folders())):
            self.assertLess(time.monotonic(), deadline, self.folders())
            time.sleep(0.01)

    def watcher_of(self, folder):
        """The process that has the folder's lock open."""
        for entry in pathlib.Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and any(os.readlink(link) == str(folder / "lock") for link in (entry / "fd").iterdir()):
                    return int(entry.name)
            except OSError:
                continue
        return None


class Inside(Overlay):
    def test_a_profile_named_inside_is_answered_by_latchkey(self):
        self.sign_in()
        done = self.exec(programs.DEBIAN_PYTHON, "-c", SDK, "ops", prints_secrets=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["AccessKeyId"], self.process_json("-p", "ops")["AccessKeyId"])
        self.assertEqual(self.testbed.counts()["codes_received"], 1)

    def test_a_code_that_is_needed_inside_is_asked_on_the_terminal(self):
        terminal = self.latchkey_on_terminal("exec", "-p", "plain", "--", "sh", "-c", f"'{programs.DEBIAN_PYTHON}' -c '{SDK}' ops >/dev/null")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertEqual(self.testbed.counts()["codes_received"], 1)

    def test_no_profile_that_needs_a_code_is_a_role_in_there_and_nothing_else_changes(self):
        copy = self.shell('cat "$AWS_CONFIG_FILE"').splitlines()
        self.assertEqual(copy[0], f"# latchkey overlay of {self.home.aws / 'config'}")
        original = (self.home.aws / "config").read_text(encoding="utf-8").splitlines()
        added = [line for line in copy[1:] if line not in original]
        self.assertEqual([line for line in added if line.startswith("credential_process")],
                         [f"credential_process = {programs.LATCHKEY} process --profile {name}" for name in ("ops", "billing", "inner")])
        self.assertEqual(len([line for line in added if line.startswith("latchkey_")]), 8)
        self.assertEqual([line.removeprefix("latchkey_") for line in copy[1:] if not line.startswith("credential_process")], original)

    def test_a_name_with_quotes_and_dollars_arrives_through_sh(self):
        name = """it's $HOME "`x`" \\ """
        header = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write(f"[profile {header}]\nrole_arn = {world.OPS}\nsource_profile = base\nmfa_serial = {world.DEVICE}\n"
                       "region = eu-central-1\n")
        self.sign_in()
        script = 'line=$(grep "process --profile.*HOME" "$AWS_CONFIG_FILE"); sh -c "${line#*= }"'
        self.assertEqual(json.loads(self.shell(script, prints_secrets=True))["Version"], 1)

    def test_the_credentials_file_is_copied_only_if_it_has_to_change(self):
        self.assertEqual(self.shell("echo ${AWS_SHARED_CREDENTIALS_FILE-unset}"), "unset\n")
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE + f"[own]\naws_access_key_id = {world.KEY}\n"
                        f"aws_secret_access_key = {world.SECRET}\nrole_arn = {world.OPS}\nsource_profile = own\n"
                        f"mfa_serial = {world.DEVICE}\n", mode=0o600)
        copy = self.shell('cat "$AWS_SHARED_CREDENTIALS_FILE"', prints_secrets=True)
        self.assertIn(f"[base]\naws_access_key_id = {world.KEY}\n", copy)
        self.assertIn(f"[own]\nlatchkey_aws_access_key_id = {world.KEY}\n", copy)

    def test_without_a_profile_that_needs_a_code_there_is_no_overlay(self):
        self.home.write(".aws/config", f"[profile plain]\nrole_arn = {world.PLAIN}\nsource_profile = base\nregion = eu-central-1\n")
        self.assertEqual(self.shell("echo ${AWS_CONFIG_FILE-unset}"), "unset\n")
        self.assertFalse(self.overlays.exists())

    def test_only_the_owner_can_read_the_copies(self):
        modes = self.shell('umask 0; cd "$(dirname "$AWS_CONFIG_FILE")" && stat -c "%a %n" . *')
        self.assertEqual(modes, "700 .\n400 config\n600 lock\n")

    def test_latchkey_inside_reads_the_originals(self):
        self.assertEqual(self.shell(f"'{programs.LATCHKEY}' list"), self.latchkey("list", debug=False).stdout)
        nested = self.shell(f"'{programs.LATCHKEY}' exec -p plain -- sh -c 'head -n 1 \"$AWS_CONFIG_FILE\"'")
        self.assertEqual(nested, f"# latchkey overlay of {self.home.aws / 'config'}\n")

    def test_latchkey_inside_sees_what_is_changed_meanwhile(self):
        script = f"echo '[profile later]' >> {self.home.aws / 'config'}; '{programs.LATCHKEY}' list"
        self.assertIn("later", self.shell(script))

    def test_adopt_inside_changes_the_originals(self):
        self.shell(f"'{programs.LATCHKEY}' adopt -p ops")
        self.assertIn("latchkey_role_arn", (self.home.aws / "config").read_text(encoding="utf-8"))

    def test_a_nested_exec_that_needs_no_overlay_leaves_the_outer_one(self):
        script = f"grep -v mfa_serial '{self.home.aws / 'config'}' > '{self.home.path / 'plain'}'; " \
                 f"cp '{self.home.path / 'plain'}' '{self.home.aws / 'config'}'; " \
                 f"'{programs.LATCHKEY}' exec -p plain -- sh -c 'echo $AWS_CONFIG_FILE'"
        self.assertEqual(self.shell(script), f"{self.home.aws / 'config'}\n")

    def test_an_original_that_is_gone_is_no_file(self):
        done = self.exec("sh", "-c", f"rm '{self.home.aws / 'config'}'; '{programs.LATCHKEY}' list")
        self.assertEqual(done.stdout.split(), ["base", "shared-credentials-file", "-"])

    def test_a_relative_config_is_found_from_everywhere(self):
        env = self.environment(AWS_CONFIG_FILE=".aws/config")
        said = self.shell(f"cd /; head -n 1 $AWS_CONFIG_FILE; '{programs.LATCHKEY}' list -p ops", env=env, cwd=self.home.path)
        self.assertIn(f"# latchkey overlay of {self.home.aws / 'config'}\nops\t", said)


class AfterTheEnd(Overlay):
    def test_the_overlay_is_gone_after_the_programs_end(self):
        self.assertIn("overlays", self.shell("echo $AWS_CONFIG_FILE"))
        self.assert_gone()

    def test_it_is_gone_after_a_kill(self):
        process = self.start("sh", "-c", "echo running; read line")
        self.assertEqual(process.stdout.readline(), "running\n")
        self.assertEqual(len(self.folders()), 1)
        os.kill(process.pid, signal.SIGKILL)
        self.assert_gone()

    def test_it_is_gone_at_once_if_the_program_cannot_be_run(self):
        self.assertEqual(self.exec("no-such-program-here").returncode, 127)
        self.assertEqual(self.folders(), [])

    def test_it_stays_while_the_program_runs_whatever_happens_to_the_terminal(self):
        process = self.start("sh", "-c", "echo $AWS_CONFIG_FILE; read line; cat $AWS_CONFIG_FILE", start_new_session=True)
        folder = pathlib.Path(process.stdout.readline().strip()).parent
        watcher = self.watcher_of(folder)
        self.assertIsNotNone(watcher)
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            os.kill(watcher, number)
        out, _ = process.communicate("\n")
        self.assertIn("credential_process", out)
        self.assert_gone([folder])

    def test_what_a_killed_watcher_left_is_swept_by_the_next_exec(self):
        process = self.start("sh", "-c", "echo $AWS_CONFIG_FILE; read line")
        folder = pathlib.Path(process.stdout.readline().strip()).parent
        os.kill(self.watcher_of(folder), signal.SIGKILL)
        self.shell("true")
        self.assertTrue(folder.exists(), "its program runs still")
        process.communicate("\n")
        time.sleep(0.1)
        self.assertTrue(folder.exists(), "nobody is left to remove it")
        self.shell("true")
        self.assert_gone()

    def test_on_a_kernel_that_tells_no_end_the_watcher_looks_each_second(self):
        sleeper = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
        folder = self.home.write(f".aws/latchkey/overlays/0.{sleeper.pid}/config", "").parent
        other = self.home.write("mine.1/config", "").parent
        for watched, status in ((folder, 0), (other, 1)):
            watcher = subprocess.Popen(["latchkey-overlay-watcher", str(watched), str(sleeper.pid), "-1"],
                                       executable=programs.LATCHKEY)
            if watched == folder:
                time.sleep(0.1)
                self.assertTrue((folder / "config").exists())
                sleeper.communicate()
            self.assertEqual(watcher.wait(timeout=20), status)
        self.assertFalse(folder.exists())
        self.assertTrue((other / "config").exists(), "a folder of another process is not its to remove")

    def test_what_the_first_process_of_a_container_left_is_swept(self):
        def container(script):
            return self.run_program([programs.need("unshare"), "-Urpf", "--mount-proc", programs.LATCHKEY, "exec", "-p", "plain", "--",
                                     "sh", "-c", script])
        done = container("echo $$; cat $AWS_CONFIG_FILE")
        if done.returncode != 0:
            missing.skip("the right to make a PID namespace")
        self.assertEqual(done.stdout.splitlines()[0], "1")
        self.assertIn("credential_process", done.stdout)
        self.assertEqual(len(self.folders()), 1, "nobody outlives it to remove its folder")
        self.shell("true")
        self.assert_gone()

    def test_two_at_once_do_not_touch_each_other(self):
        first, second = (self.start("sh", "-c", "echo $AWS_CONFIG_FILE; read line; cat $AWS_CONFIG_FILE") for _ in range(2))
        folders = [pathlib.Path(process.stdout.readline().strip()).parent for process in (first, second)]
        self.assertEqual(len(set(folders)), 2)
        first.communicate("\n")
        self.assert_gone(folders[:1])
        self.assertIn("credential_process", second.communicate("\n")[0])
        self.assert_gone(folders)


class Traces(Overlay):
    def test_the_program_has_no_child_and_no_open_file_of_it(self):
        said = self.shell('ls /proc/self/fd; cat "/proc/$$/task/$$/children"')
        self.assertEqual(said.split()[:4], ["0", "1", "2", "3"])
        # What is left is the `cat` of this very line.
        self.assertEqual(len(said.split()), 5, said)

    def test_a_pipeline_does_not_wait_for_the_watcher(self):
        process = self.start("sh", "-c", "exec >/dev/null 2>&1; read line", stderr=subprocess.STDOUT)
        self.assertEqual(process.stdout.read(), "")  # the end, as nobody but the program had the stream
        self.assertIsNone(process.poll())
        self.assertEqual(len(self.folders()), 1)

    def descriptors_of(self, process):
        try:
            return sorted(os.readlink(link) for link in pathlib.Path(f"/proc/{process}/fd").iterdir())
        except FileNotFoundError:  # one was closed meanwhile
            return []

    def test_the_watcher_keeps_no_stream_no_folder_no_session_and_no_memory(self):
        process = self.start("sh", "-c", "echo $AWS_CONFIG_FILE; read line", cwd=self.home.path)
        folder = pathlib.Path(process.stdout.readline().strip()).parent
        watcher = self.watcher_of(folder)
        kept = sorted(["/dev/null"] * 3 + ["anon_inode:[pidfd]", str(folder / "lock")])
        deadline = time.monotonic() + 5  # it lets go of the rest in its first moments
        while (links := self.descriptors_of(watcher)) != kept and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(links, kept)
        self.assertEqual(os.readlink(f"/proc/{watcher}/cwd"), "/")
        self.assertNotIn(os.getsid(watcher), (os.getsid(process.pid), os.getsid(0)))
        words = pathlib.Path(f"/proc/{watcher}/cmdline").read_bytes().split(b"\0")
        self.assertEqual(words[:2], [b"latchkey-overlay-watcher", str(folder).encode()])
        process.communicate("\n")
        self.assert_gone()

    def test_a_home_that_cannot_be_written_is_a_warning(self):
        self.home.write(".aws/latchkey/overlays", "a file in the way")
        done = self.exec("sh", "-c", "echo ${AWS_CONFIG_FILE-unset}; echo ${AWS_ACCESS_KEY_ID:+key}")
        self.assertEqual((done.returncode, done.stdout), (0, "unset\nkey\n"), done.stderr)
        self.assertEqual(done.stderr.count("latchkey: warning: "), 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
