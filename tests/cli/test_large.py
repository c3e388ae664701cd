#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Configuration files with thousands of profiles: output in parts, in little memory, without quadratic work."""
import json
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import missing, programs, windows, world
from support.case import Case
from support.home import Home

if not windows.IS:
    import resource

CPU_SECONDS = 20  # linear work takes less than one; quadratic work took more than 30


def few_cpu_seconds():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


@windows.not_there("no limit on CPU time")
class Large(Case):
    """4,000 profiles, each with the previous role as its source and with its own endpoint."""
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

    def test_logout_all_reads_the_files_once_for_all_sign_ins(self):
        with open(self.home.aws / "config", "w", encoding="utf-8") as file:
            for number in range(2 * self.COUNT):
                file.write(f"[sso-session s{number}]\nsso_start_url = https://x{number}.awsapps.com/start\n"
                           f"sso_region = eu-west-1\n[profile p{number}]\nsso_session = s{number}\n"
                           "sso_account_id = 123456789012\nsso_role_name = Admin\n")
        self.assertEqual(self.limited("logout", "--all"), "nothing was cached\n")

    def test_streamed_json_matches_python(self):
        """The arrays are larger than one write."""
        sso = ["[sso-session s]", "sso_start_url = https://\u00e9.awsapps.com/start", "sso_region = eu-west-1"]
        for number in range(3):
            sso += [f"[profile s{number}]", "sso_session = s", "sso_account_id = 123456789012", f"sso_role_name = R\u00e9{number}"]
        with open(self.home.aws / "config", "a", encoding="utf-8") as file:
            file.write("\n".join(sso) + "\n")
        for words in (["list", "--json"], ["status", "--json"], ["status", "--json", "-p", "s0"], ["list", "--json", "-p", "s0"]):
            text = self.limited(*words)
            self.assertEqual(text, json.dumps(json.loads(text), indent=2) + "\n", words)
        self.assertGreater(len(self.limited("status", "--json")), 1 << 20)
        sign_in, = json.loads(self.limited("status", "--json"))["sign_ins"]
        self.assertEqual(sign_in["profiles"], ["s0", "s1", "s2"])
        empty = Home(config="", credentials="")
        self.addCleanup(empty.remove)
        self.assertEqual(self.latchkey("list", "--json", env=empty.environment(), debug=False).stdout, "[]\n")


@windows.not_there("no peak memory of a process that has ended")
class Memory(Case):
    """60,000 profiles. The configuration itself needs the memory that `process` needs."""
    COUNT = 60_000
    MOST_EACH = 350  # additional bytes per profile

    def setUp(self):
        super().setUp()
        program = pathlib.Path(programs.LATCHKEY).read_bytes()
        if b"__asan_init" in program or b"__tsan_init" in program:
            missing.skip("a program without sanitizers, which need memory of their own")
        with open(self.home.aws / "config", "w", encoding="utf-8") as file:
            for number in range(self.COUNT):
                file.write(f"[profile p{number}]\nrole_arn = arn:aws:iam::222222222222:role/r{number}\n"
                           f"source_profile = base\nmfa_serial = {world.DEVICE}\n")

    def peak_of(self, *words):
        """In KiB."""
        with open(os.devnull, "wb") as nothing:
            argv = [programs.LATCHKEY, *words]
            process = os.posix_spawn(argv[0], argv, self.environment(),
                                     file_actions=[(os.POSIX_SPAWN_DUP2, nothing.fileno(), 1)])
            _, status, usage = os.wait4(process, 0)
        self.assertEqual(status, 0, words)
        return usage.ru_maxrss

    def assert_needs_little(self, words, needed):
        each = (self.peak_of(*words) - needed) * 1024 / self.COUNT
        self.assertLess(each, self.MOST_EACH, f"{words}: {needed} KiB for the configuration")

    def test_list_and_status_use_little_memory(self):
        needed = self.peak_of("process", "-p", "base")
        for words in (["list"], ["list", "--json"], ["status"], ["status", "--json"]):
            self.assert_needs_little(words, needed)

    def test_adopt_does_not_hold_several_configurations(self):
        self.assert_needs_little(["adopt", "-p", "p5", "--dry-run"], self.peak_of("process", "-p", "base"))

    def test_adopt_all_is_limited_to_50000_profiles(self):
        before = (self.home.aws / "config").read_bytes()
        self.assert_error(self.latchkey("adopt", "--all"), 1, f"{self.COUNT} profiles", "limited to 50000")
        self.assertEqual((self.home.aws / "config").read_bytes(), before)
        self.assertEqual(list(self.home.aws.glob("latchkey/backups/*")), [])


if __name__ == "__main__":
    unittest.main()
