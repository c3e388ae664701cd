#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey exec --refresh: the endpoint, and what the program and other processes see of it."""
import contextlib
import datetime
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, programs, windows, world
from support.refreshing import RefreshCase
from support.serving import TOKEN, URI
from support.terminal import CTRL_C


class Refresh(RefreshCase):
    def test_program_receives_an_endpoint_and_no_keys(self):
        given = self.environment(AWS_ACCESS_KEY_ID="AKIAOTHER", AWS_SECRET_ACCESS_KEY="x", AWS_WEB_IDENTITY_TOKEN_FILE="/nosuch")
        with self.program(env=given) as running:
            env = running.variables
            status, found = self.ask(env)
        self.assertEqual(status, 200)
        self.assertEqual(sorted(found), ["AccessKeyId", "AccountId", "Expiration", "SecretAccessKey", "Token"])
        self.assertEqual(found["AccountId"], "222222222222")
        self.assertRegex(env[URI], r"\Ahttp://127\.0\.0\.1:\d+/role/plain\Z")
        self.assertEqual(env["AWS_REGION"], "eu-central-1")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE"):
            self.assertNotIn(name, env)

    def test_prompts_once_before_the_program_starts(self):
        program = little_programs.make(self.home.path / "bin" / "starts", "say started")
        terminal = self.latchkey_on_terminal("exec", "--refresh", "-p", "ops", "--", program)
        terminal.expect("Enter MFA code")
        self.assertNotIn("started", terminal.shown)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertIn("started", terminal.screen)
        self.assertEqual(terminal.shown.count("Enter MFA code"), 1)

    def test_token_and_host_name_are_required(self):
        with self.program() as running:
            env = running.variables
            path, port = "/role/plain", self.port_of(env)
            answers = [self.ask(env, token=""), self.ask(env, token="wrong"), self.ask(env, host="evil.example"),
                       self.ask(env, host=f"localhost:{port}"), self.ask(env, method="POST"), self.ask(env, path=path + "x")]
        self.assertEqual([status for status, _ in answers], [403, 403, 403, 403, 405, 404])
        for _, body in answers:
            self.assertEqual(sorted(body), ["code", "message"])

    def test_profiles_named_by_the_program_use_latchkey(self):
        self.sign_in()
        process = f"run {programs.LATCHKEY_ITSELF} process"
        with self.program(process, "say", process + " -p ops") as running:
            asked = self.ask(running.variables)[1]["AccessKeyId"]
        own, ops = (json.loads(line)["AccessKeyId"] for line in running.printed_after.split("\n\n"))
        self.assertEqual(asked, own, "latchkey itself is one of the programs that ask the endpoint")
        self.assertNotEqual(asked, ops)

    def test_the_profile_that_is_added_for_sdks_is_not_listed(self):
        outside = self.latchkey("list", debug=False).stdout
        for words in (f"run {programs.LATCHKEY_ITSELF} list", f"run {programs.LATCHKEY_ITSELF} list --json"):
            done = self.run_program_with(words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("latchkey-refresh", done.stdout)
            if not words.endswith("--json"):
                self.assertEqual(done.stdout, outside)

    def test_exit_status_of_the_program_is_returned(self):
        for status in (0, 7, 255):
            self.assertEqual(self.run_program_with(f"status {status}").returncode, status)

    @windows.not_there(windows.NO_SIGNALS)
    def test_signal_of_the_program_is_returned(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            self.assertEqual(self.latchkey("exec", "--refresh", "-p", "plain", "--", "sh", "-c", f"kill -{int(number)} $$").returncode,
                             -number)

    def test_missing_program_is_status_127_without_a_prompt(self):
        self.assert_error(self.latchkey("exec", "--refresh", "-p", "ops", "--", "no-such-program", debug=False), 127, "no-such-program")
        self.assert_nothing_was_sent()

    @windows.not_there(windows.NO_SIGNALS)
    def test_signals_are_forwarded_to_the_program(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGINT):
            with self.subTest(number):
                words = self.command("exec", "--refresh", "-p", "plain", "--", programs.DEBIAN_PYTHON, "-c", """
import os, signal, time
signal.signal(%d, lambda *_: (os.write(1, b"got it\\n"), os._exit(42)))
print("ready", flush=True)
for _ in range(600): time.sleep(0.05)  # a signal right before one long sleep would be heard after it""" % number, debug=False)
                with subprocess.Popen(words, env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                                      start_new_session=True) as running:
                    self.addCleanup(running.kill)
                    self.assertEqual(running.stdout.readline(), "ready\n")
                    running.send_signal(number)
                    self.assertEqual((running.stdout.read(), running.wait(20)), ("got it\n", 42))

    def test_ctrl_c_ends_the_program(self):
        program = little_programs.make(self.home.path / "bin" / "keys", "keys", "say started", "await /nosuch")
        terminal = self.latchkey_on_terminal("exec", "--refresh", "-p", "plain", "--", program)
        terminal.expect("started")
        terminal.type(CTRL_C)
        self.assertEqual(terminal.wait(), 5, terminal.shown)
        self.assertIn("Ctrl-C", terminal.shown)

    def test_endpoint_closes_with_latchkey(self):
        running = self.start_program()
        self.assert_serves(running.variables)
        running.process.kill()
        began = time.monotonic()
        with self.assertRaises(ConnectionRefusedError, msg="at once, not a hang"):
            while time.monotonic() < began + 10:
                with contextlib.suppress(ConnectionResetError):  # in the middle of a reply
                    self.ask(running.variables)
        self.assertLess(time.monotonic() - began, windows.within(1))

    @windows.not_there("wine does not tell a program that its window is closed")
    def test_hangup_ends_the_program(self):
        """latchkey as the session leader of its window: only it receives the hang-up."""
        words = self.command("exec", "--refresh", "-p", "plain", "--", "sh", "-c",
                             'trap "echo told > told; exit 3" HUP; echo "ready $$"; while :; do sleep 0.1; done', debug=False)
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.home.path)
            os.execve(words[0], words, self.environment())
        shown = b""
        while b"ready" not in shown:
            shown += os.read(terminal, 1000)
        os.close(terminal)
        _, status = os.waitpid(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 3)
        self.assertEqual((self.home.path / "told").read_text(), "told\n")

    def test_sdk_fails_at_once_without_the_endpoint(self):
        python = programs.need_debian_boto3()
        running = self.start_program()
        env = self.environment(**{name: running.variables[name] for name in (URI, TOKEN, "AWS_REGION")})
        call = [python, "-c", """
import boto3
try: print(boto3.Session().get_credentials().access_key)
except Exception as error: print(type(error).__name__, error)"""]
        key = self.run_program(call, env=env).stdout
        self.assertEqual(key, self.assert_serves(env) + "\n")
        running.process.kill()
        began = time.monotonic()
        self.assertIn(f'Could not connect to the endpoint URL: "{env[URI]}"', self.run_program(call, env=env).stdout)
        self.assertLess(time.monotonic() - began, 10, "three tries a second apart, not a hang")

    def test_hundreds_of_concurrent_requests_succeed(self):
        statuses, together = [], threading.Barrier(300)
        with self.program() as running:
            env = running.variables

            def ask():
                together.wait()
                statuses.append(self.ask(env)[0])
            askers = [threading.Thread(target=ask) for _ in range(300)]
            for asker in askers:
                asker.start()
            for asker in askers:
                asker.join()
        self.assertEqual(statuses, [200] * 300)

    def test_logout_reports_the_running_endpoint(self):
        running = self.start_program()
        pid = r"\d+" if windows.IS else running.process.pid  # wine has its own process IDs
        for words in (("logout", "-p", "plain"), ("logout", "--all")):
            done = self.latchkey(*words, debug=False)
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stderr, rf"latchkey exec (--refresh )?\(pid {pid}\)")
            self.assert_serves(running.variables)
        self.assertEqual(running.go_on(), 0)
        self.assertEqual(self.latchkey("logout", "-p", "plain", debug=False).stderr, "")

    def test_leaves_no_files_behind(self):
        with self.program() as running:
            self.assert_serves(running.variables)
        self.assert_no_leftovers()
        overlays = self.home.path / ".aws/latchkey/overlays"
        left = [path for path in overlays.rglob("*") if not path.is_dir()]
        self.assertEqual([path.name for path in left], ["config"], "for what outlives the program: test_after_exec.py")
        self.assertNotIn(world.SECRET, left[0].read_text())


