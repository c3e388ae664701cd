#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the guide's recipe for Terraform unchanged, on a terminal, across two expirations of each role's session, with
one code in total.

`terraform` is a replacement with four providers, three with a profile each, which obtains credentials as Terraform's
AWS provider does."""
import json
import os
import pathlib
import sys
import tempfile
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
import go_sdk
from interop_case import InteropCase
from support import programs, recipes, world
from support.case import PROMPT
from support.testbed import Testbed

LIFETIME = 12
EXPIRIES = 2
LENGTH = LIFETIME * EXPIRIES + LIFETIME // 2
AUDIT = "arn:aws:iam::222222222222:role/audit"
ROLES = {"": "222222222222:assumed-role/ops", "ops": "222222222222:assumed-role/ops", "audit": "222222222222:assumed-role/audit",
         "billing": "333333333333:assumed-role/billing"}


class Terraform(InteropCase):
    @classmethod
    def setUpClass(cls):
        config = world.short_lived(LIFETIME)
        ops = config["accounts"][1]["roles"][0]
        config["accounts"][1]["roles"].append({**ops, "name": "audit"})
        cls.testbed = Testbed(config)
        cls.addClassCleanup(cls.testbed.stop)

    def setUp(self):
        super().setUp()
        self.add_profiles(f"\n[profile audit]\nrole_arn = {AUDIT}\nsource_profile = base\nmfa_serial = {world.DEVICE}\n"
                          "region = eu-central-1\n")

    def folder_of_programs(self):
        """A folder with `terraform` and `latchkey`."""
        go_sdk.need_go_sdk()
        folder = tempfile.TemporaryDirectory(prefix="latchkey-go-")
        self.addCleanup(folder.cleanup)
        bin_folder = pathlib.Path(folder.name) / "bin"
        bin_folder.mkdir()
        go_sdk.build("terraform", folder.name).rename(bin_folder / "terraform")
        (bin_folder / "latchkey").symlink_to(os.path.abspath(programs.LATCHKEY))
        return bin_folder

    def test_three_providers_outlive_their_credentials_with_one_code(self):
        path = f"{self.folder_of_programs()}:{programs.PATH}"
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            terminal = self.on_terminal(["/bin/sh", "-c", recipes.block("terraform", "sh")], self.environment(PATH=path, STAND_IN_SECONDS=str(LENGTH)),
                                        stdout=out.fileno(), stderr=err.fileno())
            terminal.expect(PROMPT)
            code = self.testbed.next_code()
            terminal.type(code + "\n")
            status = terminal.wait(timeout=LENGTH + 60)
            out.seek(0)
            err.seek(0)
            stdout, stderr = out.read(), err.read()
        self.heard("terraform: stdout", stdout)
        self.heard("terraform: stderr", stderr)
        self.assertEqual((status, stderr), (0, ""))
        self.assertEqual(terminal.shown.count(PROMPT), 1, terminal.shown)
        self.assertTrue(terminal.shown.endswith(PROMPT + "******\n"), terminal.shown)  # and nothing after it
        seen = {found["profile"]: found["arns"] for found in map(json.loads, stdout.splitlines())}
        self.assertEqual(seen.keys(), ROLES.keys())
        for profile, arns in seen.items():
            with self.subTest(profile):
                self.check(arns, ROLES[profile])
        self.assert_codes(1)
        self.assertEqual(self.testbed.counts()["operations"]["AssumeRole"]["refused"], 0)

    def check(self, arns, role):
        self.assertGreaterEqual(len(arns), LENGTH - 5)
        roles, sessions = zip(*(arn.rsplit("/", 1) for arn in arns))
        self.assertEqual(set(roles), {f"arn:aws:sts::{role}"})
        self.assertGreaterEqual(len(set(sessions)), EXPIRIES + 1)


if __name__ == "__main__":
    unittest.main()
