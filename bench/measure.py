# SPDX-License-Identifier: Apache-2.0
"""Starts programs and measures them: time, CPU, memory. Standard library only."""
import fcntl
import os
import statistics
import time


class Program:
    """A command line with its environment and run times."""

    def __init__(self, argv, env, may_fail=False):
        self.argv, self.env, self.may_fail = [str(word) for word in argv], env, may_fail
        self.wall, self.cpu = [], []

    def spawn(self, stdout=None):
        out = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0) if stdout is None else (os.POSIX_SPAWN_DUP2, stdout, 1)
        actions = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), out,
                   (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
        return os.posix_spawn(self.argv[0], self.argv, self.env, file_actions=actions)

    def run(self):
        start = time.perf_counter()
        _, status, usage = os.wait4(self.spawn(), 0)
        self.wall.append((time.perf_counter() - start) * 1e3)
        self.cpu.append((usage.ru_utime + usage.ru_stime) * 1e3)
        if status != 0 and not self.may_fail:
            raise RuntimeError(f"{' '.join(self.argv)}: status {status}")

    @property
    def p50(self):
        return statistics.median(self.wall)

    @property
    def least(self):
        return min(self.wall)

    @property
    def cpu_p50(self):
        return statistics.median(self.cpu)


def side_by_side(programs, rounds):
    """One run of each per round, so that other load affects all of them."""
    for program in programs:
        program.run()
        program.wall.clear()
        program.cpu.clear()
    for _ in range(rounds):
        for program in programs:
            program.run()
    return programs


def peak_memory(program):
    """In KiB, read while the program waits to print its result. (ru_maxrss would include the pages of this Python.)"""
    reader, writer = os.pipe()
    try:
        fcntl.fcntl(writer, 1031, 4096)  # F_SETPIPE_SZ
        os.set_blocking(writer, False)
        try:
            while os.write(writer, b" " * 4096):
                pass
        except BlockingIOError:
            pass
        os.set_blocking(writer, True)
        pid = program.spawn(stdout=writer)
        time.sleep(0.2)
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    finally:
        os.close(reader)
        os.close(writer)
    os.waitpid(pid, 0)
    return peak
