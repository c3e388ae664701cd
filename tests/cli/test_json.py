#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--json of the commands that change something: one object on standard output, and nothing else there."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import world
from support.case import Case


class Json(Case):
    def printed(self, *words):
        done = self.latchkey(*words, "--json", debug=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_login_names_the_roles_and_when_they_expire(self):
        self.sign_in()
        found = self.printed("login", "-p", "ops", "--all-roles")
        self.assertEqual(list(found), ["expiration", "as", "profiles"])
        self.assertEqual(found["as"], f"device {world.DEVICE}")
        self.assertIn("+00:00", found["expiration"])
        self.assertEqual([(row["profile"], row["role"]) for row in found["profiles"]],
                         [("ops", world.OPS), ("billing", world.BILLING), ("inner", world.INNER)])

    def test_login_without_a_sign_in_is_an_object_as_well(self):
        self.assertEqual(self.printed("login", "-p", "base"), {"expiration": None, "as": None, "profiles": []})

    def test_login_that_starts_keep_prints_the_object_alone(self):
        self.sign_in()
        self.addCleanup(self.latchkey, "logout", "--all")
        found = self.printed("login", "-p", "ops", "--keep")
        self.assertEqual([row["profile"] for row in found["profiles"]], ["ops"])

    def test_logout_counts_what_it_removed(self):
        self.sign_in()
        found = self.printed("logout", "-p", "ops")
        self.assertEqual({name: found[name] for name in ("mfa_sessions", "sign_ins", "login_session", "temporary_files", "backups")},
                         {"mfa_sessions": 1, "sign_ins": 0, "login_session": False, "temporary_files": 0, "backups": 0})
        self.assertEqual([row["profile"] for row in found["roles"]], ["ops"])
        self.assertEqual(self.printed("logout", "-p", "ops")["roles"], [])

    def test_adopt_and_release_name_the_files_and_the_changes(self):
        config = str(self.home.aws / "config")
        planned = self.printed("adopt", "-p", "ops", "--dry-run")
        self.assertEqual((planned["profiles"], planned["files"][0]["path"], planned["files"][0]["backup"]), (["ops"], config, None))
        self.assertIn("+credential_process", planned["files"][0]["diff"])
        for command in ("adopt", "release"):
            found = self.printed(command, "-p", "ops")
            self.assertEqual(found["profiles"], ["ops"])
            self.assertTrue(pathlib.Path(found["files"][0]["backup"]).is_file())
        self.assertEqual(self.printed("release", "-p", "ops"), {"profiles": [], "files": []})

    def test_a_failure_is_an_object_with_the_code(self):
        done = self.latchkey("adopt", "-p", "nope", "--json", debug=False)
        self.assertEqual((done.returncode, json.loads(done.stdout)["error"]["code"]), (1, "profile-not-found"))


if __name__ == "__main__":
    unittest.main()
