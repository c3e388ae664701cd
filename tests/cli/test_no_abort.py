#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Missing system resources: memory, randomness, files, processes, stack. Each command ends with an error of
latchkey."""
import ctypes
import errno
import os
import pathlib
import platform
import re
import resource
import struct
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import missing, programs, windows, world
from support.case import Case
from support.home import OPS_KEY

KIB, MIB = 1 << 10, 1 << 20
COMMANDS = (["process", "-p", "base"], ["status"], ["list"], ["login", "-p", "plain"], ["exec", "-p", "base", "--", "/bin/true"],
            ["whoami", "-p", "base"], ["why", "-p", "ops", "--verbose"], ["adopt", "-p", "ops", "--dry-run"], ["logout", "--all"])
LOADER = re.compile("error while loading shared libraries|cannot (create|allocate|map|open)|failed to map|unable to")
GETRANDOM = {"x86_64": 318, "aarch64": 278}
OPENAT = {"x86_64": 257, "aarch64": 56}


def deny_calls(*numbers):
    """Makes system calls fail with ENOSYS in this process and its children, with a seccomp filter."""
    load, equal, allow, deny = 0x20, 0x15, 0x7FFF0000, 0x00050000 | errno.ENOSYS
    code = [(load, 0, 0, 0)]
    for place, number in enumerate(numbers):
        code.append((equal, len(numbers) - place, 0, number))
    code += [(0x06, 0, 0, allow), (0x06, 0, 0, deny)]
    text = b"".join(struct.pack("HBBI", *step) for step in code)
    buffer = ctypes.create_string_buffer(text)
    program = struct.pack("HxxxxxxQ", len(code), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, seccomp, filter_mode = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) or libc.prctl(seccomp, filter_mode, program, 0, 0):
        os._exit(99)


@windows.not_there("limits and filters are of POSIX systems")
class NoAbort(Case):
    def run_limited(self, words, limit, program=programs.LATCHKEY, **popen):
        return subprocess.run([program, *words], env=self.environment(), stdin=subprocess.DEVNULL, timeout=60,
                              capture_output=True, encoding="utf-8", errors="replace", check=False, preexec_fn=limit,
                              start_new_session=True, **popen)

    def assert_orderly(self, done, what):
        """A success, an error line, or the loader's own failure before latchkey runs."""
        self.assertGreaterEqual(done.returncode, 0, (what, "signal", -done.returncode, done.stderr))
        self.assertNotIn("terminate called", done.stderr, what)
        if done.returncode == 127 and LOADER.search(done.stderr):
            return False
        self.assertIn(done.returncode, (0, 1), (what, done.stderr))
        if done.returncode == 1 and what[0][0] != "why":
            self.assertRegex(done.stderr, "(?m)^latchkey: error: ", what)
        return done.returncode == 0

    def sweep(self, kind, limits):
        for words in COMMANDS:
            works = [self.assert_orderly(self.run_limited(words, lambda: resource.setrlimit(kind, (limit, limit))), (words, limit))
                     for limit in limits]
            self.assertTrue(works[-1], words)

    def test_little_address_space_is_an_error(self):
        # Below about 5 MB the loader cannot map the C library, and the kernel may kill the process.
        self.sweep(resource.RLIMIT_AS, [*range(5 * MIB, 16 * MIB, 640 * KIB), *range(16 * MIB, 48 * MIB, 4 * MIB), 1 << 30])

    def test_little_heap_is_an_error(self):
        self.sweep(resource.RLIMIT_DATA, [*range(200 * KIB, 2 * MIB, 200 * KIB), *range(2 * MIB, 24 * MIB, 3 * MIB), 1 << 30])

    def test_few_open_files_are_an_error(self):
        self.sweep(resource.RLIMIT_NOFILE, [*range(3, 17), 1024])

    def test_small_stack_is_an_error(self):
        self.sweep(resource.RLIMIT_STACK, [128 * KIB, 256 * KIB, 8 * MIB])

    def test_deep_nesting_needs_no_deep_stack(self):
        deep = "[" * 200_000
        self.home.write(f".aws/cli/cache/{OPS_KEY}.json", '{"Credentials": ' + deep)
        self.home.write(f".aws/boto/cache/{OPS_KEY}.json", deep + "]" * 200_000)
        def limit():
            resource.setrlimit(resource.RLIMIT_STACK, (256 * KIB, 256 * KIB))
        for words in (["status"], ["process", "-p", "ops"], ["why", "-p", "ops", "--verbose"]):
            self.assert_orderly(self.run_limited(words, limit), (words, "deep JSON"))

    def test_no_file_may_grow(self):
        """A limit on file sizes of 0: SIGXFSZ would end the process."""
        for words in COMMANDS:
            done = self.run_limited(words, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
            self.assert_orderly(done, (words, "fsize"))

    def test_closed_standard_streams(self):
        for closed in ((0,), (1,), (2,), (0, 1, 2)):
            def close():
                for number in closed:
                    os.close(number)
            for words in COMMANDS:
                done = self.run_limited(words, close)
                self.assertIn(done.returncode, (0, 1), (words, closed))

    def test_no_process_may_start(self):
        """Threads of exec --refresh and children count as processes of the user."""
        more, program = {}, programs.LATCHKEY
        if os.geteuid() == 0:  # whose processes are not limited
            user = self.unprivileged()
            program = user.latchkey
            more = {"user": user.uid, "group": user.uid, "extra_groups": []}
        for words in (["exec", "--refresh", "-p", "base", "--", "/bin/true"], ["serve", "-p", "base"],
                      ["process", "-p", "fails"]):
            self.home.write(".aws/config", world.CONFIG_FILE + "\n[profile fails]\ncredential_process = /bin/true\n")
            done = self.run_limited(words, lambda: resource.setrlimit(resource.RLIMIT_NPROC, (0, 0)), program=program, **more)
            self.assert_error(done, 1, hint=False)

    def test_missing_library_names_its_reason(self):
        seen = set()
        for limit in range(8 * MIB, 20 * MIB, 512 * KIB):
            done = self.run_limited(["whoami", "-p", "base"], lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
            seen.update(re.findall("cannot be loaded.*", done.stderr))
        self.assertTrue(seen)
        for line in seen:
            self.assertNotIn("install the package", line)
            self.assertIn("ulimit", line)

    def need_filter(self):
        if platform.system() != "Linux" or platform.machine() not in GETRANDOM:
            missing.skip("a seccomp filter for this machine")
        return GETRANDOM[platform.machine()], OPENAT[platform.machine()]

    def test_getrandom_is_optional(self):
        """An old kernel or a sandbox: /dev/urandom is used."""
        getrandom, _ = self.need_filter()
        for words in (["login", "-p", "plain"], ["exec", "-p", "plain", "--", "/bin/true"], ["adopt", "-p", "ops"],
                      ["release", "-p", "ops"], ["exec", "--refresh", "-p", "plain", "--", "/bin/true"]):
            done = self.run_limited(words, lambda: deny_calls(getrandom))
            self.assertEqual(done.returncode, 0, (words, done.stderr))

    def test_missing_random_source_is_an_error(self):
        self.need_filter()
        if os.geteuid() != 0:
            missing.skip("root, for a root folder without /dev/urandom")
        getrandom, _ = self.need_filter()
        unshare = programs.need("unshare")
        empty = self.home.path / "empty"
        empty.mkdir()
        for words in (["login", "-p", "plain"], ["exec", "--refresh", "-p", "base", "--", "/bin/true"], ["adopt", "-p", "ops"]):
            script = f'mount --bind {empty} /dev && exec "$0" "$@"'
            done = subprocess.run([unshare, "--mount", "/bin/sh", "-c", script, programs.LATCHKEY, *words],
                                  env=self.environment(), stdin=subprocess.PIPE, capture_output=True, text=True, timeout=60,
                                  check=False, preexec_fn=lambda: deny_calls(getrandom))
            if "unshare" in done.stderr or "mount:" in done.stderr:
                missing.skip("the right to mount")
            self.assert_error(done, 1, "no random numbers", hint=False)


if __name__ == "__main__":
    unittest.main()
