#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the recorded output of AWS CLI v1 and v2 (vectors/cli_outputs.json) with latchkey's.

Comparable are whoami --json with get-caller-identity, and failures, for which latchkey may have clearer messages. Text,
table and YAML have no counterpart: whoami without --json is for users. A cache file that is not JSON is an error in
both CLIs and is repaired by latchkey."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import programs, world
from support.case import Case

OUTPUTS = json.loads((programs.VECTORS / "cli_outputs.json").read_text(encoding="utf-8"))["outputs"]
FAILURES = {  # by the end of the recorded name: the text of both CLIs, in lower case
    "missing profile": "the config profile (nope) could not be found", "no credentials": "unable to locate credentials",
    "no region": "you must specify a region", "broken config": "unable to parse config file",
    "sso no token": "token for corp does not exist"}
NO_COUNTERPART = {"text", "table", "yaml", "yaml-stream"}


class Recorded(Case):
    held = set()  # recorded outputs that were compared

    @classmethod
    def tearDownClass(cls):
        formats = 2 * len(NO_COUNTERPART)
        print(f"vectors: cli_outputs: {len(cls.held)} passed, {len(OUTPUTS) - formats - len(cls.held)} failed, 0 not yet built, "
              f"{formats} formats without a counterpart", flush=True)
        super().tearDownClass()

    def recorded(self, what):
        names = [f"{tool} {what}" for tool in ("awscli-v1", "awscli-v2")]
        self.held.update(names)
        return [OUTPUTS[name] for name in names]

    def test_every_recorded_output_is_compared(self):
        named = {f"--output {kind}" for kind in NO_COUNTERPART | {"json"}}
        named |= {f"error: {what}" for what in {"corrupt cache file", *FAILURES}}
        self.assertEqual(set(OUTPUTS), {f"{tool} {what}" for tool in ("awscli-v1", "awscli-v2") for what in named})

    def test_whoami_json_has_the_members_of_get_caller_identity_in_order(self):
        ours = json.loads(self.latchkey("whoami", "-p", "base", "--json", debug=False).stdout)
        for output in self.recorded("--output json"):
            theirs = json.loads(output["stdout"])
            self.assertEqual(list(ours), list(theirs))
            self.assertEqual({type(value) for value in ours.values()}, {type(value) for value in theirs.values()})

    def test_failures_match(self):
        config = "[default]\nregion = us-east-1\n"
        sso = ("[default]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
               "[sso-session corp]\nsso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = us-east-1\n")
        keys = "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n" % (world.KEY, world.SECRET)
        for what, words in FAILURES.items():
            with self.subTest(what):
                self.home.write(".aws/config", {"no region": "", "broken config": "oops\n", "sso no token": sso}.get(what, config))
                self.home.write(".aws/credentials", keys if what == "no region" else "")
                done = self.latchkey("whoami", *(["-p", "nope"] if what == "missing profile" else []), debug=False)
                self.assert_error(done, 1, words)
                self.assertEqual(done.stdout, "")
                for output in self.recorded(f"error: {what}"):
                    self.assertNotEqual(output["exit"], 0)
                    self.assertIn(words, output["stderr"].lower())

    def test_corrupt_cache_file_is_replaced(self):
        self.assertEqual(self.latchkey("whoami", "-p", "plain", debug=False).returncode, 0)
        files = [path for path in (self.home.path / ".aws").glob("*/cache/*.json")]
        self.assertEqual(len(files), 2)
        for path in files:
            path.write_text("{", encoding="utf-8")
        for output in self.recorded("error: corrupt cache file"):
            self.assertEqual(output["exit"], 255)
        self.assertEqual(self.latchkey("whoami", "-p", "plain", debug=False).returncode, 0)
        for path in files:
            self.assertIn("Credentials", json.loads(path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    unittest.main()
