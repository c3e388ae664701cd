#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey exec --refresh: the endpoint beside the program, and what the program and others see of it."""
import json
import os
import pathlib
import pty
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import programs, world
from support.case import Case

# What a program asks the endpoint, and what it hears: (status, JSON).
ASK = """
import json, os, urllib.error, urllib.request
def ask(token=None, host=None, method="GET", url=None):
    request = urllib.request.Request(url or os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"], method=method)
    request.add_header("Authorization", os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] if token is None else token)
    if host: request.add_header("Host", host)
    try:
        with urllib.request.urlopen(request, timeout=5) as reply: return reply.status, json.load(reply)
    except urllib.error.HTTPError as error: return error.code, json.load(error)
"""


class RefreshCase(Case):
    def in_program(self, code, profile="plain", **options):
        """Runs Python code in exec --refresh; what it prints, as JSON."""
        done = self.latchkey("exec", "--refresh", "-p", profile, "--", programs.DEBIAN_PYTHON, "-c", ASK + code, debug=False,
                             prints_secrets=True, **options)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def start(self, code, **options):
        words = self.command("exec", "--refresh", "-p", "plain", "--", programs.DEBIAN_PYTHON, "-c", ASK + code, debug=False)
        running = subprocess.Popen(words, env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, start_new_session=True, **options)
        self.addCleanup(running.wait)
        self.addCleanup(running.kill)
        self.addCleanup(running.stdout.close)
        self.addCleanup(running.stderr.close)
        return running


class Refresh(RefreshCase):
    def test_the_program_gets_credentials_from_the_endpoint_and_no_keys(self):
        env, (status, found) = self.in_program("print(json.dumps([dict(os.environ), ask()]))",
                                               env=self.environment(AWS_ACCESS_KEY_ID="AKIAOTHER", AWS_SECRET_ACCESS_KEY="x",
                                                                    AWS_WEB_IDENTITY_TOKEN_FILE="/nosuch"))
        self.assertEqual(status, 200)
        self.assertEqual(sorted(found), ["AccessKeyId", "AccountId", "Expiration", "SecretAccessKey", "Token"])
        self.assertEqual(found["AccountId"], "222222222222")
        self.assertRegex(env["AWS_CONTAINER_CREDENTIALS_FULL_URI"], r"\Ahttp://127\.0\.0\.1:\d+/role/plain\Z")
        self.assertEqual(env["AWS_REGION"], "eu-central-1")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE"):
            self.assertNotIn(name, env)

    def test_one_question_before_the_program_starts_and_none_after(self):
        terminal = self.latchkey_on_terminal("exec", "--refresh", "-p", "ops", "--", "sh", "-c", "echo started")
        terminal.expect("Enter MFA code")
        self.assertNotIn("started", terminal.shown)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertIn("started", terminal.screen)

    def test_who_has_not_the_token_or_calls_it_another_name_is_refused(self):
        answers = self.in_program("""
url = os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"]
print(json.dumps([ask(token=""), ask(token="wrong"), ask(host="evil.example"), ask(host="localhost:" + url.split(":")[2].split("/")[0]),
                  ask(method="POST"), ask(url=url + "x")]))""")
        self.assertEqual([status for status, _ in answers], [403, 403, 403, 403, 405, 404])
        for _, body in answers:
            self.assertEqual(sorted(body), ["code", "message"])

    def test_profiles_that_the_program_names_lead_back_to_latchkey(self):
        self.sign_in()
        words = self.in_program(f"""
import subprocess
run = lambda *words: json.loads(subprocess.run([{programs.LATCHKEY!r}, "process", *words], stdout=subprocess.PIPE, check=True).stdout)
print(json.dumps([ask()[1]["AccessKeyId"], run()["AccessKeyId"], run("-p", "ops")["AccessKeyId"]]))""")
        self.assertEqual(words[0], words[1], "latchkey itself is one of the programs that ask the endpoint")
        self.assertNotEqual(words[0], words[2])

    def test_the_programs_status_and_signal_are_ours(self):
        for status in (0, 7, 255):
            self.assertEqual(self.latchkey("exec", "--refresh", "-p", "plain", "--", "sh", "-c", f"exit {status}").returncode, status)
        for number in (signal.SIGTERM, signal.SIGKILL):
            self.assertEqual(self.latchkey("exec", "--refresh", "-p", "plain", "--", "sh", "-c", f"kill -{int(number)} $$").returncode,
                             -number)

    def test_a_program_that_is_not_there_is_127_and_nothing_is_asked(self):
        self.assert_error(self.latchkey("exec", "--refresh", "-p", "ops", "--", "no-such-program", debug=False), 127, "no-such-program")
        self.assert_nothing_was_sent()

    def test_signals_for_latchkey_go_on_to_the_program(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGINT):
            with self.subTest(number):
                running = self.start("""
import signal, sys, time
signal.signal(%d, lambda *_: (os.write(1, b"got it\\n"), os._exit(42)))
print("ready", flush=True)
time.sleep(30)""" % number)
                self.assertEqual(running.stdout.readline(), "ready\n")
                running.send_signal(number)
                self.assertEqual((running.stdout.read(), running.wait(20)), ("got it\n", 42))

    def test_the_endpoint_goes_with_latchkey_and_says_so_by_being_gone(self):
        running = self.start("""
import time
print(os.getppid(), os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"], flush=True)
while True:
    try: ask()
    except ConnectionResetError: continue  # in the middle of a reply
    except urllib.error.URLError as error: print(error.reason.__class__.__name__, flush=True); break
    time.sleep(0.05)""")
        pid, _ = running.stdout.readline().split()
        os.kill(int(pid), signal.SIGKILL)
        self.assertEqual(running.stdout.readline(), "ConnectionRefusedError\n", "at once, not a hang")

    def test_a_terminal_that_goes_ends_the_program(self):
        """latchkey as its window's own command: the system tells that process alone."""
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

    def test_a_real_sdk_says_at_once_that_the_endpoint_is_gone(self):
        running = self.start("""
import sys, time
sys.stdin.readline()
import boto3
try: boto3.Session().client("sts").get_caller_identity()
except Exception as error: print(type(error).__name__, error, flush=True)""")
        latchkey, child = running.pid, None
        while child is None:
            found = subprocess.run(["pgrep", "-P", str(latchkey), "-f", "boto3"], stdout=subprocess.PIPE, text=True).stdout.split()
            child = int(found[0]) if found else None
        os.kill(latchkey, signal.SIGKILL)
        began = time.monotonic()
        self.assertIn("Could not connect to the endpoint URL", running.stdout.readline())
        self.assertLess(time.monotonic() - began, 10, "three tries a second apart, not a hang")

    def test_hundreds_of_children_ask_at_once(self):
        done = self.latchkey("exec", "--refresh", "-p", "plain", "--", "sh", "-c", """
for i in $(seq 300); do
  curl -s -m 20 -o /dev/null -w '%{http_code}\\n' -H "Authorization: $AWS_CONTAINER_AUTHORIZATION_TOKEN" \\
    "$AWS_CONTAINER_CREDENTIALS_FULL_URI" &
done; wait""".replace("\\\\", "\\"), debug=False)
        self.assertEqual((done.returncode, done.stderr, done.stdout.split()), (0, "", ["200"] * 300))

    def test_nothing_stays_behind(self):
        self.in_program("print(json.dumps(ask()[0]))")
        self.assert_no_leftovers()
        overlays = self.home.path / ".aws/latchkey/overlays"
        self.assertEqual(list(overlays.iterdir()) if overlays.exists() else [], [])


