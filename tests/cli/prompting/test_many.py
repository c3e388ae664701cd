#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One prompt for all roles of a device, and for all processes that need them at the same time."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, windows, world
from support.crowd import PROFILES, CrowdCase

TOO_MANY = "each start takes its time under wine, so that 64 have to do"


class Roles(CrowdCase):
    def test_one_code_signs_in_to_every_role_of_the_device(self):
        terminal = self.latchkey_on_terminal("login", "-p", "r0", "--all-roles")
        self.answer(terminal)
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assert_asked(terminal)
        self.assert_counts(questions=1, sessions=1, roles=8)  # including ops, billing and inner
        for profile in PROFILES:
            self.assertIn(f"  {profile}  ", terminal.shown)
            self.process_json("-p", profile)
        self.assert_counts(questions=1, sessions=1, roles=8)

    def test_one_code_serves_every_role_in_sequential_processes(self):
        first = self.crowd([self.command("process", "-p", "r0")])
        terminal = self.on_terminal(first.words())
        self.answer(terminal)
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.assert_all_in(first, ["r0"])
        keys = {self.process_json("-p", profile)["AccessKeyId"] for profile in PROFILES}  # without a terminal
        self.assertEqual(len(keys), 5)
        self.assert_counts(questions=1, sessions=1, roles=5)


class AtOnce(CrowdCase):
    def all_at_once(self, profiles):
        crowd = self.crowd([self.command("process", "-p", profile) for profile in profiles])
        terminal = self.on_terminal(crowd.words())
        crowd.wait_until_waiting(len(profiles) - 1)
        self.answer(terminal)
        self.assertEqual(terminal.wait(60), 0, terminal.shown)
        self.assert_asked(terminal)
        self.assertEqual(terminal.shown.count("\n"), 2, terminal.shown)  # only the two lines of the prompt
        self.assert_all_in(crowd, profiles)
        self.assert_counts(questions=1, sessions=1, roles=len(set(profiles)))
        self.assert_no_leftovers()

    def test_prompts_once_for_64_processes_on_one_terminal(self):
        self.all_at_once(["ops"] * 64)

    @windows.not_there(TOO_MANY)
    def test_prompts_once_for_500_processes_on_one_terminal(self):
        self.all_at_once(["ops"] * 500)

    def test_prompts_once_for_64_processes_and_five_roles(self):
        self.all_at_once((PROFILES * 13)[:64])

    @windows.not_there(TOO_MANY)
    def test_prompts_once_for_500_processes_and_five_roles(self):
        self.all_at_once(PROFILES * 100)

    def test_prompts_once_if_processes_start_after_the_answer(self):
        crowd = self.crowd([self.command("process", "-p", profile) for profile in PROFILES * 20])
        terminal = self.on_terminal(crowd.words())
        self.answer(terminal)
        self.assertEqual(terminal.wait(60), 0, terminal.shown)
        self.assert_asked(terminal)
        self.assert_all_in(crowd, PROFILES * 20)
        self.assert_counts(questions=1, sessions=1, roles=5)

    def test_session_ended_by_aws_prompts_once(self):
        self.sign_in()
        self.testbed.reset()
        self.testbed.clock(expire_sessions=True)
        crowd = self.crowd([self.command("process", "-p", profile) for profile in PROFILES * 4])
        terminal = self.on_terminal(crowd.words())
        self.answer(terminal)
        self.assertEqual(terminal.wait(60), 0, terminal.shown)
        self.assert_asked(terminal)
        self.assert_all_in(crowd, PROFILES * 4)
        counts = self.testbed.counts()
        self.assertEqual((counts["codes_received"], counts["operations"]["GetSessionToken"]["ok"]), (1, 1))
        self.assertEqual(counts["operations"]["AssumeRole"]["ok"], 5)

    def test_each_role_prompts_without_sessions(self):
        profiles = [PROFILES[0], PROFILES[1]] * 8
        crowd = self.crowd([self.command("process", "-p", profile) for profile in profiles])
        terminal = self.on_terminal(crowd.words(), self.environment(LATCHKEY_MFA_SESSION="off"))
        crowd.wait_until_waiting(15)
        self.answer(terminal)
        self.answer(terminal)
        self.assertEqual(terminal.wait(60), 0, terminal.shown)
        self.assert_asked(terminal, 2)
        self.assert_all_in(crowd, profiles)
        self.assert_counts(questions=2, sessions=0, roles=2)

    def test_denied_role_does_not_fail_other_processes(self):
        self.home.write(".aws/config", f"[profile no]\nrole_arn = {world.DENIED}\nsource_profile = base\n"
                        f"mfa_serial = {world.DEVICE}\nregion = eu-west-1\n[profile yes]\nrole_arn = {world.OPS}\n"
                        f"source_profile = base\nmfa_serial = {world.DEVICE}\nregion = eu-west-1\n")
        env = self.environment(LATCHKEY_MFA_SESSION="off")
        denied = self.latchkey_on_terminal("login", "-p", "no", env=env)
        denied.expect("Enter MFA code")
        other = self.latchkey_on_terminal("login", "-p", "yes", env=env)
        other.expect("waiting for latchkey login (pid ")
        denied.type(self.testbed.next_code() + "\n")
        self.assertEqual(denied.wait(), 1, denied.shown)
        self.answer(other)
        self.assertEqual(other.wait(), 0, other.shown)


class WithAScript(CrowdCase):
    """mfa_process without a terminal."""

    def setUp(self):
        super().setUp()
        self.log = self.home.path / "given"
        # The pause lets other processes start to wait.
        code = self.testbed.next_code()
        script = little_programs.make(self.home.path / "code", f"note {self.log}", "pause", f"say {code}")
        text = (self.home.aws / "config").read_text().replace("source_profile = base",
                                                             f"source_profile = base\nmfa_process = {script} once")
        (self.home.aws / "config").write_text(text)

    def all_at_once(self, profiles):
        crowd = self.crowd([self.command("process", "-p", profile) for profile in profiles])
        done = self.run_program(crowd.words())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_all_in(crowd, profiles)
        self.assertEqual(self.log.read_text(), "once\n")
        self.assert_counts(questions=1, sessions=1, roles=len(set(profiles)))

    @windows.not_there(TOO_MANY)
    def test_prompts_script_once_for_500_processes_without_a_terminal(self):
        self.all_at_once(["ops"] * 500)

    def test_prompts_script_once_for_64_processes_and_five_roles(self):
        self.all_at_once((PROFILES * 13)[:64])


if __name__ == "__main__":
    unittest.main()
