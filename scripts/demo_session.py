#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The session of scripts/demo: demo_session.py LATCHKEY LATCHKEY-TESTBED [--record].

--record prints only the terminal output, for the README's first screen."""
import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import urllib.request

DEVICE = "arn:aws:iam::111111111111:mfa/ada"
ROLES = {"ops": "222222222222", "audit": "222222222222", "billing": "333333333333"}
CONFIG = "[profile people]\nregion = eu-west-1\n" + "".join(f"""
[profile {name}]
role_arn = arn:aws:iam::{account}:role/{name}
source_profile = people
mfa_serial = {DEVICE}
region = eu-west-1
""" for name, account in ROLES.items())
CREDENTIALS = """\
[people]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""
# A plain boto3 script with a separate session per profile, like most commands of SAM CLI. boto3 does not read the
# cache.
ACCOUNTS = """\
import boto3
for name in ["ops", "audit", "billing"]:
    print(name.ljust(8), boto3.Session(profile_name=name).client("sts").get_caller_identity()["Account"])
"""
STEPS = [
    "aws sts get-caller-identity --profile billing --query Account   # AWS CLI reads the cache",
    "latchkey exec -p ops -- python3 accounts.py     # boto3 ignores the cache; inside exec every profile works",
    "latchkey adopt --all                            # or permanently: every SDK runs latchkey",
    "python3 accounts.py",
    "latchkey status",
]


class Screen:
    """The output: everything, or only the recorded session."""

    def __init__(self, record):
        self.record = record

    def say(self, text=""):
        if not self.record:
            print(text, flush=True)

    def command(self, line):
        print(("" if self.record else "\n") + "$ " + line, flush=True)

    def output(self, data):
        os.write(1, data)


def control(url, path):
    with urllib.request.urlopen(f"{url}/control/{path}", timeout=10) as reply:
        return reply.read().decode()


def on_a_terminal(arguments, environment, home, screen, code=None):
    """Runs a program on a new terminal and types the code, if one is given, at the first prompt."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(home)
        os.execve(arguments[0], arguments, environment)
    seen = b""
    asked = False
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # the program has closed its end
            break
        if not data:
            break
        screen.output(data.replace(b"\r\n", b"\n").replace(os.fsencode(home), b"~"))
        seen += data
        if not asked and b"Enter MFA code" in seen and seen.rstrip(b" ").endswith(b":"):
            os.write(terminal, code.encode() + b"\n" if code else b"\x03")
            asked = True
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def watch_device(program, code_now, screen, code):
    """Prints the device's code whenever it changes, until the program ends. Returns its exit status."""
    while True:
        try:
            return program.wait(timeout=1)
        except subprocess.TimeoutExpired:
            if (now := code_now()) != code:
                code = now
                screen.say(f"\n  (your MFA device now shows {code}; type it, though the prompt is above)")


def login(environment, testbed, url, home, screen):
    code_now = lambda: subprocess.check_output([testbed, "code", "--url", url, "--device", DEVICE], text=True).strip()
    code = code_now()
    screen.say(f"\n  (your MFA device shows {code})")
    screen.command("latchkey login -p ops --all-roles")
    arguments = ["/usr/bin/env", "latchkey", "login", "-p", "ops", "--all-roles"]
    if sys.stdin.isatty() and sys.stdout.isatty() and not screen.record:
        return watch_device(subprocess.Popen(arguments, env=environment), code_now, screen, code)
    screen.say("  (no terminal here, so the demo types the code on one of its own)")
    return on_a_terminal(arguments, environment, home, screen, code)


def prepare(home, latchkey):
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text(CONFIG)
    (home / ".aws/credentials").write_text(CREDENTIALS)
    (home / ".aws/credentials").chmod(0o600)
    (home / "accounts.py").write_text(ACCOUNTS)
    (home / "bin").mkdir()
    (home / "bin/latchkey").symlink_to(latchkey)


def demo(latchkey, testbed, home, screen):
    prepare(home, latchkey)
    example = pathlib.Path(__file__).resolve().parent.parent / "testbed/example.json"
    server = subprocess.Popen([testbed, "serve", "--config", str(example), "--exit-with-stdin"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        places = json.loads(server.stdout.readline())
        environment = {"HOME": str(home), "PATH": f"{home}/bin:/usr/bin:/bin", "TERM": os.environ.get("TERM", "dumb"),
                       "LANG": "C.UTF-8", "TZ": os.environ.get("TZ", ""), "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true",
                       "PYTHONWARNINGS": "ignore", "HTTPS_PROXY": places["proxy"], "AWS_CA_BUNDLE": places["ca_bundle"]}
        if screen.record or not sys.stdout.isatty():  # the programs have terminals of their own
            environment["NO_COLOR"] = "1"
        screen.say("A stand-in for AWS runs on 127.0.0.1; it checks signatures, codes, sessions and their reuse as AWS does.")
        screen.say("The profiles of this throw-away home folder:\n")
        screen.say("  " + CONFIG.strip().replace("\n", "\n  "))
        if login(environment, testbed, places["http"], home, screen) != 0:
            return "latchkey login failed"
        for line in STEPS:
            screen.command(line)
            if on_a_terminal(["/bin/sh", "-c", line], environment, home, screen) != 0:
                return f"{line.split('#')[0].strip()} failed"
        answered = json.loads(control(places["http"], "counts"))["questions_answered"]
        screen.say(f"\nMFA codes that AWS saw for latchkey, AWS CLI and boto3 together: {answered}")
        return None if answered == 1 else "there should have been exactly one"
    finally:
        server.stdin.close()
        server.wait(timeout=10)


def main():
    latchkey, testbed = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
    screen = Screen("--record" in sys.argv[3:])
    with tempfile.TemporaryDirectory(prefix="latchkey-demo-") as home:
        problem = demo(latchkey, testbed, pathlib.Path(home), screen)
    if problem:
        print(f"demo: {problem}", flush=True)
        return 1
    screen.say("The home folder and the stand-in are gone again; nothing was left behind.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
