#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Following the advice of why to the letter corrects the problem and breaks nothing; other commands give the same
advice."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import programs, windows
from advice import Follower
from support.case import Case
from broken_configs import ROWS

MOST_STEPS = 6


def identity(problem):
    return problem["code"], problem["message"], problem["line"]


@windows.not_there("the advice has the paths of that system and quotes names for its shell")
class Advice(Case):
    def follower(self, row):
        """Writes only the files of the row."""
        home = str(self.home.path)

        def text(value):
            return value.replace("HOME", home).replace("LATCHKEY", programs.LATCHKEY_ITSELF)
        self.home.empty_caches()
        for name, content in row.files.items():
            name, _, mode = name.partition(" ")
            self.home.write(name, content, mode=int(mode or "755", 8))
        for name, content in (("config", row.config), ("credentials", row.credentials)):
            (self.home.aws / name).unlink(missing_ok=True)
            if content is not None:
                self.home.write(".aws/" + name, text(content))
        env = self.home.environment(**{name: text(value) for name, value in row.env.items()})
        return Follower(self.home, env, row.words, self.succeeds, {old: text(new) for old, new in row.examples.items()})

    def succeeds(self, words, env):
        done = self.latchkey(*words, env=env)
        self.assertEqual(done.returncode, 0, done.stderr)

    def explain(self, follower):
        return json.loads(self.latchkey("why", *follower.words, "--json", env=follower.env).stdout)

    def working(self, env):
        done = self.latchkey("list", "--json", env=env)
        rows = json.loads(done.stdout) if done.returncode == 0 else []
        # Names with the word profile, or with characters that look like others, are mistakes.
        return {row["name"] for row in rows if row["source"] and not row["problem"]
                and not row["name"].startswith("profile ") and row["name"].isascii()}

    def test_each_suggestion_fixes_its_problem_and_breaks_no_profile(self):
        for row in ROWS:
            with self.subTest(row.name):
                follower = self.follower(row)
                found = self.explain(follower)
                self.assertIsNotNone(found["problem"], "it is not broken")
                seen = []
                while found["problem"] and len(seen) < MOST_STEPS:
                    seen.append((identity(found["problem"]), found["next"]))
                    working = self.working(follower.env)
                    follower.follow(found["next"])
                    self.assertEqual(working - self.working(follower.env), set(), seen)
                    found = self.explain(follower)
                    if found["problem"]:
                        self.assertNotIn(identity(found["problem"]), [one for one, _ in seen], seen)
                self.assertIsNone(found["problem"], seen)
                if row.meant:
                    self.assertEqual(found["profile"], row.meant, seen)

    def test_other_commands_print_the_same_suggestion_as_why(self):
        for row in ROWS:
            with self.subTest(row.name):
                follower = self.follower(row)
                found = self.explain(follower)
                env = {"HTTPS_PROXY": "http://127.0.0.1:1", **follower.env}  # nothing is sent
                done = self.latchkey("process", *follower.words, env=env, prints_secrets=True)
                if done.returncode == 0 or "the proxy did not connect" in done.stderr:
                    continue  # only AWS rejects it
                hint = next((line for line in done.stderr.splitlines() if line.startswith("latchkey: hint: ")), "")
                advice = (found["next"], found["problem"]["fix"], "latchkey why -p ", "did you mean ", "in a terminal")
                self.assertTrue(any(words in hint for words in advice), (hint, found["next"]))


if __name__ == "__main__":
    unittest.main()
