# SPDX-License-Identifier: Apache-2.0
"""Measures the program file: its size, its libraries, and the files that a warm start opens."""
import re
import shutil
import subprocess
import tempfile
from pathlib import Path


def stripped_size(path):
    with tempfile.NamedTemporaryFile() as copy:
        subprocess.run(["strip", "-o", copy.name, path], check=True)
        return Path(copy.name).stat().st_size


def needed(path):
    """The shared libraries that it names, and those that ldd resolves."""
    text = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True).stdout
    return sorted(re.findall(r"\(NEEDED\).*\[(.*)\]", text))


def traced(program):
    """The system calls of a warm run: (libraries opened, sockets, files opened for writing). None without strace."""
    if shutil.which("strace") is None:
        return None
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run(["strace", "-f", "-o", log.name, *program.argv], env=program.env, check=True, capture_output=True)
        lines = log.read().splitlines()
    opened = [line for line in lines if "open" in line and " = -1 " not in line]
    libraries = {Path(match.group(1)).name for line in opened if (match := re.search(r'"([^"]*\.so[^"]*)"', line))}
    libraries.discard("ld.so.cache")
    writes = [line for line in opened if re.search(r"O_(WRONLY|RDWR|CREAT)", line)]
    return sorted(libraries), [line for line in lines if "socket(" in line], writes
