#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Configuration files with thousands of profiles, at which quadratic work takes minutes."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows, world
from support.case import Case

if not windows.IS:
    import resource

CPU_SECONDS = 30  # linear work takes less than one; 4,000 * 4,000 file operations take more than 60


def few_cpu_seconds():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


@windows.not_there("no limit on CPU time")
class Large(Case):
    """4,000 profiles, each with the role before as its source, and each with an endpoint of its own."""
    COUNT = 4000

    def setUp(self):
        super().setUp()
        lines = []
        for number in range(self.COUNT):
            lines += [f"[profile c{number}]", f"role_arn = arn:aws:iam::222222222222:role/r{number}",
                      f"source_profile = {f'c{number - 1}' if number else 'base'}", f"mfa_serial = {world.DEVICE}",
                      f"endpoint_url = http://127.0.0.1:{number + 1}"]
        self.home.write(".aws/config", "\n".join(lines) + "\n")

    def limited(self, *words):
        done = self.latchkey(*words, debug=False, preexec_fn=few_cpu_seconds)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_logout_all_visits_each_role_once(self):
        for folder in ("endpoints", "roles"):
            self.home.write(f".aws/latchkey/{folder}/" + "0" * 40, "of an endpoint")
        self.assertEqual(self.limited("logout", "--all"), "nothing was cached\n")
        for folder in ("endpoints", "roles"):
            self.assertEqual(list((self.home.aws / "latchkey" / folder).iterdir()), [], folder)

    def test_list_and_status_show_each_profile_once(self):
        for command in ("list", "status"):
            self.assertEqual(self.limited(command).count("\n"), self.COUNT + (command == "list"), command)


if __name__ == "__main__":
    unittest.main()
