# SPDX-License-Identifier: Apache-2.0
"""latchkey without arguments: profiles, sign-in state and the next step, within a screen."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows, world
from support.case import Case

BASE = "[profile base]\nregion = eu-west-1\n"


class Overview(Case):
    def overview(self, **options):
        done = self.latchkey(debug=False, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual(len(done.stdout.splitlines()), 23)
        return done.stdout

    def next_step(self):
        return next(line for line in self.overview().splitlines() if line.startswith("next: "))

    def role(self, name, device=True):
        return (f"[profile {name}]\nrole_arn = {world.OPS}\nsource_profile = base\nregion = eu-west-1\n" +
                (f"mfa_serial = {world.DEVICE}\n" if device else ""))

    def test_next_step_is_to_sign_in(self):
        self.home.write(".aws/config", BASE + self.role("ops"))
        self.assertEqual(self.next_step(), "next: latchkey login -p ops")
        self.assertRegex(self.overview(), r"(?m)^ops\tassume-role\tasks\t")
        self.assert_nothing_was_sent()

    def test_next_step_after_sign_in_is_to_run_a_program(self):
        self.home.write(".aws/config", BASE + self.role("ops"))
        self.sign_in()
        self.assertEqual(self.next_step(), "next: latchkey exec -p ops -- PROGRAM")
        self.assertRegex(self.overview(), rf"(?m)^signed in until .* \(1[12]h.*\)  {world.DEVICE}$")

    def test_name_with_a_space_is_quoted(self):
        self.home.write(".aws/config", BASE + self.role('"my ops"'))
        quote = '"' if windows.IS else "'"
        self.assertEqual(self.next_step(), f"next: latchkey login -p {quote}my ops{quote}")

    def test_profile_list_is_limited_to_one_screen(self):
        self.home.write(".aws/config", BASE + "".join(self.role(f"p{number}") for number in range(40)))
        self.assertIn("\n... and 26 more: latchkey list\n", self.overview())

    def test_broken_profile_suggests_why(self):
        self.home.write(".aws/credentials", "")
        self.home.write(".aws/config", self.role("ops"))
        self.assertEqual(self.next_step(), "next: latchkey why -p ops")

    def test_broken_role_precedes_working_keys(self):
        self.home.write(".aws/config", BASE + self.role("ops").replace("= base", "= bsae"))
        self.assertEqual(self.next_step(), "next: latchkey why -p ops")

    def test_working_keys_precede_a_missing_program(self):
        self.home.write(".aws/config", BASE + "[profile old]\nregion = eu-west-1\ncredential_process = /no/such\n")
        self.assertEqual(self.next_step(), "next: latchkey exec -p base -- PROGRAM")

    def test_missing_profiles_suggest_how_to_create_one(self):
        for name in ("config", "credentials"):
            self.home.write(f".aws/{name}", "")
        self.assertIn("there are no profiles in ", self.overview())
        self.assertEqual(self.next_step(), "next: aws configure, or aws configure sso")

    def test_file_that_cannot_be_parsed_is_an_error(self):
        self.home.write(".aws/config", "[profile ops]\nrole_arn\n")
        self.assert_error(self.latchkey(debug=False), 1, "~/.aws/config:2: ")


if __name__ == "__main__":
    unittest.main()