class Expiry(RefreshCase):
    world_config = world.short_lived(12)

    def test_credentials_are_never_over_and_nobody_is_asked(self):
        self.sign_in()
        seen = self.in_program("""
import datetime, time
seen, end = [], time.monotonic() + 40
while time.monotonic() < end:
    status, found = ask()
    left = (datetime.datetime.fromisoformat(found["Expiration"].replace("Z", "+00:00")) - datetime.datetime.now(datetime.timezone.utc)) if status == 200 else None
    seen.append((status, found.get("AccessKeyId"), left and left.total_seconds()))
    time.sleep(0.1)
print(json.dumps(seen))""", profile="ops")
        self.assertEqual({status for status, _, _ in seen}, {200})
        self.assertGreater(min(left for _, _, left in seen), 0)
        self.assertGreaterEqual(len({key for _, key, _ in seen}), 4)

    def test_after_a_sleep_that_outlasted_them_they_are_there_again_at_once(self):
        """A machine that sleeps stops all of us; this stops latchkey alone."""
        self.sign_in()
        seen = self.in_program("""
import signal, time
os.kill(os.getppid(), signal.SIGSTOP)
time.sleep(14)
os.kill(os.getppid(), signal.SIGCONT)
began, answers = time.monotonic(), []
while not answers or (answers[-1][0] != 200 and time.monotonic() < began + 10):
    answers.append((ask()[0], time.monotonic() - began))
    time.sleep(0.1)
print(json.dumps(answers))""", profile="ops")
        self.assertLess(seen[0][1], 1, "what is over is not waited for")
        self.assertEqual(seen[-1][0], 200)
        self.assertLess(seen[-1][1], 3)

    def test_a_question_of_a_run_is_never_on_the_programs_terminal(self):
        terminal = self.latchkey_on_terminal("exec", "--refresh", "-p", "ops", "--", programs.DEBIAN_PYTHON, "-c", ASK + f"""
import subprocess, sys, time
ask()
subprocess.run([{programs.LATCHKEY!r}, "logout", "--all"], stdout=subprocess.DEVNULL, check=True)
while ask()[0] == 200: time.sleep(0.1)
time.sleep(1)
print("over", flush=True)
print("heard", sys.stdin.readline().strip())""", env=self.environment(LATCHKEY_ANSWER="off"))
        terminal.expect("Enter MFA code")
        terminal.type(self.testbed.next_code() + "\n")
        terminal.expect("over", timeout=30)
        terminal.type("for the program\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertIn("heard for the program", terminal.shown)
        self.assertEqual(terminal.shown.count("Enter MFA code"), 1)
        self.assertIn("profile ops needs an MFA code to be renewed", terminal.shown)

    def test_when_the_mfa_session_is_over_the_program_hears_why(self):
        self.sign_in()
        self.latchkey("logout", "-p", "ops")
        self.sign_in()
        running = self.latchkey("exec", "--refresh", "-p", "ops", "--", programs.DEBIAN_PYTHON, "-c", ASK + f"""
import subprocess, time
subprocess.run([{programs.LATCHKEY!r}, "logout", "--all"], stdout=subprocess.DEVNULL, check=True)
time.sleep(13)
print(json.dumps(ask()))""", debug=False, prints_secrets=True)
        status, body = json.loads(running.stdout)
        self.assertEqual((status, body["code"]), (503, "CredentialsUnavailable"))
        self.assertIn("latchkey login -p ops", body["message"])
        self.assertIn("latchkey login -p ops", running.stderr)


if __name__ == "__main__":
    unittest.main()
