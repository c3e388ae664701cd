#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Error messages end with their code, and `latchkey explain` says what it means and what to do."""
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.case import Case

CAUSES = pathlib.Path(__file__).resolve().parents[2] / "include/latchkey/causes.def"


class Explain(Case):
    def explain(self, *words, status=0):
        done = self.latchkey("explain", *words, debug=False)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def test_an_error_ends_with_its_code(self):
        for words, code in ((("whoami", "-p", "nope"), "profile-not-found"), (("login", "--nope"), "usage"), (("nope",), "unknown-command")):
            line = self.latchkey(*words, debug=False).stderr.splitlines()[0]
            self.assertRegex(line, rf"\Alatchkey: error: .* \[{code}\]\Z")
            self.assertIn(code + "\n", self.explain(code).stdout)

    def test_a_code_has_a_meaning_causes_and_a_correction(self):
        text = self.explain("ca-bundle-missing").stdout
        self.assertEqual(re.findall(r"(?m)^\S.*", text), ["ca-bundle-missing", "Causes", "What to do"])
        self.assertIn("  The CA bundle does not exist.\n", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)

    def test_the_code_may_be_copied_with_its_brackets(self):
        self.assertEqual(self.explain("[ca-bundle-missing]").stdout, self.explain("ca-bundle-missing").stdout)
        self.assertEqual(self.explain("CHAIN-LOOP").stdout, self.explain("chain-loop").stdout)

    def test_all_codes_are_listed_in_the_order_of_the_library(self):
        codes = re.findall(r'LATCHKEY_CAUSE\(\w+, "([^"]+)"', CAUSES.read_text(encoding="utf-8"))
        self.assertEqual([line.split("\t")[0] for line in self.explain().stdout.splitlines()], codes)
        self.assertEqual([row["code"] for row in json.loads(self.explain("--json").stdout)], codes)

    def test_every_text_is_whole_sentences(self):
        for row in json.loads(self.explain("--json").stdout):
            for name in ("meaning", "causes", "fix"):
                self.assertRegex(row[name], r"(?s)\A[\[A-Za-z_].*[.]\Z", row["code"])
                self.assertNotRegex(row[name], r"[^\x20-\x7e]|  ", row["code"])

    def test_json_of_named_codes(self):
        rows = json.loads(self.explain("chain-loop", "usage", "--json").stdout)
        self.assertEqual([row["code"] for row in rows], ["chain-loop", "usage"])
        self.assertEqual(list(rows[0]), ["code", "kind", "meaning", "causes", "fix"])

    def test_a_misspelled_code_names_the_nearest(self):
        done = self.explain("ca-bundle-mising", status=2)
        self.assertIn("there is no error code ca-bundle-mising [usage]", done.stderr)
        self.assertIn("did you mean ca-bundle-missing?", done.stderr)

    def test_a_profile_is_not_accepted(self):
        self.assertIn("latchkey why -p NAME", self.explain("-p", "ops", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
