#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prompts that wait for `latchkey answer`."""
import datetime
import json
import os
import pathlib
import pty
import re
import signal
import socket
import subprocess
import sys
import termios
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import users, windows, world
from support.case import NEXT_PROMPT, PROMPT
from support.prompters import ABOUT, PrompterCase
from support.terminal import INTERRUPTED


class PendingCase(PrompterCase):
    def setUp(self):
        super().setUp()
        # Prompts of one device wait for each other, so a second prompt needs a second device.
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write(f"\n[profile audit]\nrole_arn = {world.BILLING}\nsource_profile = bob\nregion = eu-west-1\n"
                       f"mfa_serial = {world.BOB_DEVICE}\n")
        with open(self.home.aws / "credentials", "a", encoding="utf-8") as file:
            file.write(f"\n[bob]\naws_access_key_id = {world.BOB_KEY}\naws_secret_access_key = {world.BOB_SECRET}\n")

    def waiting(self, profile="ops", waits=True, **more):
        """Starts a latchkey without a terminal, which waits for an answer."""
        env = self.environment(**{"LATCHKEY_ANSWER": "on", **more})
        process = subprocess.Popen(self.command("login", "-p", profile), env=env, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True)
        self.addCleanup(self.end, process)
        process.said = ""
        while waits and "waiting for the MFA code" not in process.said:
            line = process.stderr.readline()
            if not line:
                self.fail(process.said)
            process.said += line
        return process

    def end(self, process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def numbers(self, *askers):
        """Their process IDs; on Windows these are in the notes of their locks."""
        if not windows.IS:
            return [asker.pid for asker in askers]
        locks = sorted((self.home.aws / "latchkey" / "locks").glob("device-*.lock"), key=lambda lock: lock.stat().st_mtime)
        return [json.loads(lock.read_text())["pid"] for lock in locks]

    def assert_ends(self, process, status, words):
        out, err = process.communicate(timeout=10)
        self.heard("asker", out + process.said + err)
        self.assertEqual(process.returncode, status, process.said + err)
        self.assertIn(words, out + err)

    def answer(self, *words, **options):
        return self.latchkey_on_terminal("answer", *words, **options)

    def questions(self):
        return self.home.aws / "latchkey" / "questions"

    def live_question(self, **members):
        """Creates a prompt of this test, with a reader at its channel. Returns the file of the prompt."""
        if windows.IS:
            return self.changed_question(members)
        self.questions().mkdir(parents=True, mode=0o700, exist_ok=True)
        question = {"version": 1, "profile": "ops", "role": world.OPS, "device": world.DEVICE, "program": "some program",
                    "pid": os.getpid(), "machine": socket.gethostname(), "since": "2026-01-01T00:00:00+00:00", **members}
        os.mkfifo(self.questions() / "mine.fifo")
        self.box = os.open(self.questions() / "mine.fifo", os.O_RDWR | os.O_NONBLOCK)
        self.addCleanup(os.close, self.box)
        file = self.questions() / "mine.json"
        file.write_text(json.dumps(question))
        return file

    def changed_question(self, members):
        """The same on Windows, where a channel is a pipe that this test cannot create: changes the prompt of a real
        latchkey."""
        self.waiting()
        file, = self.questions().glob("*.json")
        file.write_text(json.dumps({**json.loads(file.read_text()), **members}))
        return file

    def assert_came(self, code):
        """Checks that the channel received it. On Windows latchkey sends it to STS, which rejects it."""
        if not windows.IS:
            self.assertEqual(os.read(self.box, 100), code.encode() + b"\n")
            return
        deadline = time.monotonic() + 5
        while self.testbed.counts()["codes_refused"] == 0 and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertEqual(self.testbed.counts()["codes_refused"], 1)


class Answering(PendingCase):
    def test_latchkey_answer_sends_the_code(self):
        asker = self.waiting()
        self.assertRegex(asker.said, rf"latchkey: waiting for the MFA code of {world.DEVICE}: run latchkey answer in a "
                         r"terminal \(until \d\d:\d\d:\d\d\)\n$")
        terminal = self.answer()
        terminal.expect(f"{ABOUT}\r\n{PROMPT}")
        self.assertFalse(terminal.echo)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertTrue(terminal.shown.endswith("gave the code to latchkey login\n"), terminal.shown)
        self.assert_ends(asker, 0, "signed in until")
        self.assert_nothing_left()

    def test_login_answers_prompts_for_the_same_code(self):
        asker = self.waiting()
        terminal = self.latchkey_on_terminal("login", "-p", "billing")
        terminal.expect(f"{ABOUT}\r\n{PROMPT}")
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertIn("gave the code to latchkey login\nsigned in until", terminal.shown)
        self.assert_ends(asker, 0, "signed in until")
        self.assertEqual(self.testbed.counts()["codes_received"], 1)

    @windows.not_there("wine shows no access lists as modes")
    def test_prompt_file_is_private_to_the_user(self):
        self.waiting()
        modes = {path.suffix: path.lstat().st_mode & 0o777 for path in self.questions().iterdir()}
        self.assertEqual(modes, {".json": 0o600, ".fifo": 0o600})
        self.assertEqual(self.questions().stat().st_mode & 0o777, 0o700)

    def test_malformed_code_is_prompted_for_again_and_not_sent(self):
        asker = self.waiting()
        terminal = self.answer()
        terminal.expect(PROMPT)
        terminal.type("12345\n")
        terminal.expect("a code is six digits; nothing was sent")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assert_ends(asker, 0, "signed in until")

    def test_rejected_code_creates_a_new_prompt(self):
        asker = self.waiting()
        terminal = self.answer("--wait")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.wrong_code() + "\n")
        terminal.expect("gave the code to latchkey login")
        terminal.expect("STS refused that code")
        terminal.expect(NEXT_PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assert_ends(asker, 0, "signed in until")
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), INTERRUPTED)

    def test_ctrl_d_cancels_the_waiting_prompt(self):
        asker = self.waiting()
        terminal = self.answer()
        terminal.expect(PROMPT)
        terminal.type("\x04")
        self.assertEqual(terminal.wait(), 1)
        self.assert_ends(asker, 1, "error: no MFA code was entered")
        self.assert_nothing_left()

    def test_ctrl_c_leaves_the_prompt_open(self):
        asker = self.waiting()
        terminal = self.answer()
        terminal.expect(PROMPT)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), INTERRUPTED)
        terminal = self.answer()
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0)
        self.assert_ends(asker, 0, "signed in until")

    def test_no_prompt_is_waiting(self):
        done = self.latchkey("answer")
        self.assertEqual((done.returncode, done.stdout), (0, "nothing is waiting for a code\n"))
        self.assertEqual(json.loads(self.latchkey("answer", "--json").stdout), [])
        self.assertFalse(self.questions().exists())

    def test_several_prompts_are_answered_oldest_first(self):
        first, second = self.waiting("audit"), self.waiting("ops")
        numbers = self.numbers(first, second)
        listed = json.loads(self.latchkey("answer", "--json").stdout)
        self.assertEqual([(q["profile"], q["role_arn"], q["mfa_serial"], q["program"], q["pid"]) for q in listed],
                         [("audit", world.BILLING, world.BOB_DEVICE, "latchkey login", numbers[0]),
                          ("ops", world.OPS, world.DEVICE, "latchkey login", numbers[1])])
        terminal = self.answer()
        terminal.expect("PROFILE")
        for asker, name, device in ((first, "profile audit, ", world.BOB_DEVICE), (second, "profile ops, ", world.DEVICE)):
            terminal.expect(name)
            terminal.expect(f"Enter MFA code for {device}: ")
            terminal.type(self.testbed.next_code(device) + "\n")
            self.assert_ends(asker, 0, "signed in until")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    def test_option_p_selects_the_prompts_of_one_profile(self):
        self.waiting("audit")
        asker = self.waiting("ops")
        terminal = self.answer("-p", "ops")
        terminal.expect("profile ops")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0)
        self.assertNotIn("audit", terminal.shown)
        self.assert_ends(asker, 0, "signed in until")

    def test_answer_without_a_terminal_is_an_error(self):
        self.waiting()
        self.assert_error(self.latchkey("answer"), 1, "no terminal to ask on")
        self.assert_error(self.latchkey("answer", "--wait"), 1, "no terminal")

    def test_answer_times_out(self):
        asker = self.waiting(LATCHKEY_TIMEOUT="1")
        began = time.monotonic()
        self.assert_ends(asker, 1, f"no MFA code was entered for {world.DEVICE} within 1s")
        self.assertLess(time.monotonic() - began, 2)
        self.assert_nothing_left()

    def test_prompt_ends_with_its_process(self):
        self.waiting(LATCHKEY_TIMEOUT="1")
        terminal = self.answer()
        terminal.expect(PROMPT)
        self.assertEqual(terminal.wait(5), 0, terminal.shown)
        self.assertIn("profile ops no longer waits for a code\n", terminal.shown)
        self.assertEqual(terminal.flags_after, terminal.flags_before)

    @windows.not_there(windows.NO_SIGNALS)
    def test_signals_remove_the_prompt_file(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asker = self.waiting()
            asker.send_signal(number)
            self.assertEqual(asker.wait(5), -number)
            self.assert_nothing_left()

    def test_answer_off_or_a_responder_writes_no_prompt_file(self):
        done = self.login(self.environment(LATCHKEY_ANSWER="off"))
        self.assert_error(done, 1, "no terminal")
        terminal = self.answer("--wait")
        terminal.expect("waiting for questions; Ctrl-C ends this")
        asker = self.waiting(LATCHKEY_ANSWER="")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        terminal.expect("gave the code to")
        self.assert_ends(asker, 0, "signed in until")
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), INTERRUPTED)

    def test_open_terminal_of_the_user_is_sufficient(self):
        for descriptor in pty.openpty():
            self.addCleanup(os.close, descriptor)
        asker = self.waiting(LATCHKEY_ANSWER="")
        self.assertIsNone(asker.poll())


