# SPDX-License-Identifier: Apache-2.0
"""A small file system, for tests of what happens when a disk is full."""
import os
import subprocess
import tempfile

from support import missing


def mount(case, size):
    """The folder of a new file system of `size` ("64k"), which `case` removes at its end."""
    disk = tempfile.mkdtemp(prefix="latchkey-disk-")
    case.addCleanup(os.rmdir, disk)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "latchkey-test", disk], check=False,
                             capture_output=True)
    if mounted.returncode != 0:
        missing.skip("the right to mount a small tmpfs; test_a_limit_on_file_sizes... covers most of it")
    case.addCleanup(subprocess.run, ["umount", disk], check=True)
    return disk


def fill(disk):
    """Writes a file "filler" until nothing fits."""
    with open(disk + "/filler", "wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            pass
