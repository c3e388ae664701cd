#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A shell in tmux or screen that latchkey exec started, detached, attached again, and used after its credentials have
expired: AWS CLI, boto3 and latchkey work, or latchkey says in one line what to type. The roles expire after seconds, in
place of an hour."""
import os
import pathlib
import re
import sys
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from interop_case import InteropCase
from support import missing, programs, windows, world

LIFETIME = 8
AWS = "aws sts get-caller-identity --query Arn --output text"
BOTO = "import boto3; print(boto3.client(\"sts\").get_caller_identity()[\"Arn\"])"
# What is typed has no "role/ops" in it, what is printed does.
IS_OPS = re.compile(r"assumed-role/ops/")

windows.file_not_there("neither tmux nor screen is there")


def use_own_name():
    """Opens the terminal by its own name: tmux does not attach to /dev/tty."""
    number = int(pathlib.Path("/proc/self/stat").read_text().rpartition(")")[2].split()[4])
    terminal = os.open(f"/dev/pts/{number & 0xff | number >> 12 & 0xfff00}", os.O_RDWR)
    for stream in range(3):
        os.dup2(terminal, stream)


class Multiplexers(InteropCase):
    world_config = world.short_lived(LIFETIME)

    START = {"tmux": ("-L", "latchkey", "-f", "/dev/null", "new-session", "-d", "-x", "200", "-s", "work", "sh"),
             "screen": ("-c", "/dev/null", "-dmS", "work", "sh")}
    ATTACH = {"tmux": ("-L", "latchkey", "attach"), "screen": ("-r", "work")}
    DETACH = {"tmux": "\x02d", "screen": "\x01d"}
    END = {"tmux": ("-L", "latchkey", "kill-server"), "screen": ("-S", "work", "-X", "quit")}

    def environment(self, **more):
        folder = self.home.path / "sockets"
        folder.mkdir(mode=0o700, exist_ok=True)
        # The programs are found by their bare names, also latchkey.
        path = f"{pathlib.Path(programs.LATCHKEY).parent}:{programs.PATH}"
        return super().environment(**{"TMUX_TMPDIR": str(folder), "SCREENDIR": str(folder), "PATH": path, "PS1": "> ", **more})

    def start(self, name, *options):
        """Starts a detached shell below exec, and ends it after the test."""
        programs.need(name)
        programs.need_debian_boto3()
        programs.need("aws")
        self.home.write("asks.py", BOTO)
        self.sign_in()
        self.addCleanup(self.run_program, [name, *self.END[name]])
        done = self.latchkey("exec", *options, "-p", "ops", "--", name, *self.START[name], debug=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def attach(self, name):
        return self.on_terminal([programs.need(name), *self.ATTACH[name]], prepare=use_own_name)

    def enter(self, terminal, line, shown):
        terminal.type(f"clear; {line}\r")
        return terminal.expect(shown, timeout=40)

    def each(self, test, *options):
        for name in self.START:
            if name == "screen" and not pathlib.Path("/usr/bin/screen").exists():
                missing.note("shells of screen an hour after exec", "needs screen")
                continue
            with self.subTest(name):
                self.home.empty_caches()
                self.start(name, *options)
                terminal = self.attach(name)
                self.enter(terminal, "latchkey whoami", IS_OPS)
                terminal.type(self.DETACH[name])
                self.assertEqual(terminal.wait(), 0, terminal.shown)
                time.sleep(LIFETIME + 1)
                terminal = self.attach(name)
                test(terminal)
                terminal.type("exit\r")
                terminal.wait()
        self.assertEqual(self.testbed.counts()["codes_refused"], 0)

    def test_of_exec_refresh_all_tools_go_on(self):
        def test(terminal):
            for line in ("latchkey whoami", AWS, f"{programs.DEBIAN_PYTHON} -W ignore ~/asks.py", "aws --profile ops " + AWS[4:]):
                self.enter(terminal, line, IS_OPS)
        self.each(test, "--refresh")

    def test_of_exec_latchkey_says_what_to_type_and_then_all_tools_go_on(self):
        line = 'eval "$(latchkey export -p ops --format env)"'

        def test(terminal):
            for command in ("whoami", "process"):
                said = self.enter(terminal, "latchkey " + command, re.compile(r"hint:[^\r\n]*"))
                self.assertIn(line, said)
            for after in ("latchkey whoami", AWS, f"{programs.DEBIAN_PYTHON} -W ignore ~/asks.py"):
                self.enter(terminal, f"{line}; {after}", IS_OPS)
        self.each(test)


if __name__ == "__main__":
    unittest.main()
