#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey exec's profile overlay: profiles selected inside the program use latchkey, and nothing is left behind."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import little_programs, missing, programs, windows, world
from support.case import PROMPT, Case
from support.home import is_private

OVERLAY_OF = "# latchkey overlay of "
NO_WATCHER = "no process watches over an overlay: latchkey itself stays and removes it"


class Overlay(Case):
    def setUp(self):
        super().setUp()
        self.warm()
        self.overlays = self.home.aws / "latchkey" / "overlays"

        self.made = 0

    def program(self, *steps):
        """Creates a program with these steps: support/little_programs.py."""
        self.made += 1
        return little_programs.make(self.home.path / f"program{self.made}", *steps)

    def exec(self, *program, env=None, profile="plain", **options):
        return self.latchkey("exec", "-p", profile, "--", *program, debug=False, env=env, **options)

    def inside(self, *steps, **options):
        """The output of a program with these steps in exec."""
        done = self.exec(self.program(*steps), **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def shell(self, script, **options):
        done = self.exec("sh", "-c", script, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def start(self, *steps, profile="plain", **options):
        """exec with a running program that waits for the end of its input."""
        process = subprocess.Popen([programs.LATCHKEY, "exec", "-p", profile, "--", self.program(*steps)],
                                   env=self.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)
        self.addCleanup(process.communicate)
        return process

    def config_of(self, process):
        """The overlay's folder, which the program prints first."""
        return pathlib.Path(windows.as_here(process.stdout.readline().strip())).parent

    def folders(self):
        return sorted(self.overlays.iterdir()) if self.overlays.exists() else []

    def assert_gone(self, folders=None):
        """No copy is left, only links for processes that outlive the program (test_after_exec.py). The watcher needs a
        moment after the end."""
        deadline = time.monotonic() + 10
        while any(path.name == "lock" if windows.IS else not path.is_symlink()
                  for folder in (folders if folders is not None else self.folders())
                  for path in (folder.iterdir() if folder.exists() else ())):
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
    def test_profile_named_by_the_program_uses_latchkey(self):
        self.sign_in()
        done = self.exec(self.program("sdk ops"), prints_secrets=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["AccessKeyId"], self.process_json("-p", "ops")["AccessKeyId"])
        self.assertEqual(self.testbed.counts()["codes_received"], 1)

    def test_prompts_on_the_terminal_inside_exec(self):
        with open(self.home.path / "out", "wb") as out:
            terminal = self.latchkey_on_terminal("exec", "-p", "plain", "--", self.program("sdk ops"), stdout=out.fileno())
            terminal.expect(PROMPT)
            terminal.type(self.testbed.next_code() + "\n")
            self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertEqual(json.loads((self.home.path / "out").read_text())["Version"], 1)
        self.assertEqual(self.testbed.counts()["codes_received"], 1)

    def test_only_profiles_that_need_a_code_are_changed(self):
        copy = self.inside("show AWS_CONFIG_FILE").splitlines()
        self.assertEqual(copy[0], f"# latchkey overlay of {self.home.aws / 'config'}")
        original = (self.home.aws / "config").read_text(encoding="utf-8").splitlines()
        itself = windows.as_here(programs.LATCHKEY_ITSELF)
        added = [line for line in copy[1:] if line not in original]
        self.assertEqual([line for line in added if line.startswith("credential_process")],
                         [f"credential_process = {itself} process --profile {name}" for name in ("ops", "billing", "inner")])
        self.assertEqual(len([line for line in added if line.startswith("latchkey_")]), 8)
        self.assertEqual([line.removeprefix("latchkey_") for line in copy[1:] if not line.startswith("credential_process")], original)

    def test_special_characters_in_a_profile_name_are_quoted(self):
        name = """it's $HOME %PATH% "`x`" & \\ """
        header = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write(f"[profile {header}]\nrole_arn = {world.OPS}\nsource_profile = base\nmfa_serial = {world.DEVICE}\n"
                       "region = eu-central-1\n")
        self.sign_in()
        self.assertEqual(json.loads(self.inside(f"sdk {header}", prints_secrets=True))["Version"], 1)

    def test_credentials_file_is_copied_only_if_changed(self):
        self.assertEqual(self.inside("variable AWS_SHARED_CREDENTIALS_FILE"), "(not set)\n")
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE + f"[own]\naws_access_key_id = {world.KEY}\n"
                        f"aws_secret_access_key = {world.SECRET}\nrole_arn = {world.OPS}\nsource_profile = own\n"
                        f"mfa_serial = {world.DEVICE}\n", mode=0o600)
        copy = self.inside("show AWS_SHARED_CREDENTIALS_FILE", prints_secrets=True)
        self.assertIn(f"[base]\naws_access_key_id = {world.KEY}\n", copy)
        self.assertIn(f"[own]\nlatchkey_aws_access_key_id = {world.KEY}\n", copy)

    def test_no_overlay_without_a_profile_that_needs_a_code(self):
        self.home.write(".aws/config", f"[profile plain]\nrole_arn = {world.PLAIN}\nsource_profile = base\nregion = eu-central-1\n")
        self.assertEqual(self.inside("variable AWS_CONFIG_FILE"), "(not set)\n")
        self.assertFalse(self.overlays.exists())

    def test_overlay_folder_is_private(self):
        self.start("say running", "hear").stdout.readline()
        folder, = self.folders()
        self.assertTrue(is_private(folder))

    @windows.not_there("modes are not there; the folder has an access list, which its files take over")
    def test_overlay_copies_are_private(self):
        modes = self.shell('umask 0; cd "$(dirname "$AWS_CONFIG_FILE")" && stat -c "%a %n" . *')
        self.assertEqual(modes, "700 .\n400 config\n777 config.after\n600 lock\n", "the link is in a folder of mode 700")

    def latchkey_says(self, *words):
        """In exec."""
        done = self.exec(programs.LATCHKEY_ITSELF, *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_latchkey_inside_reads_the_original_files(self):
        self.assertEqual(self.latchkey_says("list"), self.latchkey("list", debug=False).stdout)
        nested = self.latchkey_says("exec", "-p", "plain", "--", self.program("show AWS_CONFIG_FILE"))
        self.assertEqual(nested.splitlines()[0], f"{OVERLAY_OF}{self.home.aws / 'config'}")

    def test_latchkey_inside_reads_later_changes(self):
        process = self.start("say running", "hear", f"run {programs.LATCHKEY_ITSELF} list")
        self.assertEqual(process.stdout.readline(), "running\n")
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write("[profile later]\n")
        self.assertIn("later", process.communicate("\n")[0])

    def test_adopt_inside_changes_the_original_files(self):
        self.latchkey_says("adopt", "-p", "ops")
        self.assertIn("latchkey_role_arn", (self.home.aws / "config").read_text(encoding="utf-8"))

    def test_nested_exec_without_an_overlay_keeps_the_outer_one(self):
        inner = self.program("variable AWS_CONFIG_FILE")
        process = self.start("say running", "hear", f"run {programs.LATCHKEY_ITSELF} exec -p plain -- {inner}")
        self.assertEqual(process.stdout.readline(), "running\n")
        config = self.home.aws / "config"
        config.write_text("".join(line for line in config.read_text().splitlines(True) if "mfa_serial" not in line))
        said = windows.as_here(process.communicate("\n")[0])
        self.assertEqual(said.splitlines()[-1], str(config))

    def test_deleted_original_is_treated_as_missing(self):
        process = self.start("say running", "hear", f"run {programs.LATCHKEY_ITSELF} list")
        self.assertEqual(process.stdout.readline(), "running\n")
        (self.home.aws / "config").unlink()
        self.assertEqual(process.communicate("\n")[0].splitlines()[-1].split(), ["base", "shared-credentials-file", "-"])

    def test_relative_config_path_is_resolved(self):
        env = self.environment(AWS_CONFIG_FILE=".aws/config")
        elsewhere = self.home.write("elsewhere/file", "").parent
        list_there = f"run {programs.LATCHKEY_ITSELF} list -p ops"
        said = self.inside("show AWS_CONFIG_FILE", f"go {elsewhere}", list_there, env=env, cwd=self.home.path)
        self.assertEqual(said.splitlines()[0], f"{OVERLAY_OF}{self.home.aws / 'config'}")
        self.assertRegex(said.splitlines()[-1], "^ops\t")


class AfterTheEnd(Overlay):
    def test_overlay_is_removed_after_the_program(self):
        self.assertIn("overlays", self.inside("variable AWS_CONFIG_FILE"))
        self.assert_gone()

    def test_overlay_is_removed_after_a_kill(self):
        process = self.start("say running", "hear")
        self.assertEqual(process.stdout.readline(), "running\n")
        self.assertEqual(len(self.folders()), 1)
        os.kill(process.pid, signal.SIGKILL)
        if windows.IS:  # no process remains; the next run does it
            process.wait()
            self.inside()
        self.assert_gone()

    def test_overlay_is_removed_if_the_program_cannot_run(self):
        self.assertEqual(self.exec("no-such-program-here").returncode, 127)
        self.assertEqual(self.folders(), [])

    @windows.not_there(NO_WATCHER)
    def test_overlay_is_kept_while_the_program_runs(self):
        process = self.start("variable AWS_CONFIG_FILE", "hear", "show AWS_CONFIG_FILE", start_new_session=True)
        folder = self.config_of(process)
        watcher = self.watcher_of(folder)
        self.assertIsNotNone(watcher)
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            os.kill(watcher, number)
        out, _ = process.communicate("\n")
        self.assertIn("credential_process", out)
        self.assert_gone([folder])

    @windows.not_there(NO_WATCHER)
    def test_next_exec_removes_the_overlay_of_a_killed_watcher(self):
        process = self.start("variable AWS_CONFIG_FILE", "hear")
        folder = self.config_of(process)
        os.kill(self.watcher_of(folder), signal.SIGKILL)
        self.inside()
        self.assertTrue(folder.exists(), "its program runs still")
        process.communicate("\n")
        time.sleep(0.1)
        self.assertTrue(folder.exists(), "nobody is left to remove it")
        self.inside()
        self.assert_gone()

    @windows.not_there(NO_WATCHER)
    def test_watcher_polls_without_pidfd(self):
        sleeper = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
        folder = self.home.write(f".aws/latchkey/overlays/0.{sleeper.pid}/config", "").parent
        other = self.home.write("mine.1/config", "").parent
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        self.addCleanup(os.close, lock)

        def inherit_lock():
            os.dup2(lock, 4)
            os.set_inheritable(4, True)  # dup2() leaves the flag as it is if both numbers are the same

        for watched, status in ((folder, 0), (other, 1)):
            # It inherits the folder's open lock file as descriptor 4.
            watcher = subprocess.Popen(["latchkey-overlay-watcher", str(watched), str(sleeper.pid), "-1"],
                                       executable=programs.LATCHKEY, close_fds=False, preexec_fn=inherit_lock)
            if watched == folder:
                time.sleep(0.1)
                self.assertTrue((folder / "config").exists())
                sleeper.communicate()
            self.assertEqual(watcher.wait(timeout=20), status)
        self.assertFalse(folder.exists())
        self.assertTrue((other / "config").exists(), "a folder of another process is not its to remove")

    @windows.not_there("there are no PID namespaces")
    def test_next_exec_removes_the_overlay_of_container_process_1(self):
        def container(script):
            return self.run_program([programs.need("unshare"), "-Urpf", "--mount-proc", programs.LATCHKEY, "exec", "-p", "plain", "--",
                                     "sh", "-c", script])
        done = container("echo $$; cat $AWS_CONFIG_FILE")
        if done.returncode != 0:
            missing.skip("the right to make a PID namespace")
        self.assertEqual(done.stdout.splitlines()[0], "1")
        self.assertIn("credential_process", done.stdout)
        self.assertEqual(len(self.folders()), 1, "nobody outlives it to remove its folder")
        self.inside()
        self.assert_gone()

    def test_concurrent_overlays_are_independent(self):
        first, second = (self.start("variable AWS_CONFIG_FILE", "hear", "show AWS_CONFIG_FILE") for _ in range(2))
        folders = [self.config_of(process) for process in (first, second)]
        self.assertEqual(len(set(folders)), 2)
        first.communicate("\n")
        self.assert_gone(folders[:1])
        self.assertIn("credential_process", second.communicate("\n")[0])
        self.assert_gone(folders)


class Traces(Overlay):
    @windows.not_there(NO_WATCHER)
    def test_program_has_no_child_process_and_no_open_file(self):
        said = self.shell('ls /proc/self/fd; cat "/proc/$$/task/$$/children"')
        self.assertEqual(said.split()[:4], ["0", "1", "2", "3"])
        # The remaining one is the `cat` of this line.
        self.assertEqual(len(said.split()), 5, said)

    @windows.not_there("latchkey stays beside the program, with the same streams")
    def test_pipeline_does_not_wait_for_the_watcher(self):
        process = self.start("mute", "mute-errors", "hear", stderr=subprocess.STDOUT)
        self.assertEqual(process.stdout.read(), "")  # end of file: only the program had the stream open
        self.assertIsNone(process.poll())
        self.assertEqual(len(self.folders()), 1)

    def descriptors_of(self, process):
        try:
            return sorted(os.readlink(link) for link in pathlib.Path(f"/proc/{process}/fd").iterdir())
        except FileNotFoundError:  # one was closed meanwhile
            return []

    @windows.not_there(NO_WATCHER)
    def test_watcher_releases_streams_folder_session_and_memory(self):
        process = self.start("variable AWS_CONFIG_FILE", "hear", cwd=self.home.path)
        folder = self.config_of(process)
        watcher = self.watcher_of(folder)
        kept = sorted(["/dev/null"] * 3 + ["anon_inode:[pidfd]", str(folder / "lock")])
        deadline = time.monotonic() + 5  # it closes them shortly after its start
        while (links := self.descriptors_of(watcher)) != kept and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(links, kept)
        self.assertEqual(os.readlink(f"/proc/{watcher}/cwd"), "/")
        self.assertNotIn(os.getsid(watcher), (os.getsid(process.pid), os.getsid(0)))
        words = pathlib.Path(f"/proc/{watcher}/cmdline").read_bytes().split(b"\0")
        self.assertEqual(words[:2], [b"latchkey-overlay-watcher", str(folder).encode()])
        process.communicate("\n")
        self.assert_gone()

    @windows.not_there("wine has a temporary folder whatever the variables say")
    def test_read_only_home_is_a_warning(self):
        self.home.write(".aws/latchkey/overlays", "a file in the way")
        nowhere = self.environment(TMPDIR="/nonexistent")
        done = self.exec(self.program("variable AWS_CONFIG_FILE", "variable AWS_ACCESS_KEY_ID"), env=nowhere)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\A\(not set\)\nASIA\w+\n\Z")
        self.assertEqual(done.stderr.count("latchkey: warning: "), 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
