# SPDX-License-Identifier: Apache-2.0
"""The paths of the two sides."""
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Latchkey:
    """A running latchkey-resolve: a line in, a line out."""

    def __init__(self, scratch):
        program = os.environ.get("LATCHKEY_RESOLVE") or str(ROOT / "build" / "release" / "tests" / "differential" /
                                                            "latchkey-resolve")
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(scratch), "TEST_TMPDIR": str(scratch), "TZ": "UTC",
                       "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def play(self, case):
        self.process.stdin.write(json.dumps(case).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"latchkey-resolve ended at case {case['id']} with status {self.process.wait()}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()
