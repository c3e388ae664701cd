#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""With a read-only ~/.aws, as in containers, exec, exec --refresh and serve work if nothing needs to be written."""
import json
import pathlib
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, missing, programs, windows
from support.refreshing import RefreshCase
from support.serving import URI

MOUNT = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


@windows.not_there("folders are not mounted there")
class ReadOnly(RefreshCase):
    def setUp(self):
        super().setUp()
        self.sign_in()
        self.temporary = self.home.path / "tmp"
        self.temporary.mkdir()
        if self.mounted("true").returncode != 0:
            missing.skip("the right to mount a folder")

    def environments(self):
        """The folder for overlays instead."""
        runtime = self.home.path / "run"
        runtime.mkdir(mode=0o700, exist_ok=True)
        return {"XDG_RUNTIME_DIR": self.environment(XDG_RUNTIME_DIR=str(runtime), TMPDIR="/nonexistent"),
                "TMPDIR": self.environment(TMPDIR=str(self.temporary))}

    def words(self, *command):
        return [programs.need("unshare"), "-Urm", "sh", "-c", MOUNT, str(self.home.aws), *command]

    def mounted(self, *command, **options):
        return self.run_program(self.words(*command), **options)

    def overlays(self):
        return [path.parent for folder in (self.home.path / "run", self.temporary) for path in folder.rglob("lock")]

    def test_program_runs_with_its_profiles(self):
        ops = self.process_json("-p", "ops")["AccessKeyId"]
        program = little_programs.make(self.home.path / "bin" / "asks", "sdk ops")
        for place, env in self.environments().items():
            for options in ((), ("--refresh",)):
                with self.subTest(place, options=options):
                    done = self.mounted(*self.command("exec", *options, "-p", "ops", "--", program, debug=False), env=env,
                                        searched=False)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertNotIn("warning", done.stderr)
                    self.assertEqual(json.loads(done.stdout)["AccessKeyId"], ops)
                    self.until(lambda: not self.overlays())

    def test_a_hint_names_a_folder_that_exists(self):
        self.home.empty_caches()
        done = self.mounted(*self.command("login", "-p", "ops", debug=False))
        self.assert_error(done, 1, f"cannot make {self.home.aws / 'latchkey' / 'locks'}: read-only file system")
        self.assertIn("hint: make the file system of ~/.aws writable", done.stderr)

    def test_temporary_folder_is_private(self):
        show = little_programs.make(self.home.path / "bin" / "modes", "run stat -c %a " + str(self.temporary / "latchkey-0"),
                                    "variable AWS_CONFIG_FILE")
        done = self.mounted(*self.command("exec", "-p", "ops", "--", show, debug=False), env=self.environments()["TMPDIR"])
        mode, config = done.stdout.split()
        self.assertEqual(mode, "700", done.stderr)
        self.assertTrue(config.startswith(str(self.temporary)), config)

    def test_folder_of_another_user_is_not_used(self):
        (self.temporary / "latchkey-0").mkdir()
        (self.temporary / "latchkey-0").chmod(0o777)
        program = little_programs.make(self.home.path / "bin" / "says", "say runs")
        command = self.command("exec", "--refresh", "-p", "ops", "--", program, debug=False)
        self.assert_error(self.mounted(*command, env=self.environments()["TMPDIR"]), 1, "overlays")
        self.assertEqual(list((self.temporary / "latchkey-0").iterdir()), [])

    def test_serve_runs_and_reports_which_commands_cannot_find_it(self):
        out = self.home.path / "out"
        with open(out, "wb") as file:
            process = subprocess.Popen(self.words(*self.command("serve", "-p", "ops", "--format", "json", debug=False)),
                                       env=self.environment(), stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.PIPE,
                                       text=True, start_new_session=True)
        self.addCleanup(process.kill)
        self.until(lambda: URI in out.read_text())
        variables = json.loads(out.read_text())
        self.assert_serves(variables)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=20)[1]
        self.assertIn("latchkey status and serve --stop do not find this server", said)
        self.assertEqual(process.returncode, 0, said)
        for option in ("--token-file", "--background"):
            done = self.mounted(*self.command("serve", "-p", "ops", option, debug=False))
            self.assert_error(done, 1, "read-only")


if __name__ == "__main__":
    unittest.main()
