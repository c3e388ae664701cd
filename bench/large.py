# SPDX-License-Identifier: Apache-2.0
"""Config files of a million settings, a chain of 4,000, 4,000 endpoints and 300,000 profiles: time and peak memory."""
import os
from pathlib import Path

from measure import Program
from setting import DEVICE, KEYS, role

KEY_LINES = [f"{name} = {value}" for name, value in KEYS.items()]
MOST_SECONDS = 5
MOST_MEMORY = 200  # MB


def home(folder, lines):
    """Written line by line, because the peak memory of a child includes the size of this process."""
    aws = Path(folder) / ".aws"
    aws.mkdir(parents=True)
    with open(aws / "config", "w", encoding="ascii") as file:
        file.writelines(line + "\n" for line in lines)
    return {"HOME": str(folder), "PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true"}


def settings_of_default(count):
    yield from ("[default]", *KEY_LINES)
    for number in range(count):
        yield f"k{number} = v"


def profiles(names_and_sources):
    yield from ("[default]", *KEY_LINES)
    for number, (name, source) in enumerate(names_and_sources):
        yield from (f"[profile {name}]", f"role_arn = {role(number)}", f"source_profile = {source}",
                    f"mfa_serial = {DEVICE}")


def with_endpoints(lines):
    """Each profile with a source has its own STS endpoint."""
    number = 0
    for line in lines:
        yield line
        if line.startswith("source_profile"):
            number += 1
            yield f"endpoint_url = http://127.0.0.1:{number}"


def once(argv, env):
    """Seconds and MB of one run."""
    program = Program(argv, env)
    start = os.times().elapsed
    _, status, usage = os.wait4(program.spawn(), 0)
    if status != 0:
        raise RuntimeError(f"{' '.join(map(str, argv))}: status {status}")
    return os.times().elapsed - start, usage.ru_maxrss / 1024


def measure(report, latchkey, folder):
    chain_of_4000 = [(f"c{i}", f"c{i - 1}" if i else "default") for i in range(4000)]
    settings = home(folder / "settings", settings_of_default(1_000_000))
    chain = home(folder / "chain", profiles(chain_of_4000))
    endpoints = home(folder / "endpoints", with_endpoints(profiles(chain_of_4000)))
    many = home(folder / "many", profiles((f"p{i}", "default") for i in range(300_000)))
    most_adopted = home(folder / "adopted", profiles((f"p{i}", "default") for i in range(50_000)))
    for what, env, commands in (("1 million settings", settings, ("process",)),
                                ("a chain of 4,000 profiles", chain, ("process", "list", "status")),
                                ("4,000 profiles, 4,000 endpoints", endpoints, ("list", "status", "logout --all")),
                                ("300,000 profiles", many, ("process", "list")),
                                ("300,000 profiles", many, ("status",)),
                                ("300,000 profiles", many, ("status --json",)),
                                ("300,000 profiles", many, ("adopt -p p5",)),
                                ("300,000 profiles", many, ("logout --all",)),
                                ("50,000 profiles", most_adopted, ("adopt --all", "release --all"))):
        taken = [once([latchkey, *command.split()], env) for command in commands]
        seconds, memory = max(one[0] for one in taken), max(one[1] for one in taken)
        report.row(f"{what}: {', '.join(commands)}", f"{seconds:.2f} s, {memory:.0f} MB at most",
                   f"{MOST_SECONDS} s, {MOST_MEMORY} MB", seconds <= MOST_SECONDS and memory <= MOST_MEMORY)
