#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How a code is got where there is no terminal: each rung, its deadline, its cancel, its rubbish."""
import datetime
import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import termios
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import programs, world
from support.case import PROMPT
from support.ladder import HANGS, LadderCase, pinentry

ABOUT = f"profile ops, role {world.OPS}, for latchkey login"


class MfaProcess(LadderCase):
    def test_its_output_is_the_code(self):
        self.with_process(self.script("token", f"echo {self.testbed.next_code()}"))
        self.assert_signed_in(self.login(self.environment()))

    def test_it_is_split_as_a_shell_would_and_no_shell_runs_it(self):
        script = self.script("my token", f'printf "%s\\n" "$@" > {self.log}; echo {self.testbed.next_code()}')
        self.with_process(f"'{script}' \"two words\" $HOME ; false")
        self.assert_signed_in(self.login(self.environment()))
        self.assertEqual(self.logged(), "two words\n$HOME\n;\nfalse\n")

    def test_it_comes_before_the_terminal(self):
        self.with_process(self.script("token", f"echo {self.testbed.next_code()}"))
        terminal = self.latchkey_on_terminal("login", "-p", "ops")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertNotIn("Enter MFA code", terminal.screen)

    def test_the_terminal_is_asked_where_it_fails(self):
        self.with_process(self.script("token", "echo 123456; exit 3"))
        self.plant("123456")
        terminal = self.latchkey_on_terminal("login", "-p", "ops")
        terminal.expect("profile ops: mfa_process failed with status 3\r\n")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    def test_it_has_no_terminal_to_take_the_question_on(self):
        self.with_process(self.script("token", f"(: < /dev/tty) 2>/dev/null || echo {self.testbed.next_code()}"))
        terminal = self.latchkey_on_terminal("login", "-p", "ops")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    def test_what_is_wrong_with_it_is_one_warning_without_its_output(self):
        self.plant("1234567")
        for body, words in (("echo 1234567", "printed no code of six digits"), ("exit 4", "failed with status 4"),
                            ("yes 1234567", "prints more than a code"), ("kill -9 $$", "failed with status 137"),
                            ("head -c 100000000 /dev/zero", "prints more than a code")):
            with self.subTest(body):
                self.with_process(self.script("token", body))
                done = self.login(self.environment())
                self.assertEqual(done.stderr.count("warning: "), 1, done.stderr)
                self.assertIn(f"warning: profile ops: mfa_process {words}\n", done.stderr)
                self.assertIn("needs an MFA code, and there is no terminal", done.stderr)
                self.assertEqual(done.returncode, 1)
        self.with_process("/no/such/program --secret PLANTED-ARGUMENT")
        self.plant("PLANTED-ARGUMENT")
        self.assertIn("mfa_process cannot run: /no/such/program", self.login(self.environment()).stderr)
        self.with_process("token 'unclosed")
        self.assertIn("mfa_process has a quote that is not closed", self.login(self.environment()).stderr)
        self.assert_nothing_left()

    def test_it_gets_half_of_the_time_and_a_person_the_rest(self):
        for what, body in HANGS.items():
            with self.subTest(what):
                self.home.empty_caches()
                self.testbed.reset()
                self.with_process(self.script("token", body))
                askpass = self.script("askpass", f"echo {self.testbed.next_code()}")
                done = self.login(self.environment(LATCHKEY_TIMEOUT="1", LATCHKEY_ASKPASS=askpass))
                self.assertLess(self.took, 2)
                self.assertIn("mfa_process took too long and was ended", done.stderr)
                self.assert_signed_in(done)

    def test_a_child_that_it_leaves_behind_is_not_waited_for(self):
        self.with_process(self.script("token", f"sleep 3 2>/dev/null & echo {self.testbed.next_code()}"))
        done = self.login(self.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(self.took, 2)


class RealGenerator(LadderCase):  # a testbed of its own, whose device shows the codes of now
    def test_oathtool_is_one(self):
        oathtool = programs.need("oathtool")
        self.with_process(f"{oathtool} --totp -b JBSWY3DPEHPK3PXP")
        self.plant("JBSWY3DPEHPK3PXP")
        self.assert_signed_in(self.login(self.environment()))


class Rungs:
    """What the rungs that ask a person elsewhere have in common."""

    def set_up(self, answer):
        """The environment with a program at this rung that does `answer`: shell text, with CODE for the output."""
        raise NotImplementedError

    def says(self, words):
        raise NotImplementedError

    REFUSES = "exit 1"
    RUBBISH = "no MFA code of six digits was entered"
    WITHOUT_OUTPUT = LATE = f"nobody entered the MFA code of {world.DEVICE} within 1s"

    def test_a_code_signs_in(self):
        self.assert_signed_in(self.login(self.set_up(self.says(self.testbed.next_code()))))

    def test_a_code_with_a_blank_in_the_middle_signs_in(self):
        code = self.testbed.next_code()
        self.assert_signed_in(self.login(self.set_up(self.says(f"{code[:3]} {code[3:]}"))))

    def test_the_question_names_profile_role_program_and_device(self):
        self.login(self.set_up(self.says(self.testbed.next_code())))
        for words in (ABOUT, PROMPT.rstrip()):
            self.assertIn(words, self.told())

    def told(self):
        return self.logged()

    def test_no_is_no_and_nobody_else_is_asked(self):
        env = self.set_up(self.REFUSES)
        self.assert_error(self.login({**env, "LATCHKEY_ANSWER": "on"}), 1, "no MFA code was entered")
        self.assertLess(self.took, 1)
        self.assert_nothing_was_sent()
        self.assert_nothing_left()

    def test_what_is_no_code_is_asked_again_five_times_in_all(self):
        self.plant("12345")
        self.assert_error(self.login(self.set_up(self.says("12345"))), 1, "no MFA code of six digits was entered")
        self.assertEqual(self.told().count(ABOUT), 5)
        self.assertEqual(self.told().count("a code is six digits; nothing was sent"), 4)
        self.assert_nothing_was_sent()

    def test_rubbish_without_end_is_no_code(self):
        for body in ("exec yes", "head -c 100000000 /dev/zero"):
            with self.subTest(body):
                self.assert_error(self.login(self.set_up(body)), 1, self.RUBBISH)
        self.assertLess(self.took, 5)
        self.assert_nothing_left()

    def test_a_program_that_hangs_is_ended_with_its_children_at_the_deadline(self):
        for what, body in HANGS.items():
            with self.subTest(what):
                done = self.login({**self.set_up(body), "LATCHKEY_TIMEOUT": "1"})
                self.assertLess(self.took, 2)
                self.assert_error(done, 1, self.WITHOUT_OUTPUT if "closes its output" in what else self.LATE)
                self.assert_nothing_left()

    def test_sigterm_ends_the_program_too(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                started = self.home.path / "started"
                env = self.set_up(f"touch {started}; trap '' TERM; while :; do sleep 1; done")
                with subprocess.Popen(self.command("login", "-p", "ops"), env=env, stderr=subprocess.PIPE,
                                      start_new_session=True, text=True) as process:
                    while not started.exists():
                        time.sleep(0.01)
                    process.send_signal(number)
                    self.assertEqual(process.wait(5), -number)
                    self.heard("stderr", process.stderr.read())
                started.unlink()
                self.assert_nothing_left()


class Askpass(Rungs, LadderCase):
    def set_up(self, answer):
        script = self.script("askpass", f'echo "$#: $1" >> {self.log}\n{answer}')
        return self.environment(LATCHKEY_ASKPASS=script)

    def says(self, words):
        return f"echo '{words}'"

    def test_the_text_is_the_only_argument(self):
        self.login(self.set_up(self.says(self.testbed.next_code())))
        self.assertEqual(self.logged(), f"1: {ABOUT}\n{PROMPT}\n")

    def test_a_program_that_is_not_there_is_said(self):
        done = self.login(self.environment(LATCHKEY_ASKPASS="/no/such/askpass"))
        self.assertIn("warning: LATCHKEY_ASKPASS cannot run: /no/such/askpass", done.stderr)
        self.assertIn("error: profile ops needs an MFA code", done.stderr)

    def test_a_code_that_sts_refuses_is_said_in_the_next_question(self):
        codes = [self.testbed.wrong_code(), self.testbed.next_code()]
        script = self.script("askpass", f'echo "$1" >> {self.log}; [ -e {self.home.path}/again ] && echo {codes[1]} || '
                             f"echo {codes[0]}; touch {self.home.path}/again")
        done = self.login(self.environment(LATCHKEY_ASKPASS=script))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("refused that code", self.logged())

    def test_a_terminal_comes_first(self):
        terminal = self.latchkey_on_terminal("login", "-p", "ops", env=self.set_up("exit 1"))
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assertEqual(self.logged(), "")


class Pinentry(Rungs, LadderCase):
    REFUSES = "echo 'ERR 83886179 Operation cancelled <Pinentry>'"
    RUBBISH = WITHOUT_OUTPUT = "there is no terminal"  # not the protocol, so the next rung is asked

    def set_up(self, answer, **more):
        script = self.script("my-pinentry", pinentry(self.log, answer, **more))
        return self.environment(LATCHKEY_PINENTRY=script)

    def says(self, words):
        return f"echo 'D {words}'; echo OK"

    def told(self):
        return self.logged().replace("%0A", "\n")

    def test_it_is_spoken_to_as_gnupg_does(self):
        env = self.set_up(self.says(self.testbed.next_code()))
        self.assert_signed_in(self.login({**env, "LATCHKEY_TIMEOUT": "60"}))
        lines = self.logged().splitlines()
        self.assertIn("SETTIMEOUT 58", lines)
        self.assertIn("SETDESC " + f"{ABOUT}%0A{PROMPT}".rstrip(), lines)
        self.assertEqual(lines[-2:], ["GETPIN", "BYE"])

    def test_escapes_of_the_answer_are_undone(self):
        code = self.testbed.next_code()
        self.assert_signed_in(self.login(self.set_up(self.says(f"%3{code[0]}{code[1:]}"))))

    def test_pinentry_on_path_is_taken_where_there_is_a_display(self):
        self.script("pinentry", pinentry(self.log, self.says(self.testbed.next_code())))
        done = self.login({**self.desktop(), "DISPLAY": ""})
        self.assertIn("no terminal", done.stderr)
        self.assertEqual(self.logged(), "")
        self.assert_signed_in(self.login(self.desktop()))

    def test_one_that_needs_a_terminal_is_passed_over_where_none_is_named(self):
        self.script("pinentry", pinentry(self.log, self.REFUSES, flavor="curses"))
        self.script("zenity", f"echo {self.testbed.next_code()}")
        self.assert_signed_in(self.login(self.desktop(GPG_TTY="/dev/no-such-tty")))

    def test_one_that_does_not_speak_the_protocol_is_passed_over(self):
        for body in ("echo hello; cat > /dev/null", "exit 0", "echo 'ERR 1 no'", "head -c 100000 /dev/zero", "kill $$",
                     pinentry(self.log, "echo 'ERR 83886180 broken'"), pinentry(self.log, "exit 3"),
                     pinentry(self.log, "echo nonsense")):
            with self.subTest(body):
                self.home.empty_caches()
                self.testbed.reset()
                self.script("pinentry", body)
                self.script("zenity", f"echo {self.testbed.next_code()}")
                self.assert_signed_in(self.login(self.desktop()))

    def test_its_own_timeout_is_nobody(self):
        done = self.login(self.set_up("echo 'ERR 83886142 Timeout'"))
        self.assert_error(done, 1, "nobody entered the MFA code")

    def test_one_that_hangs_before_it_says_anything_is_ended(self):
        env = self.environment(LATCHKEY_PINENTRY=self.script("mute", "exec sleep 60"), LATCHKEY_TIMEOUT="1")
        self.assert_error(self.login(env), 1, "nobody entered")
        self.assertLess(self.took, 2)
        self.assert_nothing_left()


class RealPinentry(LadderCase):
    """GnuPG's programs, told a terminal by GPG_TTY that is not latchkey's own."""

    def ask(self, name, typed):
        program = programs.need(name)
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        env = self.environment(LATCHKEY_PINENTRY=program, GPG_TTY=os.ttyname(slave))
        with subprocess.Popen(self.command("login", "-p", "ops"), env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                              text=True) as process:
            screen, deadline = "", time.monotonic() + 15
            while "MFA code:" not in screen and time.monotonic() < deadline:
                if select.select([master], [], [], 0.1)[0]:
                    screen += os.read(master, 65536).decode(errors="replace")
            time.sleep(0.2)  # it drops what was typed before it listens
            os.write(master, typed.encode())
            while process.poll() is None and time.monotonic() < deadline:
                if select.select([master], [], [], 0.05)[0]:
                    screen += os.read(master, 65536).decode(errors="replace")
            process.terminate()  # only if it still asks
            out, err = process.communicate(timeout=5)
        os.close(slave)
        for who, text in (("screen", screen), ("stdout", out), ("stderr", err)):
            self.heard(name + ": " + who, text)
        return process.returncode, out, err, screen

    def assert_asks(self, name):
        status, out, err, screen = self.ask(name, self.testbed.next_code() + "\r")
        self.assertEqual(status, 0, err + screen)
        self.assertIn("signed in until", out)
        self.assertIn("profile ops", screen)
        self.assert_nothing_left()

    def test_pinentry_curses_asks(self):
        self.assert_asks("pinentry-curses")

    def test_pinentry_tty_asks(self):
        self.assert_asks("pinentry-tty")

    def assert_refuses(self, name, typed):
        status, _, err, _ = self.ask(name, typed)
        self.assertEqual(status, 1, err)
        self.assertIn("error: no MFA code was entered", err)
        self.assert_nothing_left()

    def test_cancel_in_pinentry_curses_is_no(self):
        self.assert_refuses("pinentry-curses", "\t\t\r")

    def test_ctrl_c_in_pinentry_curses_is_no(self):
        self.assert_refuses("pinentry-curses", "\x03")

    def test_ctrl_c_in_pinentry_tty_is_no(self):
        self.assert_refuses("pinentry-tty", "\x03")


class Zenity(Rungs, LadderCase):
    NAME = "zenity"

    def set_up(self, answer):
        self.script("pinentry", "exit 1")
        self.script(self.NAME, f'printf "%s\\n" "$@" >> {self.log}\n{answer}')
        return self.desktop()

    def says(self, words):
        return f"echo '{words}'"

    def test_one_that_finds_no_display_is_passed_over(self):
        env = self.set_up("echo 'cannot open display: :99' >&2; exit 1")
        self.assert_error(self.login(env), 1, "there is no terminal")

    def test_without_a_display_it_is_not_run(self):
        env = self.set_up(self.says(self.testbed.next_code()))
        self.assert_error(self.login({**env, "DISPLAY": ""}), 1, "there is no terminal")
        self.assertEqual(self.logged(), "")
        self.assert_signed_in(self.login({**env, "DISPLAY": "", "WAYLAND_DISPLAY": "wayland-0"}))


class Kdialog(Zenity):
    NAME = "kdialog"


class Pending(LadderCase):
    """A question that waits for `latchkey answer`."""

    def waiting(self, profile="ops", waits=True, **more):
        """A latchkey without a terminal, waiting."""
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

    def assert_ends(self, process, status, words):
        out, err = process.communicate(timeout=10)
        self.heard("asker", out + process.said + err)
        self.assertEqual(process.returncode, status, process.said + err)
        self.assertIn(words, out + err)

    def answer(self, *words, **options):
        return self.latchkey_on_terminal("answer", *words, **options)

    def questions(self):
        return self.home.aws / "latchkey" / "questions"

    def test_latchkey_answer_answers_it(self):
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

    def test_only_the_person_can_read_a_question(self):
        self.waiting()
        modes = {path.suffix: path.lstat().st_mode & 0o777 for path in self.questions().iterdir()}
        self.assertEqual(modes, {".json": 0o600, ".fifo": 0o600})
        self.assertEqual(self.questions().stat().st_mode & 0o777, 0o700)

    def test_a_wrong_form_is_asked_again_there_and_not_sent_on(self):
        asker = self.waiting()
        terminal = self.answer()
        terminal.expect(PROMPT)
        terminal.type("12345\n")
        terminal.expect("a code is six digits; nothing was sent")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assert_ends(asker, 0, "signed in until")

    def test_a_code_that_sts_refuses_makes_another_question(self):
        asker = self.waiting()
        terminal = self.answer("--wait")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.wrong_code() + "\n")
        terminal.expect("gave the code to latchkey login")
        terminal.expect("STS refused that code")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assert_ends(asker, 0, "signed in until")
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), -signal.SIGINT)

    def test_ctrl_d_tells_the_asker_no(self):
        asker = self.waiting()
        terminal = self.answer()
        terminal.expect(PROMPT)
        terminal.type("\x04")
        self.assertEqual(terminal.wait(), 1)
        self.assert_ends(asker, 1, "error: no MFA code was entered")
        self.assert_nothing_left()

    def test_ctrl_c_leaves_the_question_to_another(self):
        asker = self.waiting()
        terminal = self.answer()
        terminal.expect(PROMPT)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), -signal.SIGINT)
        terminal = self.answer()
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0)
        self.assert_ends(asker, 0, "signed in until")

    def test_nothing_waits(self):
        done = self.latchkey("answer")
        self.assertEqual((done.returncode, done.stdout), (0, "nothing is waiting for a code\n"))
        self.assertEqual(json.loads(self.latchkey("answer", "--json").stdout), [])
        self.assertFalse(self.questions().exists())

    def test_several_are_listed_and_asked_in_turn_oldest_first(self):
        first, second = self.waiting("billing"), self.waiting("ops")
        listed = json.loads(self.latchkey("answer", "--json").stdout)
        self.assertEqual([(q["profile"], q["role_arn"], q["mfa_serial"], q["program"], q["pid"]) for q in listed],
                         [("billing", world.BILLING, world.DEVICE, "latchkey login", first.pid),
                          ("ops", world.OPS, world.DEVICE, "latchkey login", second.pid)])
        terminal = self.answer()
        terminal.expect("PROFILE")
        for asker, name in ((first, "profile billing, "), (second, "profile ops, ")):
            terminal.expect(name)
            terminal.expect(PROMPT)
            terminal.type(self.testbed.next_code() + "\n")
            self.assert_ends(asker, 0, "signed in until")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    def test_p_asks_only_that_profiles(self):
        self.waiting("billing")
        asker = self.waiting("ops")
        terminal = self.answer("-p", "ops")
        terminal.expect("profile ops")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0)
        self.assertNotIn("billing", terminal.shown)
        self.assert_ends(asker, 0, "signed in until")

    def test_answer_without_a_terminal_is_an_error(self):
        self.waiting()
        self.assert_error(self.latchkey("answer"), 1, "no terminal to ask on")
        self.assert_error(self.latchkey("answer", "--wait"), 1, "no terminal")

    def test_nobody_answers(self):
        asker = self.waiting(LATCHKEY_TIMEOUT="1")
        began = time.monotonic()
        self.assert_ends(asker, 1, f"nobody entered the MFA code of {world.DEVICE} within 1s")
        self.assertLess(time.monotonic() - began, 2)
        self.assert_nothing_left()

    def test_the_prompt_ends_when_nobody_waits_any_more(self):
        self.waiting(LATCHKEY_TIMEOUT="1")
        terminal = self.answer()
        terminal.expect(PROMPT)
        self.assertEqual(terminal.wait(5), 0, terminal.shown)
        self.assertIn("profile ops no longer waits for a code\n", terminal.shown)
        self.assertEqual(terminal.flags_after, terminal.flags_before)

    def test_signals_remove_the_question(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asker = self.waiting()
            asker.send_signal(number)
            self.assertEqual(asker.wait(5), -number)
            self.assert_nothing_left()

    def test_what_a_killed_asker_left_is_swept(self):
        asker = self.waiting()
        asker.kill()
        asker.wait()
        self.assertEqual(len(list(self.questions().iterdir())), 2)
        self.assertEqual(self.latchkey("answer").stdout, "nothing is waiting for a code\n")
        self.assert_nothing_left()

    def test_bad_files_are_no_questions(self):
        self.questions().mkdir(parents=True, mode=0o700)
        self.questions().parent.chmod(0o700)
        for name, text in (("a.json", "{"), ("b.json", "[]"), ("c.json", "\0" * 100000), ("d.json", '{"version": 1}'),
                           ("e.fifo", "no fifo"), ("f.lookout", "")):
            (self.questions() / name).write_text(text)
        (self.questions() / "g.json").symlink_to("/etc/passwd")
        os.mkfifo(self.questions() / "h.json")
        os.mkfifo(self.questions() / "i.fifo")
        self.assertEqual(self.latchkey("answer").stdout, "nothing is waiting for a code\n")
        self.assertEqual([path.name for path in self.questions().iterdir()], ["g.json"])

    def live_question(self, **members):
        """A question of this test's own, with somebody at its box. Returns the box."""
        self.questions().mkdir(parents=True, mode=0o700, exist_ok=True)
        question = {"version": 1, "profile": "ops", "role": world.OPS, "device": world.DEVICE, "program": "some program",
                    "pid": os.getpid(), "machine": socket.gethostname(), "since": "2026-01-01T00:00:00+00:00", **members}
        os.mkfifo(self.questions() / "mine.fifo")
        box = os.open(self.questions() / "mine.fifo", os.O_RDWR | os.O_NONBLOCK)
        self.addCleanup(os.close, box)
        (self.questions() / "mine.json").write_text(json.dumps(question))
        return box

    def test_a_question_of_a_later_version_is_left_alone(self):
        self.live_question(version=2)
        self.assertEqual(self.latchkey("answer").stdout, "nothing is waiting for a code\n")
        self.assertTrue((self.questions() / "mine.json").exists())

    def test_a_question_of_another_machine_is_left_alone(self):
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        box = self.live_question(machine="elsewhere", since=now)
        (self.questions() / "theirs.json").write_text((self.questions() / "mine.json").read_text())
        self.assertEqual(len(json.loads(self.latchkey("answer", "--json").stdout)), 1)  # a box that can be reached counts
        self.assertTrue((self.questions() / "theirs.json").exists())
        os.set_blocking(box, False)

    def test_control_characters_of_a_question_cannot_play_with_the_terminal(self):
        self.live_question(profile="\x1b]0;owned\x07", program="\x1b[2J", note="\x1b[1mbold\nline")
        terminal = self.answer()
        terminal.expect("Enter MFA code for ")
        terminal.type("\x03")
        terminal.wait()
        self.assertNotIn("\x1b", terminal.screen)

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_another_users_folder_or_file_is_not_believed(self):
        self.live_question()
        os.chown(self.questions() / "mine.json", 65534, 65534)
        self.assertEqual(self.latchkey("answer").stdout, "nothing is waiting for a code\n")
        os.chown(self.questions() / "mine.json", 0, 0)
        self.assertEqual(len(json.loads(self.latchkey("answer", "--json").stdout)), 1)
        self.questions().chmod(0o777)
        self.assertEqual(self.latchkey("answer").stdout, "nothing is waiting for a code\n")

    def test_until_the_next_code_the_prompt_counts_down_in_its_place(self):
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)
        box = self.live_question(next_code_at=soon.isoformat())
        terminal = self.answer(prepare=lambda: termios.tcsetwinsize(0, (24, 200)))
        start = PROMPT.removesuffix(": ")
        for left in (2, 1):
            terminal.expect(f"\r{start} (next code in {left} s): \x1b[K")
        self.plant("123456")
        terminal.expect(f"\r{PROMPT}\x1b[K")
        terminal.type("123456\n")
        self.assertEqual(terminal.wait(), 0)
        self.assertEqual(os.read(box, 100), b"123456\n")

    def test_a_code_can_be_typed_while_it_counts(self):
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=30)
        box = self.live_question(next_code_at=soon.isoformat())
        terminal = self.answer(prepare=lambda: termios.tcsetwinsize(0, (24, 200)))
        self.plant("654321")
        terminal.expect(re.compile(r"\(next code in (30|29) s\): "))
        terminal.type("654")
        terminal.expect(re.compile(r"\r.*\(next code in 28 s\): "))
        terminal.type("321\n")
        self.assertEqual(terminal.wait(), 0)
        self.assertEqual(os.read(box, 100), b"654321\n")

    def test_a_line_wider_than_the_terminal_stands_still(self):
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

    def test_off_is_off_and_a_lookout_is_enough(self):
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
        self.assertEqual(terminal.wait(), -signal.SIGINT)

    def test_an_open_terminal_of_the_person_is_enough(self):
        asker = self.waiting(LATCHKEY_ANSWER="")
        self.assertIsNone(asker.poll())


