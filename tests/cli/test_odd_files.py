#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pipes, devices, folders, links and huge files in place of files of latchkey or the user: no command hangs, crashes,
or writes through them."""
import hashlib
import os
import pathlib
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import programs, windows, world
from support.case import Case
from support.home import OPS_KEY

DEADLINE = 20  # seconds; each command takes a few milliseconds
DEVICE_NAME = hashlib.sha256(world.DEVICE.encode()).hexdigest()[:40]
SESSION_NAME = hashlib.sha256(f"{world.KEY}\n{world.DEVICE}".encode()).hexdigest()[:40]
GIGABYTE = 1 << 30

PLACES = {
    "config": "config", "credentials": "credentials", "boto entry": f"boto/cache/{OPS_KEY}.json",
    "cli entry": f"cli/cache/{OPS_KEY}.json", "session": f"latchkey/sessions/{SESSION_NAME}",
    "codes": f"latchkey/codes/{DEVICE_NAME}", "role": f"latchkey/roles/{OPS_KEY}", "keep lock": "latchkey/locks/keep.lock",
    "serve lock": "latchkey/locks/serve.lock", "adopt lock": "latchkey/locks/adopt.lock",
    "device lock": f"latchkey/locks/device-{SESSION_NAME}.lock", "server": "latchkey/serve/server.json",
    "token": "latchkey/serve/token", "keep log": "latchkey/keep.log", "serve log": "latchkey/serve.log",
    "question": "latchkey/questions/11111111-1111-4111-8111-111111111111.json",
    "box": "latchkey/questions/11111111-1111-4111-8111-111111111111.fifo",
    "overlay lock": "latchkey/overlays/0123456789abcdef.1.4194999/lock", "state folder": "latchkey",
    "sessions folder": "latchkey/sessions", "locks folder": "latchkey/locks", "overlays folder": "latchkey/overlays",
}
COMMANDS = (["status"], ["login", "-p", "ops"], ["exec", "-p", "base", "--", "true"], ["serve", "--stop"], ["answer"],
            ["logout", "--all"])
LOCK_KINDS = ("pipe", "folder", "socket", "device link", "link loop", "hard link", "link")


def make_odd(kind, path):
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in path.parents:
        if folder.name == ".aws":
            break
        folder.chmod(0o700)
    if kind == "pipe":
        os.mkfifo(path, 0o600)
    elif kind == "device link":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir(mode=0o700)
    elif kind == "link loop":
        path.symlink_to(path)
    elif kind == "sparse file":
        with open(path, "wb") as file:
            file.truncate(GIGABYTE)
        path.chmod(0o600)
    elif kind == "socket":
        listener = socket.socket(socket.AF_UNIX)
        here = os.getcwd()
        os.chdir(path.parent)  # socket paths must be short
        try:
            listener.bind(path.name)
        finally:
            os.chdir(here)
        listener.close()
    else:
        target = path.with_name("target-" + path.name)
        target.write_bytes(b"the user's own text\n" * 20)
        if kind == "hard link":
            os.link(target, path)
        else:
            path.symlink_to(target)


KINDS = ("pipe", "device link", "folder", "link loop", "sparse file", "socket", "hard link")


@windows.not_there("Windows has none of these")
class OddFiles(Case):
    def run_command(self, words):
        try:
            done = subprocess.run([programs.LATCHKEY, *words], env=self.environment(), timeout=DEADLINE, check=False,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True)
        except subprocess.TimeoutExpired:
            self.fail(f"latchkey {' '.join(words)} hangs")
        self.assertIn(done.returncode, (0, 1), (words, done.stderr))
        self.assertNotIn("terminate called", done.stderr)
        if done.returncode == 1:
            self.assertRegex(done.stderr, "(?m)^latchkey: error: ")
        return done

    def test_no_command_hangs_or_crashes(self):
        for place, name in PLACES.items():
            for kind in KINDS:
                if kind == "hard link" and name.endswith(("latchkey", "sessions", "locks", "overlays")):
                    continue
                with self.subTest(place, kind=kind):
                    self.setUp_home()
                    path = self.home.aws / name
                    if path.exists():
                        path.unlink()
                    make_odd(kind, path)
                    for words in COMMANDS:
                        self.run_command(words)

    def setUp_home(self):
        self.home.remove()
        self.home.__init__()

    def test_lock_that_is_not_a_file_is_named_and_left_alone(self):
        for kind in LOCK_KINDS:
            with self.subTest(kind):
                self.setUp_home()
                path = self.home.aws / PLACES["adopt lock"]
                make_odd(kind, path)
                target = path.with_name("target-" + path.name)
                before = target.read_bytes() if target.exists() else None
                done = self.run_command(["adopt", "-p", "ops"])
                self.assert_error(done, 1, str(path))
                self.assertIn(f"mv {path} {path}.old", done.stderr)
                if before is not None:
                    self.assertEqual(target.read_bytes(), before)

    def test_message_file_is_not_written_through_a_link(self):
        for kind in ("hard link", "link"):
            for words, name in ((["keep"], "keep lock"), (["serve", "-p", "base"], "serve lock")):
                with self.subTest(kind, command=words[0]):
                    self.setUp_home()
                    path = self.home.aws / PLACES[name]
                    make_odd(kind, path)
                    done = self.run_command(words)
                    self.assert_error(done, 1, str(path))
                    self.assertEqual(path.with_name("target-" + path.name).read_bytes(), b"the user's own text\n" * 20)

    def test_log_is_not_written_through_a_link(self):
        for kind in ("hard link", "link", "pipe", "folder", "socket"):
            with self.subTest(kind):
                self.setUp_home()
                path = self.home.aws / PLACES["serve log"]
                make_odd(kind, path)
                done = self.run_command(["serve", "-p", "base", "--background"])
                self.assert_error(done, 1, str(path))
                target = path.with_name("target-" + path.name)
                if target.exists():
                    self.assertEqual(target.read_bytes(), b"the user's own text\n" * 20)

    def test_configured_special_files_do_not_hang(self):
        """A CA bundle, tokens and the files of old tools, each as a pipe and as a device."""
        for kind in ("pipe", "device link", "folder", "link loop", "sparse file", "socket"):
            with self.subTest(kind):
                self.setUp_home()
                path = self.home.aws / "odd"
                make_odd(kind, path)
                self.home.write(".aws/config", world.CONFIG_FILE + f"\n[profile web]\nrole_arn = {world.OPS}\n"
                                f"web_identity_token_file = {path}\nregion = us-east-1\n")
                for words, more in ((["process", "-p", "web"], {}),
                                    (["whoami", "-p", "base"], {"AWS_CA_BUNDLE": str(path),
                                                                "AWS_ENDPOINT_URL_STS": "https://127.0.0.1:1/"}),
                                    (["process"], {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/",
                                                   "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(path)}),
                                    (["process"], {"AWS_CREDENTIAL_FILE": str(path)}),
                                    (["process"], {"BOTO_CONFIG": str(path)}),
                                    (["list"], {"AWS_CONFIG_FILE": str(path)})):
                    try:
                        done = self.latchkey(*words, env=self.environment(**more), debug=False, timeout=60)
                    except subprocess.TimeoutExpired:
                        self.fail(f"latchkey {' '.join(words)} hangs with {more}")
                    self.assertIn(done.returncode, (0, 1), done.stderr)
                    if "AWS_CA_BUNDLE" in more and kind in ("pipe", "device link", "socket"):
                        self.assertIn(self.home.shown(path), done.stderr)


@windows.not_there("the watcher is a process of POSIX systems")
class Watcher(Case):
    def test_only_latchkey_starts_the_overlay_watcher(self):
        folder = self.home.path / "DIR.4194999"
        folder.mkdir()
        (folder / "file").write_text("kept")
        for name in ("", "lock"):
            if name:
                (folder / name).write_text("")
            done = subprocess.run(["latchkey-overlay-watcher", str(folder), "4194999", "-1"], executable=programs.LATCHKEY,
                                  env=self.environment(), capture_output=True, timeout=DEADLINE, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertEqual((folder / "file").read_text(), "kept")


@windows.not_there("modes are of POSIX systems")
class OverlayMark(Case):
    def test_overlay_mark_in_another_file_is_ignored(self):
        notes = self.home.write("notes.ini", "[profile x]\nrole_arn = " + world.OPS + "\nsource_profile = base\n"
                                f"mfa_serial = {world.DEVICE}\n")
        before = notes.read_bytes()
        mark = f"# latchkey overlay of {notes}\n[profile y]\nregion = us-east-1\n"
        inside = self.home.aws / "latchkey" / "overlays" / "0123456789abcdef.1.1"
        inside.mkdir(parents=True)
        for folder in (inside, *inside.parents[:2]):
            folder.chmod(0o700)
        evil = self.home.write("evil", mark)
        self.home.write(".aws/latchkey/overlays/0123456789abcdef.1.1/config", mark, mode=0o666)
        through = self.home.aws / "latchkey" / "overlays" / ".." / ".." / "latchkey" / ".." / ".." / "evil"
        for path in (evil, through, inside / "config"):
            with self.subTest(path):
                env = self.environment(AWS_CONFIG_FILE=str(path))
                done = self.latchkey("adopt", "-p", "x", env=env)
                self.assert_error(done, 1, "x", hint=False)
                self.assertEqual(notes.read_bytes(), before)
                self.assertEqual(self.latchkey("why", "-p", "y", "--verbose", env=env, prints_secrets=True).stdout.count(str(notes)), 0)


if __name__ == "__main__":
    unittest.main()
