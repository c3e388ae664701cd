#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What scripts/demo shows: demo_session.py LATCHKEY LATCHKEY-TESTBED."""
import json
import os
import pathlib
import pty
import shlex
import subprocess
import sys
import tempfile
import urllib.request

DEVICE = "arn:aws:iam::111111111111:mfa/ada"
CONFIG = f"""\
[profile people]
region = us-east-1

[profile ops]
region = us-east-1
role_arn = arn:aws:iam::222222222222:role/ops
source_profile = people
mfa_serial = {DEVICE}
"""
CREDENTIALS = """\
[people]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""
# As SAM CLI sets botocore up: its own file cache, in the default folder.
BOTO3 = """\
import boto3, botocore.session
from botocore.credentials import JSONFileCache
session = botocore.session.Session(profile="ops")
session.get_component("credential_provider").get_provider("assume-role").cache = JSONFileCache()
print(boto3.Session(botocore_session=session).client("sts").get_caller_identity()["Arn"])
"""


def say(text=""):
    print(text, flush=True)


def show(command):
    say(f"\n$ {command}")


def control(url, path):
    with urllib.request.urlopen(f"{url}/control/{path}", timeout=10) as reply:
        return reply.read().decode()


def current_code(testbed, url):
    return subprocess.check_output([testbed, "code", "--url", url, "--device", DEVICE], text=True).strip()


def type_code(arguments, environment, code):
    """Runs a program on a terminal of its own and types the code when it is asked for."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(arguments[0], arguments, environment)
    seen = b""
    typed = False
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:  # the program has closed its end
            break
        if not data:
            break
        os.write(1, data)
        seen += data
        if not typed and b"Enter MFA code" in seen and seen.rstrip(b" ").endswith(b":"):
            os.write(terminal, code.encode() + b"\n")
            typed = True
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def login(latchkey, environment, testbed, url):
    code = current_code(testbed, url)
    say(f"\n  (your MFA device shows {code})")
    show("latchkey login -p ops")
    arguments = [latchkey, "login", "-p", "ops"]
    if sys.stdin.isatty() and sys.stdout.isatty():
        return subprocess.run(arguments, env=environment).returncode
    say("  (no terminal here, so the demo types the code on one of its own)")
    return type_code(arguments, environment, code)


def run_without_terminal(command, environment):
    """Whoever asks for a code here gets no answer and fails."""
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True).returncode


def demo(latchkey, testbed, home):
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text(CONFIG)
    (home / ".aws/credentials").write_text(CREDENTIALS)
    (home / ".aws/credentials").chmod(0o600)
    example = pathlib.Path(__file__).resolve().parent.parent / "testbed/example.json"
    server = subprocess.Popen([testbed, "serve", "--config", str(example), "--exit-with-stdin"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        places = json.loads(server.stdout.readline())
        environment = {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": os.environ.get("TERM", "dumb"),
                       "LANG": "C.UTF-8", "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true",
                       "HTTPS_PROXY": places["proxy"], "AWS_CA_BUNDLE": places["ca_bundle"]}
        say("A stand-in for AWS runs on 127.0.0.1; it checks signatures, codes, sessions and their reuse as AWS does.")
        say("The profiles of this throw-away home folder:\n")
        say("  " + CONFIG.strip().replace("\n", "\n  "))
        if login(latchkey, environment, testbed, places["http"]) != 0:
            return "latchkey login failed"
        for title, command in (
            ("latchkey whoami -p ops", [latchkey, "whoami", "-p", "ops"]),
            ("aws sts get-caller-identity --profile ops", ["/usr/bin/aws", "sts", "get-caller-identity", "--profile", "ops"]),
            ("python3 whoami.py        # boto3 with botocore's file cache, as SAM CLI uses it", ["/usr/bin/python3", "-c", BOTO3]),
        ):
            show(title)
            if run_without_terminal(command, environment) != 0:
                return f"{shlex.join(command[:2])} failed"
        answered = json.loads(control(places["http"], "counts"))["questions_answered"]
        say(f"\nMFA codes that AWS saw for latchkey, AWS CLI and boto3 together: {answered}")
        return None if answered == 1 else "there should have been exactly one"
    finally:
        server.stdin.close()
        server.wait(timeout=10)


def main():
    latchkey, testbed = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="latchkey-demo-") as home:
        problem = demo(latchkey, testbed, pathlib.Path(home))
    if problem:
        say(f"demo: {problem}")
        return 1
    say("The home folder and the stand-in are gone again; nothing was left behind.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
