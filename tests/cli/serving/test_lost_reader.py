#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Servers continue if the reader of their output exits or stops reading; child processes have the default SIGPIPE."""
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, windows, world
from support.prompters import pinentry
from support.refreshing import READY, RefreshCase
from support.serving import TOKEN


@windows.not_there("a pipe without a reader sends no signal")
class LostReader(RefreshCase):
    def setUp(self):
        super().setUp()
        self.warm()

    def start_with_pipe(self, *words, profile="plain"):
        """latchkey with one pipe for both streams. Returns the process and the pipe's reading end."""
        read, write = os.pipe()
        process = subprocess.Popen(self.command(*words, debug=False), env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=write, stderr=write, start_new_session=True)
        os.close(write)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process, read

    def refuse(self, variables):
        """One request without a token, on a new connection."""
        status, _ = self.ask(variables, token="")
        self.assertIn(status, (401, 403))

    def serve_variables(self):
        state = self.until(lambda: (self.home.aws / "latchkey" / "serve" / "server.json").exists() and self.state())
        self.plant(state["token"])
        return {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{state['port']}/role/plain", TOKEN: state["token"]}

    def test_serve_continues_after_its_output_is_closed(self):
        process, read = self.start_with_pipe("serve", "-p", "plain")
        variables = self.serve_variables()
        os.read(read, 10)
        os.close(read)
        for _ in range(3):
            self.refuse(variables)
        self.assert_serves(variables)
        self.assertIsNone(process.poll())
        process.terminate()
        self.assertEqual(process.wait(10), 0)

    def test_serve_runs_with_output_closed_at_start(self):
        process, read = self.start_with_pipe("serve", "-p", "plain")
        os.close(read)
        variables = self.serve_variables()
        self.refuse(variables)
        self.assert_serves(variables)
        process.terminate()
        self.assertEqual(process.wait(10), 0)
        self.assert_gone(self.port_of(variables))

    def test_serve_continues_while_its_messages_are_not_read(self):
        process, read = self.start_with_pipe("serve", "-p", "plain")
        variables = self.serve_variables()
        self.until(lambda: b"serving" in os.read(read, 65536))
        # The same pipe, filled through its other end: the next line would block forever.
        write = os.open(f"/proc/self/fd/{read}", os.O_WRONLY | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(write, b"x" * 4096)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(write, b"x")
        self.refuse(variables)
        self.assert_serves(variables)
        process.terminate()
        self.assertEqual(process.wait(10), 0)
        os.close(read)
        os.close(write)

    def test_exec_refresh_continues_after_its_output_is_closed(self):
        go = self.home.path / "go"
        out = self.home.path / "out"
        program = self.home.path / "program"
        program.write_text(f"#!/bin/sh\nexec >{out} 2>&1\nenv -0\necho {READY}\nuntil [ -s {go} ]; do sleep 0.02; done\n")
        program.chmod(0o755)
        read, write = os.pipe()
        process = subprocess.Popen(self.command("exec", "--refresh", "-p", "plain", "--", str(program)), env=self.environment(),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=write, start_new_session=True)
        os.close(write)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        text = self.until(lambda: out.exists() and READY in out.read_text() and out.read_text())
        variables = dict(line.split("=", 1) for line in text.partition(READY)[0].split("\0") if line)
        self.plant(variables[TOKEN])
        os.close(read)
        for _ in range(3):
            self.refuse(variables)
        self.assert_serves(variables)
        go.write_text("go on\n")
        self.assertEqual(process.wait(20), 0)

    def test_keep_continues_after_its_output_is_closed(self):
        self.sign_in()
        process, read = self.start_with_pipe("keep")
        os.close(read)
        lock = self.home.aws / "latchkey" / "locks" / "keep.lock"
        self.until(lambda: lock.exists() and str(process.pid) in lock.read_text())
        time.sleep(0.2)
        self.assertIsNone(process.poll())
        process.terminate()
        process.wait(10)

    def test_short_command_ends_by_sigpipe_without_a_message(self):
        for words in (["list"], ["status"], ["process", "-p", "plain"], ["--help"], ["export", "-p", "plain"]):
            with self.subTest(words):
                read, write = os.pipe()
                os.close(read)
                done = self.latchkey(*words, debug=False, stdout=write)
                os.close(write)
                self.assertEqual((done.returncode, done.stderr), (-signal.SIGPIPE, ""))

    def test_closed_output_with_sigpipe_ignored_is_an_error(self):
        read, write = os.pipe()
        os.close(read)
        done = self.run_program(["sh", "-c", 'trap "" PIPE; exec "$@"', "sh", *self.command("list", debug=False)], stdout=write)
        os.close(write)
        self.assert_error(done, 1, "cannot write to standard output")

    def test_signals_that_end_serve_remove_token_and_socket(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM,
                       signal.SIGXCPU, signal.SIGVTALRM, signal.SIGPROF):
            with self.subTest(number):
                path = self.home.path / "serve.sock"
                running, variables = self.serve_json("-p", "plain", "--socket", str(path))
                self.assertTrue(path.exists())
                self.assertEqual(running.end(number), 0, running.said)
                self.assert_gone(self.port_of(variables), path)


@windows.not_there("there are no signals to ignore")
class Dispositions(RefreshCase):
    """Each program that latchkey starts prints its mask of ignored signals."""

    def setUp(self):
        super().setUp()
        self.mask = self.home.path / "mask"

    def program_that_tells(self, path, *steps):
        """A program with these steps that first prints its mask."""
        text = pathlib.Path(little_programs.make(path, *steps)).read_text()
        path.write_text(text.replace("#!/bin/sh\n", f"#!/bin/sh\ngrep SigIgn /proc/self/status >{self.mask}\n", 1))
        return str(path)

    def assert_told(self, who):
        self.until(lambda: self.mask.exists() and self.mask.read_text().endswith("\n"))
        ignored = int(self.mask.read_text().split()[1], 16)
        self.assertEqual(ignored & (1 << (signal.SIGPIPE - 1)), 0, f"{who} was started with SIGPIPE ignored")
        self.assertEqual(ignored & (1 << (signal.SIGXFSZ - 1)), 0, who)
        self.mask.unlink()

    def test_program_of_exec_gets_default_dispositions(self):
        self.warm()
        program = self.program_that_tells(self.home.path / "bin" / "mine")
        for words in (["exec"], ["exec", "--refresh"]):
            self.assertEqual(self.latchkey(*words, "-p", "plain", "--", program, debug=False).returncode, 0)
            self.assert_told(" ".join(words))

    def test_credential_process_gets_default_dispositions(self):
        keys = '{"Version": 1, "AccessKeyId": "AKIAX", "SecretAccessKey": "PLANTED/process"}'
        program = self.program_that_tells(self.home.path / "bin" / "keys", f"say {keys}")
        self.home.write(".aws/config", world.CONFIG_FILE + f"[profile own]\ncredential_process = {program}\n")
        self.assertEqual(self.latchkey("process", "-p", "own", prints_secrets=True).returncode, 0)
        self.assert_told("credential_process")

    def test_prompters_get_default_dispositions(self):
        code = self.testbed.next_code
        mfa = self.program_that_tells(self.home.path / "mfa", f"say {code()}")
        self.with_process(mfa)
        self.assert_signed_in(self.login(self.environment()))
        self.assert_told("mfa_process")
        self.home.write(".aws/config", world.CONFIG_FILE)
        self.home.empty_caches()
        askpass = self.program_that_tells(self.home.path / "askpass", f"say {code()}")
        self.assertEqual(self.login(self.environment(LATCHKEY_ASKPASS=askpass)).returncode, 0)
        self.assert_told("LATCHKEY_ASKPASS")
        self.home.empty_caches()
        self.bin.mkdir()
        self.program_that_tells(self.bin / "pinentry", *pinentry(self.log, [f"say D {code()}", "say OK"]))
        self.assertEqual(self.login(self.desktop()).returncode, 0)
        self.assert_told("pinentry")

    def test_program_of_a_background_process_gets_default_dispositions(self):
        keys = f'{{"Version": 1, "AccessKeyId": "{world.KEY}", "SecretAccessKey": "{world.SECRET}"}}'
        program = self.program_that_tells(self.home.path / "bin" / "keys", f"say {keys}")
        self.home.write(".aws/config", world.CONFIG_FILE + f"[profile own]\ncredential_process = {program}\nregion = eu-central-1\n")
        self.background("-p", "own")
        self.assert_told("the credential_process of serve --background")
        self.stop()


if __name__ == "__main__":
    unittest.main()
