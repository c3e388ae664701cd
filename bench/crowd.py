# SPDX-License-Identifier: Apache-2.0
"""Measures many cold processes at once on one terminal, with one prompt."""
import collections
import json
import os
import pty
import select
import shutil
import signal
import time
import urllib.parse
import urllib.request

from network import served
from setting import DEVICE

SIZE = 500
CONFIG = """[profile base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
[profile ops]
role_arn = arn:aws:iam::222222222222:role/ops
source_profile = base
region = us-east-1
mfa_serial = """ + DEVICE + "\n"


def start_all(argv, env, out):
    """The only job of the terminal. Prints a line with all process IDs, and one when all have ended."""
    pids = [os.posix_spawn(argv[0], argv, env, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
            for _ in range(SIZE)]
    out.write(json.dumps(pids) + "\n")
    out.flush()
    good = sum(os.waitpid(pid, 0)[1] == 0 for pid in pids)
    out.write(json.dumps({"end": time.perf_counter(), "good": good}) + "\n")
    out.flush()


def asleep(pids):
    """The number of processes that wait for another one's prompt or for the user."""
    found = 0
    for pid in pids:
        with open(f"/proc/{pid}/wchan", encoding="ascii") as file:
            where = file.read()
            found += "nanosleep" in where or "poll" in where
    return found


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def memory_mb(pids):
    """The memory of all processes, with shared pages counted once."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return total / 1024


def shown_until(terminal, text, shown=""):
    while text not in shown:
        if not select.select([terminal], [], [], 60)[0]:
            raise RuntimeError(f"the terminal shows no {text!r}: {shown!r}")
        shown += os.read(terminal, 65536).decode(errors="replace")
    return shown


def one_round(latchkey, url, folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / ".aws").mkdir(parents=True)
    (folder / ".aws" / "config").write_text(CONFIG, encoding="ascii")
    env = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL_STS": url}

    def control(path, body=None):
        with urllib.request.urlopen(f"{url}/control/{path}", body) as reply:
            return reply.read().decode()

    control("reset", b"{}")
    reader, writer = os.pipe()
    launcher, terminal = pty.fork()
    if launcher == 0:
        try:
            os.close(reader)
            with os.fdopen(writer, "w") as out:
                start_all([str(latchkey), "process", "-p", "ops"], env, out)
            signal.pause()  # the terminal exists as long as its session leader
        finally:
            os._exit(1)
    os.close(writer)
    try:
        with os.fdopen(reader) as reports:
            pids = json.loads(reports.readline())
            shown = shown_until(terminal, "Enter MFA code")
            deadline = time.monotonic() + 60
            while asleep(pids) < SIZE - 2 and time.monotonic() < deadline:  # one or two are checking
                time.sleep(0.05)
            memory, cpu, began = memory_mb(pids), cpu_seconds(pids), time.perf_counter()
            time.sleep(1)
            load = (cpu_seconds(pids) - cpu) / (time.perf_counter() - began)
            code = control("next-code?device=" + urllib.parse.quote(DEVICE)).strip()
            began = time.perf_counter()
            os.write(terminal, (code + "\n").encode())
            last = json.loads(reports.readline())
        while select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 65536).decode(errors="replace")
    finally:
        os.kill(launcher, signal.SIGKILL)
        os.waitpid(launcher, 0)
        os.close(terminal)
    operations = collections.Counter({name: found["ok"] + found["refused"]
                                      for name, found in json.loads(control("counts"))["operations"].items()})
    return {"seconds": last["end"] - began, "good": last["good"], "memory": memory, "load": load,
            "counts": (shown.count("Enter MFA code"), operations["GetSessionToken"], operations["AssumeRole"])}


def measure(report, latchkey, testbed, config, folder, rounds):
    with served(testbed, config) as world:
        found = [one_round(latchkey, world["http"], folder) for _ in range(rounds)]
    worst = max(found, key=lambda one: one["seconds"])
    all_good = all(one["good"] == SIZE and one["counts"] == (1, 1, 1) for one in found)
    questions, sessions, roles = max(one["counts"] for one in found)
    report.row(f"{SIZE} processes, cold, at once: from the answer to the last one's end",
               f"{worst['seconds']:.2f} s at most in {rounds}", "3 s", worst["seconds"] < 3)
    report.row("the same: questions, GetSessionToken, AssumeRole, successes",
               f"{questions}, {sessions}, {roles}, {min(one['good'] for one in found)}", f"1, 1, 1, {SIZE}", all_good)
    report.row("the same: while they wait, all together",
               f"{max(one['load'] for one in found) * 100:.0f}% of a core, {max(one['memory'] for one in found):.0f} MB")
