# SPDX-License-Identifier: Apache-2.0
"""latchkey exec on Windows: batch files, Ctrl-C while latchkey keeps running, and the common end with its program."""
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, programs, windows, world
from support.case import Case
from support.terminal import CTRL_C, INTERRUPTED


class Exec(Case):
    def setUp(self):
        super().setUp()
        self.warm()

    def program(self, *steps):
        return little_programs.make(self.home.path / "program", *steps)

    def run_in(self, *words, **options):
        return self.latchkey("exec", "-p", "plain", "--", *words, debug=False, prints_secrets=True, **options)

    def batch(self, *lines, name="tool.cmd"):
        path = self.home.write(name, "\r\n".join(("@echo off", *lines, "")))
        return windows.path(path)


class BatchFiles(Exec):
    def test_batch_files_run_with_their_own_status(self):
        for name in ("tool.cmd", "tool.bat", "with blank.cmd"):
            done = self.run_in(self.batch("echo it ran", "exit /b 7", name=name))
            self.assertEqual((done.returncode, done.stdout), (7, "it ran\n"), done.stderr)

    def test_batch_files_on_path_are_found_without_an_extension(self):
        self.batch("echo it ran: %~1", name="bin/tool.cmd")
        env = self.environment(**little_programs.search_path(self.home.path / "bin"))
        self.assertEqual(self.run_in("tool", "one", env=env).stdout, "it ran: one\n")

    def test_current_folder_is_not_searched(self):
        self.batch("echo it ran")
        self.assert_error(self.run_in("tool", cwd=self.home.path), 127, "tool is not on PATH")
        self.assertEqual(self.run_in(".\\tool", cwd=self.home.path).stdout, "it ran\n")

    def test_credentials_are_in_the_environment(self):
        wanted = self.process_json("-p", "plain")["AccessKeyId"]
        self.assertEqual(self.run_in(self.batch("echo %AWS_ACCESS_KEY_ID%")).stdout, wanted + "\n")

    def test_arguments_are_unchanged_and_never_executed(self):
        # Without %: wine's cmd.exe does not support its quoting.
        planted = self.home.path / "planted"
        for argument in ("a b", "", "*", "a&b", "a|b", "<a>", "^", "(a)", "!PATH!", "a=b,c;d", "é", f"&echo x>{windows.path(planted)}",
                         f'" & echo x > {windows.path(planted)} & "', "a\\", "a b\\", "'"):
            with self.subTest(argument):
                inner = self.home.path / "arguments"
                script = self.batch(f'"{little_programs.make(inner, "arguments")}" %*')
                done = self.run_in(script, argument, "last")
                self.assertEqual(done.stdout, windows.as_here(argument) + "\nlast\n", done.stderr)
                self.assertFalse(planted.exists())

    def test_batch_file_works_as_askpass(self):
        told = self.home.path / "told"
        script = self.batch(f"echo %* >{windows.path(told)}", f"echo {self.testbed.next_code()}")
        env = self.environment(LATCHKEY_ASKPASS=script)
        self.assertEqual(self.latchkey("login", "-p", "ops", env=env).returncode, 0)
        self.assertIn(world.DEVICE, told.read_text())

    def test_cmd_builtins_and_local_files_are_reported(self):
        self.assert_error(self.run_in("echo", "x"), 127, "echo is not on PATH, but a part of cmd.exe: cmd /c echo")
        self.batch("echo it ran")
        self.assert_error(self.run_in("tool", cwd=self.home.path), 127, "the one in this folder is .\\tool")

    def test_argument_with_a_line_break_is_rejected(self):
        self.assert_error(self.run_in(self.batch("echo it ran"), "a\nb"), 126, "no argument with a line break")


class Keys(Exec):
    def on_terminal_in(self, *words):
        return self.latchkey_on_terminal("exec", "-p", "plain", "--", *words)

    def test_ctrl_c_ends_the_program_and_its_status_is_returned(self):
        terminal = self.on_terminal_in(self.program("keys", "say running", "sleep"))
        terminal.expect("running")
        terminal.type(CTRL_C)
        terminal.expect("Ctrl-C")
        self.assertEqual(terminal.wait(), 5, terminal.shown)

    def test_ctrl_c_without_a_handler_ends_both(self):
        terminal = self.on_terminal_in(self.program("say running", "sleep"))
        terminal.expect("running")
        terminal.type(CTRL_C)
        self.assertEqual(terminal.wait(5), INTERRUPTED)
        self.assertEqual(terminal.flags_after, terminal.flags_before)

    def test_shell_has_the_console_and_the_credentials(self):
        terminal = self.on_terminal_in("cmd.exe", "/d")
        terminal.expect(">")
        terminal.type("echo [%AWS_ACCESS_KEY_ID%]\r")
        terminal.expect(f"[{self.process_json('-p', 'plain')['AccessKeyId']}]")
        terminal.type("exit 3\r")
        self.assertEqual(terminal.wait(), 3, terminal.shown)


class Termination(Exec):
    def start(self):
        """latchkey, and the process of its program."""
        exe = self.program("say running", "sleep")
        latchkey = subprocess.Popen(self.command("exec", "-p", "plain", "--", exe, debug=False), env=self.environment(),
                                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.addCleanup(latchkey.communicate)
        self.addCleanup(latchkey.kill)
        self.assertEqual(latchkey.stdout.readline(), "running\n")
        return latchkey, self.process_of(exe)

    def process_of(self, exe):
        """The process of wine for a program."""
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "cmdline").read_bytes().split(b"\0")[0].decode() == exe:
                    return int(entry.name)
            except OSError:
                continue
        return None

    def test_killed_latchkey_ends_its_program(self):
        latchkey, program = self.start()
        latchkey.kill()
        deadline = time.monotonic() + 5
        while os.path.exists(f"/proc/{program}"):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def test_argv_contains_no_secret(self):
        latchkey, program = self.start()
        for process in (latchkey.pid, program):
            words = pathlib.Path(f"/proc/{process}/cmdline").read_bytes().decode()
            self.assertIn("program.exe", words)
            self.heard("argument list", words)

    def test_killed_program_ends_latchkey(self):
        latchkey, program = self.start()
        os.kill(program, signal.SIGKILL)
        latchkey.wait(5)

    def test_child_processes_of_the_program_may_continue(self):
        """As after an exec on POSIX, latchkey does not end a server that the program starts."""
        left = little_programs.make(self.home.path / "left", "say left", "sleep")
        script = self.batch(f'start /b "" "{left}"', "exit /b 0")
        with open(self.home.path / "out", "w", encoding="utf-8") as out:  # a pipe would stay open as long as the last writer
            self.assertEqual(self.run_in(script, stdout=out, stderr=out).returncode, 0)
        process = self.process_of(left)
        self.assertIsNotNone(process)
        os.kill(process, signal.SIGKILL)


if __name__ == "__main__":
    unittest.main()
