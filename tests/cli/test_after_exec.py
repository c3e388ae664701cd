#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Processes that outlive latchkey exec's program keep a working configuration: shells in tmux, IDEs, build daemons."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import little_programs, missing, programs, windows, world
from support.case import Case
from support.serving import URI

CONFIG, CREDENTIALS = "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"
MODES = {"exec": (), "exec --refresh": ("--refresh",)}
ROLE_IN_CREDENTIALS = f"[own]\naws_access_key_id = {world.KEY}\naws_secret_access_key = {world.SECRET}\n" \
                      f"role_arn = {world.OPS}\nsource_profile = own\nmfa_serial = {world.DEVICE}\nregion = eu-central-1\n"
GONE = "that has ended"

windows.file_not_there("wine makes no symbolic links, which replace the copies; docs/windows.md")


class AfterExec(Case):
    def setUp(self):
        super().setUp()
        self.sign_in()
        self.warm()
        self.overlays = self.home.aws / "latchkey" / "overlays"

    def inherited(self, *options, profile="plain"):
        """The environment of a process that exec's program left running, after the watcher has finished."""
        file = self.home.path / "environment"
        program = little_programs.make(self.home.path / "bin" / "leaves", "environment")
        with open(file, "wb") as out:
            done = self.latchkey("exec", *options, "-p", profile, "--", program, debug=False, stdout=out)
        self.assertEqual(done.returncode, 0, done.stderr)
        env = dict(line.split("=", 1) for line in file.read_text().split("\0") if line)
        file.unlink()
        self.wait_for_end()
        return env

    def wait_for_end(self):
        deadline = time.monotonic() + 10
        while list(self.overlays.glob("*/lock")) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(list(self.overlays.glob("*/lock")), [])

    def without_keys(self, env):
        return {name: value for name, value in env.items() if name not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
                                                                           "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION")}

    def test_every_profile_works_for_latchkey(self):
        for mode, options in MODES.items():
            with self.subTest(mode):
                env = self.inherited(*options)
                self.assertIn("overlays", env[CONFIG])
                for words in (("list",), ("status",), ("login", "-p", "ops")):
                    outside = self.latchkey(*words, debug=False)
                    inside = self.latchkey(*words, debug=False, env=env)
                    self.assertEqual((inside.returncode, inside.stdout, inside.stderr), (0, outside.stdout, outside.stderr), words)
                for profile in ("ops", "plain", "base"):
                    self.assertEqual(self.process_json("-p", profile, env=env), self.process_json("-p", profile))

    def test_every_profile_works_for_sdks(self):
        for mode, options in MODES.items():
            with self.subTest(mode):
                path = pathlib.Path(windows.as_here(self.inherited(*options)[CONFIG]))
                text = path.read_text(encoding="utf-8")
                for profile in ("ops", "billing", "plain", "base"):
                    self.assertIn(f"[profile {profile}]\n", text)

    @windows.not_there("making links needs a right there")
    def test_sdks_read_later_changes(self):
        env = self.inherited()
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write("[profile later]\n")
        self.assertEqual(pathlib.Path(env[CONFIG]).read_text(), (self.home.aws / "config").read_text())

    def test_boto3_reads_each_profile(self):
        python = programs.need_debian_boto3()
        show = "print(boto3.Session(profile_name=sys.argv[1] or None).get_credentials().access_key)"
        ops, plain = (self.process_json("-p", name)["AccessKeyId"] for name in ("ops", "plain"))
        # Without latchkey it would prompt itself, and this version does not call the testbed.
        keys = {"exec": {"base": world.KEY}, "exec --refresh": {"base": world.KEY, "ops": ops, "": plain}}
        for mode, options in MODES.items():
            env = self.inherited(*options)
            names = self.run_program([python, "-c", "import boto3; print(*boto3.Session().available_profiles)"], env=env).stdout
            self.assertLessEqual({"base", "ops", "billing", "plain"}, set(names.split()))
            for name, key in keys[mode].items():
                with self.subTest(mode, profile=name):
                    done = self.run_program([python, "-c", "import boto3, sys; " + show, name], env=env)
                    self.assertEqual((done.returncode, done.stdout.strip()), (0, key), done.stderr)

    def test_profile_of_exec_refresh_is_the_one_it_ran(self):
        env = self.inherited("--refresh")
        done = self.latchkey("process", env=env, prints_secrets=True, debug=False)
        self.assertEqual(json.loads(done.stdout), self.process_json("-p", "plain"))
        self.assertIn("latchkey-refresh is the profile of a latchkey exec --refresh that has ended: using plain", done.stderr)
        sdk = little_programs.make(self.home.path / "bin" / "sdk", "sdk latchkey-refresh")
        done = self.run_program([sdk], env=env, searched=False)
        self.assertEqual(json.loads(done.stdout), self.process_json("-p", "plain"))

    def test_why_describes_the_leftovers_of_exec(self):
        env = self.inherited("--refresh")
        said = " ".join(self.latchkey("why", env=env, debug=False).stdout.split())
        self.assertIn("plain, named by LATCHKEY_PROFILE", said)
        self.assertIn("unset AWS_PROFILE and AWS_CONTAINER_CREDENTIALS_FULL_URI, whose endpoint has ended", said)
        shutil.rmtree(self.overlays)
        said = " ".join(self.latchkey("why", "-p", "ops", env=env, debug=False).stdout.split())
        self.assertIn("latchkey reads ~/.aws/config instead, other tools find nothing: unset AWS_CONFIG_FILE", said)
        self.assertIn("nothing to do, the profile works", said)

    def test_removed_overlay_is_treated_as_the_users_file(self):
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE + ROLE_IN_CREDENTIALS, mode=0o600)
        for mode, options in MODES.items():
            with self.subTest(mode):
                env = self.inherited(*options)
                self.assertIn(CREDENTIALS, env)
                shutil.rmtree(self.overlays)
                done = self.latchkey("list", env=env, debug=False)
                self.assertEqual((done.returncode, done.stdout), (0, self.latchkey("list", debug=False).stdout))
                for variable in (CONFIG, CREDENTIALS):
                    self.assertIn(f"{variable} names a file of a latchkey exec {GONE}", done.stderr)
                self.assertEqual(self.process_json("-p", "ops", env=env), self.process_json("-p", "ops"))
                done = self.latchkey("process", env=self.without_keys(env), prints_secrets=True, debug=False)
                if options:
                    self.assertEqual(json.loads(done.stdout), self.process_json("-p", "plain"))
                nested = little_programs.make(self.home.path / "bin" / "nested", "say runs")
                done = self.latchkey("exec", *options, "-p", "ops", "--", nested, env=env, debug=False)
                self.assertEqual((done.returncode, done.stdout), (0, "runs\n"), done.stderr)
                self.wait_for_end()

    def test_dead_endpoint_names_the_variable_to_unset(self):
        env = self.inherited("--refresh")
        for name in ("AWS_PROFILE", "LATCHKEY_PROFILE"):
            del env[name]
        done = self.latchkey("process", env=env, debug=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not be reached", done.stderr)
        self.assertIn(f"that address has ended: unset {URI}", done.stderr)

    def test_secrets_are_removed_with_the_program(self):
        keys = f"[profile keys]\naws_access_key_id = {world.KEY}\naws_secret_access_key = {world.SECRET}\n"
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write(keys)
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE + ROLE_IN_CREDENTIALS, mode=0o600)
        for mode, options in MODES.items():
            with self.subTest(mode):
                self.inherited(*options)
                for path in self.overlays.rglob("*"):
                    if path.is_file() and not path.is_symlink():
                        self.assertNotIn(world.SECRET, path.read_text(encoding="utf-8"), path)

    def test_leftovers_of_a_killed_run_work(self):
        program = little_programs.make(self.home.path / "bin" / "says", "variable AWS_CONFIG_FILE", "hear")
        for mode, options in MODES.items():
            with self.subTest(mode):
                process = subprocess.Popen(self.command("exec", *options, "-p", "plain", "--", program, debug=False),
                                           env=self.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                config = process.stdout.readline().strip()
                process.kill()
                process.communicate()
                if windows.IS:  # no process remains to do it; the next run does
                    self.inherited()
                self.wait_for_end()
                env = self.environment(AWS_CONFIG_FILE=config)
                self.assertEqual(self.latchkey("list", env=env, debug=False).stdout, self.latchkey("list", debug=False).stdout)

    @windows.not_there("neither is there")
    def test_terminal_multiplexer_shells_keep_their_profiles(self):
        for name, words in {"tmux": ("-L", "latchkey", "-f", "/dev/null", "new-session", "-d"), "screen": ("-dm",)}.items():
            if not shutil.which(name):
                missing.note(f"shells of {name} after exec", f"needs {name}")
                continue
            for mode, options in MODES.items():
                with self.subTest(name, mode=mode):
                    go, out = (self.home.path / f"{name}{len(options)}.{word}" for word in ("go", "out"))
                    shell = f"while [ ! -e {go} ]; do sleep 0.05; done; {programs.LATCHKEY} process -p ops >{out}.new 2>&1; mv {out}.new {out}"
                    done = self.latchkey("exec", *options, "-p", "plain", "--", name, *words, "sh", "-c", shell, debug=False,
                                         env=self.environment(TMUX_TMPDIR=str(self.home.path), SCREENDIR=str(self.home.path)))
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.wait_for_end()
                    go.touch()
                    deadline = time.monotonic() + 20
                    while not out.exists() and time.monotonic() < deadline:
                        time.sleep(0.02)
                    self.assertEqual(json.loads(out.read_text()), self.process_json("-p", "ops"))

    def test_folders_are_removed_after_a_week(self):
        folders = [pathlib.Path(windows.as_here(self.inherited()[CONFIG])).parent for _ in range(2)]
        hour = 3600
        for folder, age in zip(folders, (7 * 24 * hour + 60, 7 * 24 * hour - hour)):
            os.utime(folder, (time.time() - age,) * 2)
        self.inherited()
        self.assertEqual([folder.exists() for folder in folders], [False, True])

    def test_at_most_a_thousand_folders_remain(self):
        number = os.stat("/proc/self/ns/pid").st_ino if not windows.IS else 0
        for i in range(1005):
            folder = self.overlays / f"{i:016x}.{number}.{4194000 + i % 300}"
            folder.mkdir(parents=True)
            (folder / "config").write_text("")
            os.utime(folder, (time.time() - 100 - i,) * 2)
        self.inherited()
        left = sorted(folder.name[:16] for folder in self.overlays.iterdir() if folder.name.startswith("000000000000"))
        self.assertEqual(left[-1], f"{999:016x}")
        self.assertGreater(len(left), 990)


if __name__ == "__main__":
    unittest.main()
