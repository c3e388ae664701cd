# SPDX-License-Identifier: Apache-2.0
"""The table."""
import os
import platform

HEADER = ("what", "measured", "budget", "")


class Report:
    def __init__(self):
        self.rows, self.missing = [], []

    def row(self, what, measured, budget="", ok=None):
        self.rows.append((what, measured, budget, "" if ok is None else "ok" if ok else "OVER"))

    def not_measured(self, what, why):
        self.rows.append((what, "not measured", "", ""))
        self.missing.append(f"not measured: {what}: {why}")

    def text(self, markdown):
        rows = [HEADER, *self.rows]
        widths = [max(len(row[i]) for row in rows) for i in range(len(HEADER))]
        lines = []
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths)]
            lines.append("| " + " | ".join(cells) + " |" if markdown else "  ".join(cells).rstrip())
        rule = "| " + " | ".join("-" * max(3, width) for width in widths) + " |"
        lines.insert(1, rule if markdown else "  ".join("-" * width for width in widths))
        return "\n".join(lines + ([""] if self.missing else []) + self.missing)


def machine():
    model = "unknown CPU"
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, load average {os.getloadavg()[0]:.2f}"


def load_warning():
    load = os.getloadavg()[0]
    if load <= 0.5 * os.cpu_count():
        return None
    return f"warning: the load average is {load:.2f} on {os.cpu_count()} cores; figures of a quiet machine are better"
