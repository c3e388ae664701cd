#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey as the credential_process of an SDK that captures standard error: messages for the user are still
visible."""
import os
import pathlib
import pty
import select
import stat
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import users, windows, world
from support.prompters import PrompterCase


class MfaProcessMessages(PrompterCase):
    """mfa_process and LATCHKEY_ASKPASS print "touch your key" on standard error."""

    def seen(self, env=None):
        """The terminal's text for a login whose standard error an SDK captures."""
        with open(self.home.path / "kept", "w+b") as kept:
            terminal = self.latchkey_on_terminal("process", "-p", "ops", env=env, stdout=kept.fileno(), stderr=kept.fileno())
            self.assertEqual(terminal.wait(), 0, terminal.shown)
        return terminal.screen

    @windows.not_there("a program without a window has a console of its own")
    def test_mfa_process_messages_reach_the_terminal(self):
        self.with_process(self.program("token", "complain Touch your key", f"say {self.testbed.next_code()}"))
        self.assertIn("Touch your key", self.seen())

    @windows.not_there("a program without a window has a console of its own")
    def test_mfa_process_messages_go_to_stderr_without_a_terminal(self):
        self.with_process(self.program("token", "complain Touch your key", f"say {self.testbed.next_code()}"))
        self.assertIn("Touch your key", self.login(self.environment()).stderr)


@windows.not_there("consoles have no path")
class WaitingPrompt(PrompterCase):
    """A prompt that waits for `latchkey answer` if the SDK's standard error is not visible."""

    def setUp(self):
        super().setUp()
        users.need_root()  # so that no other terminal of this machine receives the line

    def open_terminal(self, user, mode):
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        self.addCleanup(os.close, slave)
        os.chown(os.ttyname(slave), user.uid, -1)
        os.chmod(os.ttyname(slave), mode)
        return master

    def shown(self, master):
        text = b""
        end = time.monotonic() + 0.5
        while (left := end - time.monotonic()) > 0:
            if select.select([master], [], [], left)[0]:
                text += os.read(master, 4096)
        return text.decode()

    def wait_for_nobody(self, user, **more):
        env = self.environment(LATCHKEY_ANSWER="on", LATCHKEY_TIMEOUT="1", **more)
        return self.latchkey("process", "-p", "ops", env=env, user=user, debug=False)

    def test_notice_is_written_to_open_terminals_of_the_user(self):
        user = self.unprivileged()
        mine, closed, roots = (self.open_terminal(user, 0o620), self.open_terminal(user, 0o600), pty.openpty()[0])
        done = self.wait_for_nobody(user, LATCHKEY_NOTIFY="on")
        self.assertIn("run latchkey answer", done.stderr)
        line = self.shown(mine)
        self.assertRegex(line, rf"\r\nlatchkey: latchkey process, run by \S.* waits for the MFA code of {world.DEVICE}: "
                               r'run "latchkey answer" \(until \d\d:\d\d:\d\d\)\r+\n')
        self.assertEqual(self.shown(closed), "", "mesg n")
        self.assertEqual(self.shown(roots), "", "another user's")

    def test_notice_can_be_turned_off(self):
        user = self.unprivileged()
        mine = self.open_terminal(user, stat.S_IRUSR | stat.S_IWUSR | stat.S_IWGRP)
        self.wait_for_nobody(user, LATCHKEY_NOTIFY="off")
        self.assertEqual(self.shown(mine), "")


if __name__ == "__main__":
    unittest.main()