class Files(PendingCase):
    def test_prompts_of_killed_processes_are_removed(self):
        asker = self.waiting()
        asker.kill()
        asker.wait()
        self.assertEqual(len(list(self.questions().glob("*.json"))), 1)  # Windows removes the channel's file
        self.assertEqual(self.latchkey("answer").stdout, "nothing is waiting for a code\n")
        self.assert_nothing_left()

    def make_questions(self):
        self.questions().mkdir(parents=True, mode=0o700)
        self.questions().parent.chmod(0o700)

    def test_broken_prompt_files_are_ignored(self):
        self.make_questions()
        for name, text in (("a.json", "{"), ("b.json", "[]"), ("c.json", "\0" * 100000), ("d.json", '{"version": 1}'),
                           ("e.fifo", "no fifo"), ("f.lookout", "")):
            (self.questions() / name).write_text(text)
        self.assertEqual(self.latchkey("answer").stdout, "nothing is waiting for a code\n")
        self.assert_nothing_left()

    @windows.not_there("wine shows its programs no links, and Windows has no files that are fifos")
    def test_links_and_foreign_fifos_are_ignored(self):
        self.make_questions()
        (self.questions() / "g.json").symlink_to("/etc/passwd")
        os.mkfifo(self.questions() / "h.json")
        os.mkfifo(self.questions() / "i.fifo")
        self.assertEqual(self.latchkey("answer").stdout, "nothing is waiting for a code\n")
        self.assertEqual([path.name for path in self.questions().iterdir()], ["g.json"])

    def test_prompt_file_of_a_later_version_is_ignored(self):
        file = self.live_question(version=2)
        self.assertEqual(self.latchkey("answer").stdout, "nothing is waiting for a code\n")
        self.assertTrue(file.exists())

    def test_prompt_file_of_another_machine_is_ignored(self):
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        file = self.live_question(machine="elsewhere", since=now)
        (self.questions() / "theirs.json").write_text(file.read_text())
        self.assertEqual(len(json.loads(self.latchkey("answer", "--json").stdout)), 1)  # a reachable channel is listed
        self.assertTrue((self.questions() / "theirs.json").exists())

    def test_control_characters_in_a_prompt_file_are_escaped(self):
        self.live_question(profile="\x1b]0;owned\x07", program="\x1b[2J", note="\x1b[1mbold\nline")
        terminal = self.answer()
        terminal.expect("Enter MFA code for ")
        terminal.type("\x03")
        terminal.wait()
        self.assertIn("owned", terminal.screen)
        self.assertNotIn("\x1b", terminal.screen)
        for played in ("owned\x07", "bold\nline"):
            self.assertNotIn(played, terminal.shown)

    @windows.not_there("wine does not hold to access lists")
    def test_files_of_another_user_are_ignored(self):
        users.need_root()
        self.live_question()
        os.chown(self.questions() / "mine.json", users.NOBODY, users.NOBODY)
        self.assertEqual(self.latchkey("answer").stdout, "nothing is waiting for a code\n")
        os.chown(self.questions() / "mine.json", 0, 0)
        self.assertEqual(len(json.loads(self.latchkey("answer", "--json").stdout)), 1)
        self.questions().chmod(0o777)
        self.assert_error(self.latchkey("answer"), 1, str(self.questions()), "mode 0777")


