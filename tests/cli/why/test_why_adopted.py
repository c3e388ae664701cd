#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""why and errors name the settings of an adopted profile as they are in the file: following the advice keeps it adopted."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import programs, world
from test_why import WhyCase

PROCESS = f"credential_process = {programs.LATCHKEY_ITSELF} process --profile ops\n"


class Adopted(WhyCase):
    def with_ops(self, *lines, process=PROCESS):
        self.home.write(".aws/config", "[profile base]\nregion = eu-central-1\n\n[profile ops]\n" + process
                        + "".join(line + "\n" for line in lines) + "region = eu-central-1\n")

    def role(self, arn=world.OPS, source="latchkey_source_profile = base", device=f"latchkey_mfa_serial = {world.DEVICE}"):
        self.with_ops(*(line for line in (f"latchkey_role_arn = {arn}", source, device) if line))

    def at_aws(self):
        return self.home.environment()

    def test_values_that_aws_rejects(self):
        self.role(arn="arn:aws:iam:222222222222:role/ops")
        self.leads_to(f"write latchkey_role_arn = {world.OPS}", 6, env=self.at_aws())
        self.role(device="latchkey_mfa_serial = arn:aws:iam::111111111111:user/ada")
        found = self.leads_to("write latchkey_mfa_serial = arn:aws:iam::ACCOUNT:mfa/NAME", 8, env=self.at_aws())
        self.assertIn("latchkey_mfa_serial names no MFA device", found["problem"]["message"])

    def test_values_that_latchkey_rejects(self):
        self.role(arn="short")
        self.leads_to("write latchkey_role_arn = arn:aws:iam::ACCOUNT:role/NAME; it has at least 20 characters", 6)
        done = self.latchkey("login", "-p", "ops")
        self.assert_error(done, 1, "~/.aws/config:6: profile ops: latchkey_role_arn is too short")
        self.role(device="latchkey_mfa_serial = arn:aws:iam::111111111111:u2f/user/ada/key")
        self.leads_to("name that one in latchkey_mfa_serial", 8)
        self.assertIn("name that one in latchkey_mfa_serial", self.latchkey("login", "-p", "ops").stderr)

    def test_sources(self):
        self.role(source="latchkey_source_profile = bsae")
        self.leads_to("write latchkey_source_profile = base", 7)
        self.role(source="latchkey_source_profile = profile base")
        self.leads_to("write latchkey_source_profile = base", 7)
        self.role(source="latchkey_source_profile = ops")
        self.leads_to("write latchkey_source_profile = NAME, naming a profile with keys of its own, as ops refers back", 7)
        self.assertIn("hint: write latchkey_source_profile = NAME", self.latchkey("login", "-p", "ops").stderr)
        self.role(source="")
        self.leads_to("add below it: latchkey_source_profile = NAME", 6)
        self.assertIn("hint: add below it: latchkey_source_profile = NAME", self.latchkey("login", "-p", "ops").stderr)
        self.role(source="latchkey_source_profile = base\nlatchkey_credential_source = Environment")
        self.leads_to("remove latchkey_credential_source, or latchkey_source_profile in line 7", 8)
        self.assertIn("remove latchkey_credential_source, or latchkey_source_profile in line 7", self.latchkey("login", "-p", "ops").stderr)

    def test_setting_without_the_prefix_is_named_without_it(self):
        self.role(device="mfa_serial = 123")
        self.leads_to("write mfa_serial = arn:aws:iam::ACCOUNT:mfa/NAME; it has at least 9 characters", 8)
        self.assertNotIn("latchkey_mfa_serial", self.latchkey("login", "-p", "ops").stderr)

    def test_values_that_sts_rejects(self):
        self.role(device="")
        self.assertIn("set latchkey_mfa_serial in profile ops", self.latchkey("login", "-p", "ops").stderr)
        self.role(device=f"latchkey_mfa_serial = {world.BOB_DEVICE}")
        terminal = self.latchkey_on_terminal("login", "-p", "ops")
        terminal.expect(f"Enter MFA code for {world.BOB_DEVICE}: ")
        terminal.type("123456\n")
        self.assertEqual(terminal.wait(), 1)
        self.assertIn("check latchkey_mfa_serial", terminal.shown)

    def test_misspelled_names(self):
        self.role(device=f"latchkey_mfa_serail = {world.DEVICE}")
        found = self.why("-p", "ops")[1]
        self.assertEqual(found["next"], "correct line 8 of ~/.aws/config: write latchkey_mfa_serial in the place of latchkey_mfa_serail")
        self.role(device=f"latchkey_mfa_device = {world.DEVICE}")
        self.assertIn("write latchkey_mfa_serial in the place of latchkey_mfa_device", self.why("-p", "ops")[1]["next"])
        self.role(source="latchkey_source_profle = base")
        self.leads_to("write latchkey_source_profile in the place of latchkey_source_profle", 7)
        self.role(source="latchkey_credental_source = Environment")
        self.leads_to("write latchkey_credential_source in the place of latchkey_credental_source", 7)

    def test_misspelled_role_arn_is_not_attributed_to_the_process(self):
        self.with_ops(f"latchkey_role_anr = {world.OPS}", "latchkey_source_profile = base", f"latchkey_mfa_serial = {world.DEVICE}")
        self.leads_to("write latchkey_role_arn in the place of latchkey_role_anr", 6)
        done = self.latchkey("process", "-p", "ops")
        self.assertIn("correct the latchkey_ settings of its role: latchkey why -p ops names the line", done.stderr)

    def test_suggestion_works(self):
        self.role(device=f"latchkey_mfa_serail = {world.DEVICE}")
        path = self.home.aws / "config"
        path.write_text(path.read_text().replace("latchkey_mfa_serail", "latchkey_mfa_serial"))
        self.assertTrue(self.why("-p", "ops")[1]["adopted"])


if __name__ == "__main__":
    unittest.main()