class NoRung(LadderCase):
    def test_it_fails_in_under_a_second(self):
        done = self.login(self.environment())
        self.assertLess(self.took, 1)
        self.assert_error(done, 1, "profile ops needs an MFA code, and there is no terminal to ask on")
        self.assertIn("hint: run latchkey login -p ops in a terminal first", done.stderr)

    def test_a_wrong_variable_is_said(self):
        for name, value, words in (("LATCHKEY_TIMEOUT", "soon", "no number of seconds"), ("LATCHKEY_TIMEOUT", "0", "no number"),
                                   ("LATCHKEY_ANSWER", "maybe", "can be on or off")):
            self.assert_error(self.login(self.environment(**{name: value})), 1, name, words)


class WhoAsks(LadderCase):
    def asked(self, words, env=None):
        script = self.script("askpass", f'echo "$1" > {self.log}; exit 1')
        self.run_program(words, env=self.environment(LATCHKEY_ASKPASS=script, **(env or {})))
        return self.logged().splitlines()[0]

    def test_process_names_the_program_that_runs_it(self):
        deploy = self.home.write("deploy.py", "import subprocess, sys\nsubprocess.run(sys.argv[2:])\n")
        words = [programs.DEBIAN_PYTHON, str(deploy), "PLANTED-ARGUMENT", *self.command("process", "-p", "ops")]
        self.assertEqual(self.asked(words), f"profile ops, role {world.OPS}, for latchkey process, run by python3 deploy.py")

    def test_a_shell_between_them_does_not_count(self):
        line = " ".join(self.command("process", "-p", "ops"))
        self.assertRegex(self.asked(["sh", "-c", line + "; true"]), r"run by python3 test_ladder\.py$")

    def test_login_is_a_persons(self):
        self.assertEqual(self.asked(self.command("login", "-p", "ops")), ABOUT)


if __name__ == "__main__":
    unittest.main()
