#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey serve, exec --refresh and keep use rotated keys and corrected profiles without a restart; status shows what
a server cannot serve."""
import copy
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import missing, windows, world
from support.refreshing import RefreshCase

LIFETIME = 8  # seconds
NEW_KEY, NEW_SECRET = "AKIANEWEXAMPLE000001", "PLANTED/new+secret/7MDENGbPxRfiCYEXAMPLE"
MODES = ("serve", "exec --refresh")
if windows.IS:
    missing.note("test_changed_files.py: rotated keys with exec --refresh",
                 "on Windows: its prompt waits on a console that wine gives it, and holds the lock of the device")


def a_world():
    """ada has rotated her keys: both still work."""
    config = copy.deepcopy(world.short_lived(LIFETIME))
    config["accounts"][0]["users"][0]["access_keys"].append({"id": NEW_KEY, "secret": NEW_SECRET})
    return config


class ChangedFiles(RefreshCase):
    world_config = a_world()

    def setUp(self):
        super().setUp()
        self.plant(NEW_SECRET)

    def start_endpoint(self, mode, profile="ops"):
        """Its variables, and a function that stops it."""
        if mode == "serve":
            running, variables = self.serve_json("-p", profile)
            return variables, running.end
        running = self.start_program(profile=profile)
        return running.variables, running.go_on

    def rotate_keys(self):
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE.replace(world.KEY, NEW_KEY).replace(world.SECRET, NEW_SECRET),
                        mode=0o600)

    def replace_in_config(self, before, after):
        config = self.home.aws / "config"
        config.write_text(config.read_text().replace(before, after))

    def account(self, variables):
        return (self.ask(variables)[1] or {}).get("AccountId")

    def test_rotated_keys_are_served_after_the_next_sign_in(self):
        for mode in MODES[:1] if windows.IS else MODES:
            with self.subTest(mode):
                self.home.write(".aws/credentials", world.CREDENTIALS_FILE, mode=0o600)
                self.sign_in()
                variables, end = self.start_endpoint(mode)
                self.assert_serves(variables)
                self.rotate_keys()
                self.latchkey("logout", "--all", debug=False)
                self.until(lambda: self.ask(variables)[0] == 503, 3 * LIFETIME)
                self.sign_in()
                self.until(lambda: self.ask(variables)[0] == 200, 20)
                self.assertEqual(end(), 0)

    def test_corrected_profile_is_served(self):
        for mode in MODES:
            with self.subTest(mode):
                variables, end = self.start_endpoint(mode, "plain")
                self.assertEqual(self.account(variables), "222222222222")
                self.replace_in_config(f"[profile plain]\nrole_arn = {world.PLAIN}\nsource_profile = base\n",
                                       f"[profile new]\nrole_arn = {world.PLAIN}\nsource_profile = base\n"
                                       f"[profile plain]\nrole_arn = {world.INNER}\nsource_profile = new\n")
                self.until(lambda: self.account(variables) == "333333333333", 40)
                self.assertEqual(end(), 0)
                self.home.write(".aws/config", world.CONFIG_FILE)

    def test_broken_file_is_reported_and_cached_credentials_are_served(self):
        running, variables = self.serve_json("-p", "plain")
        config = (self.home.aws / "config").read_text()
        self.home.write(".aws/config", config + "no header here\n[")
        self.until(lambda: "unable to parse config file" in running.said, 40)
        self.until(lambda: self.ask(variables)[0] == 503, 2 * LIFETIME)
        self.assertIn("unable to parse config file", self.ask(variables)[1]["message"])
        self.home.write(".aws/config", config)
        self.until(lambda: self.ask(variables)[0] == 200, 20)
        self.assertEqual(running.end(), 0)

    def test_status_reports_a_server_that_cannot_serve(self):
        self.sign_in()
        running, variables = self.serve_json("-p", "ops")

        def server():
            return json.loads(self.latchkey("status", "--json", debug=False).stdout)["server"]
        self.assertEqual(server()["problems"], [])
        self.latchkey("logout", "--all", debug=False)
        self.until(lambda: self.ask(variables)[0] == 503, 3 * LIFETIME)
        self.until(lambda: any(problem["until"] is None for problem in server()["problems"]), 20)
        problem, = server()["problems"]
        self.assertEqual((problem["profile"], problem["hint"]), ("ops", "run latchkey login -p ops in a terminal"))
        terminal = self.latchkey_on_terminal("status")
        self.assertEqual(terminal.wait(), 0)
        self.assertIn("profile ops is not served: profile ops needs an MFA code", terminal.shown)
        self.sign_in()
        self.until(lambda: server()["problems"] == [], 20)
        self.assertEqual(running.end(), 0)


if __name__ == "__main__":
    unittest.main()
