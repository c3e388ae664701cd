# SPDX-License-Identifier: Apache-2.0
"""Measures the CPU time of the first network call, against a testbed over TLS."""
import contextlib
import json
import shutil
import subprocess
from urllib.parse import urlsplit

from measure import Program, side_by_side


@contextlib.contextmanager
def served(testbed, config):
    process = subprocess.Popen([testbed, "serve", "--config", config, "--exit-with-stdin"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait()


def measure(report, latchkey, testbed, config, home, rounds):
    what = "first network call, CPU"
    openssl = shutil.which("openssl")
    if openssl is None:
        report.not_measured(what, "no openssl here for the plain handshake (apt install openssl)")
        return
    with served(testbed, config) as world:
        address = urlsplit(world["https"])
        env = {**home, "AWS_ENDPOINT_URL_STS": world["https"], "AWS_MAX_ATTEMPTS": "1"}
        whoami = [latchkey, "whoami", "--profile", "base"]
        handshake = Program([openssl, "s_client", "-connect", address.netloc, "-servername", address.hostname,
                             "-CAfile", world["ca_bundle"], "-verify_return_error"], home)
        small = Program(whoami, {**env, "AWS_CA_BUNDLE": world["ca_bundle"]})
        # The system does not trust the testbed's CA: the call fails after everything that it needs was loaded.
        default = Program(whoami, env, may_fail=True)
        side_by_side([handshake, small, default], rounds)
    plain = handshake.cpu_p50
    report.row("plain TLS handshake (openssl s_client), CPU", f"{plain:.1f} ms")
    for name, program in (("one CA in AWS_CA_BUNDLE", small), ("the system's CAs", default)):
        over = program.cpu_p50 - plain
        report.row(f"{what}, {name}", f"{program.cpu_p50:.1f} ms: {over:+.1f}", "+20 ms", over <= 20)