class Countdown(PendingCase):
    def test_prompt_counts_down_to_the_next_code(self):
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)
        self.live_question(next_code_at=soon.isoformat())
        terminal = self.answer(prepare=lambda: termios.tcsetwinsize(0, (24, 200)))
        start = PROMPT.removesuffix(": ")
        for left in (2, 1):
            terminal.expect(f"\r{start} (next code in {left} s): \x1b[K")
        self.plant("123456")
        terminal.expect(f"\r{PROMPT}\x1b[K")
        terminal.type("123456\n")
        self.assertEqual(terminal.wait(), 0)
        self.assert_came("123456")

    def test_code_can_be_typed_during_the_countdown(self):
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=30)
        self.live_question(next_code_at=soon.isoformat())
        terminal = self.answer(prepare=lambda: termios.tcsetwinsize(0, (24, 200)))
        self.plant("654321")
        terminal.expect(re.compile(r"\(next code in (30|29) s\): "))
        terminal.type("654")
        terminal.expect(re.compile(r"\r.*\(next code in 28 s\): "))
        terminal.type("321\n")
        self.assertEqual(terminal.wait(), 0)
        self.assert_came("654321")

    @windows.not_there("wine's console counts escape sequences as columns")
    def test_prompt_wider_than_the_terminal_shows_no_countdown(self):
        for columns in (0, 70):
            with self.subTest(columns):
                soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=30)
                self.live_question(next_code_at=soon.isoformat())
                terminal = self.answer(prepare=lambda size=columns: termios.tcsetwinsize(0, (24, size)))
                terminal.expect(re.compile(r"\(next code in \d+ s\): "))
                time.sleep(1.3)
                terminal.type("\x03")
                terminal.wait()
                self.assertEqual(terminal.screen.count("next code in"), 1)
                for path in self.questions().iterdir():
                    path.unlink()


if __name__ == "__main__":
    unittest.main()