LIFETIME = 8  # seconds; refreshed with a third left


class Expiry(RefreshCase):
    world_config = world.short_lived(LIFETIME)

    def test_credentials_are_refreshed_without_a_prompt(self):
        self.sign_in()
        keys, end = set(), time.monotonic() + 60
        with self.program(profile="ops") as running:
            env = running.variables
            while len(keys) < 4 and time.monotonic() < end:
                status, found = self.ask(env)
                self.assertEqual(status, 200)
                ends = datetime.datetime.fromisoformat(found["Expiration"].replace("Z", "+00:00"))
                self.assertGreater(ends, datetime.datetime.now(datetime.timezone.utc))
                keys.add(found["AccessKeyId"])
                time.sleep(0.1)
        self.assertEqual(len(keys), 4, "in a minute")

    def test_expired_credentials_are_refreshed_after_a_suspend(self):
        """Simulates a sleeping machine by stopping latchkey, also under wine."""
        self.sign_in()
        with self.program(profile="ops") as running:
            env = running.variables
            running.process.send_signal(signal.SIGSTOP)
            time.sleep(LIFETIME + 2)
            running.process.send_signal(signal.SIGCONT)
            began, answers = time.monotonic(), []
            while not answers or (answers[-1][0] != 200 and time.monotonic() < began + 10):
                answers.append((self.ask(env)[0], time.monotonic() - began))
                time.sleep(0.1)
        self.assertLess(answers[0][1], 1, "what is over is not waited for")
        self.assertEqual(answers[-1][0], 200)
        self.assertLess(answers[-1][1], 3)

    def test_prompts_never_use_the_programs_terminal(self):
        go = self.home.path / "go"
        program = little_programs.make(self.home.path / "bin" / "hears", f"variable {URI}", f"variable {TOKEN}", "say ready",
                                       f"await {go}", "hear")
        terminal = self.latchkey_on_terminal("exec", "--refresh", "-p", "ops", "--", program,
                                             env=self.environment(LATCHKEY_ANSWER="off"))
        terminal.expect("Enter MFA code")
        terminal.type(self.testbed.next_code() + "\n")
        uri, token = terminal.expect(re.compile(r"http://\S+\s+\S+\s+ready")).split()[:2]
        env = {URI: uri, TOKEN: token}
        self.assert_serves(env)
        self.latchkey("logout", "--all", debug=False)
        self.until(lambda: self.ask(env)[0] != 200, 2 * LIFETIME)
        time.sleep(1)
        go.write_text("over\n")
        terminal.expect("over", timeout=30)
        terminal.type("for the program\r")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertIn("you said for the program", terminal.shown)
        self.assertEqual(terminal.shown.count("Enter MFA code"), 1)
        self.assertIn("profile ops needs an MFA code to be refreshed", terminal.shown)

    @windows.not_there("the system's dialog prompts beside the program, and nobody answers it in wine")
    def test_an_inherited_device_prompts_as_well(self):
        self.home.write(".aws/config", f"[profile base]\nregion = eu-central-1\nmfa_serial = {world.DEVICE}\n"
                                       f"[profile dev]\nrole_arn = {world.OPS}\nsource_profile = base\nregion = eu-central-1\n")
        self.sign_in("dev")
        running = self.start_program(profile="dev")
        self.latchkey("logout", "--all", debug=False)
        self.until(lambda: self.ask(running.variables)[0] != 200, 2 * LIFETIME)
        self.until(lambda: "profile dev needs an MFA code to be refreshed" in running.said)
        self.assertIn("run latchkey login -p dev", self.ask(running.variables)[1]["message"])
        self.sign_in("dev")
        self.until(lambda: self.ask(running.variables)[0] == 200, 20)
        self.assertEqual(running.go_on(), 0)

    @windows.not_there("sh, which the program here is written in")
    def test_prompt_is_not_written_to_open_terminals(self):
        self.sign_in()
        said = self.home.path / "said"
        askpass = self.home.write("askpass", f'#!/bin/sh\necho "$LATCHKEY_NOTIFY" >{said}\nexit 1\n', mode=0o700)
        running = self.start_program(profile="ops", env=self.environment(LATCHKEY_ASKPASS=str(askpass), LATCHKEY_NOTIFY="on"))
        self.latchkey("logout", "--all", debug=False)
        self.until(lambda: self.ask(running.variables)[0] != 200, 2 * LIFETIME)
        self.until(lambda: said.exists() and said.read_text() == "off\n", 10)
        self.assertEqual(running.go_on(), 0)

    def test_program_receives_an_error_after_the_mfa_session(self):
        self.sign_in()
        self.latchkey("logout", "-p", "ops")
        self.sign_in()
        running = self.start_program(profile="ops")
        self.latchkey("logout", "--all", debug=False)
        time.sleep(LIFETIME + 1)
        status, body = self.ask(running.variables)
        self.assertEqual(running.go_on(), 0)
        self.assertEqual((status, body["code"]), (503, "CredentialsUnavailable"))
        self.assertIn("latchkey login -p ops", body["message"])
        self.assertIn("latchkey login -p ops", running.said)


if __name__ == "__main__":
    unittest.main()
