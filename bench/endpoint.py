# SPDX-License-Identifier: Apache-2.0
"""Measures the endpoint of `latchkey serve` with wrk, with idle and slow clients, and during refreshes."""
import json
import shutil
import socket
import subprocess

from network import served

IDLE = 200
LIFETIME = 6  # seconds; refreshed with a third left, so every 4
CONFIG = """[profile base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
[profile plain]
role_arn = arn:aws:iam::222222222222:role/plain
source_profile = base
region = us-east-1
"""
# wrk's own figures are rounded.
SCRIPT = """wrk.headers["Authorization"] = "%s"
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('{"requests": %%d, "seconds": %%f, "p99_ms": %%f, "most_ms": %%f, "failed": %%d}\\n', summary.requests,
    summary.duration / 1e6, latency:percentile(99) / 1e3, latency.max / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


def wrk(folder, url, token, connections, seconds):
    script = folder / "wrk.lua"
    script.write_text(SCRIPT % token, encoding="ascii")
    script.chmod(0o600)
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "-s", script, url], check=True, capture_output=True,
                          text=True)
    return json.loads(done.stdout.splitlines()[-1])


def idle_clients(port):
    """Half of them send nothing, half send a partial request."""
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(IDLE)]
    for client in clients[::2]:
        client.sendall(b"GET /role/pl")
    return clients


def measure(report, latchkey, testbed, config, folder, seconds):
    load = f"serve, 16 connections, {IDLE} idle clients beside them"
    renewing = f"serve, 1 connection, while it renews every {LIFETIME * 2 // 3} s"
    if shutil.which("wrk") is None:
        for what in (load, renewing):
            report.not_measured(what, "no wrk here (apt install wrk)")
        return
    world = json.loads(config.read_text(encoding="utf-8"))
    for account in world["accounts"]:
        for role in account.get("roles", []):
            role["lifetime_seconds"] = LIFETIME
    (folder / ".aws").mkdir(parents=True)
    (folder / ".aws" / "config").write_text(CONFIG, encoding="ascii")
    short = folder / "world.json"
    short.write_text(json.dumps(world), encoding="ascii")
    with served(testbed, short) as aws:
        env = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL_STS": aws["http"]}
        server = subprocess.Popen([latchkey, "serve", "-p", "plain", "--format", "json"], env=env, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True)
        try:
            text = ""
            while not text.endswith("}\n"):
                line = server.stdout.readline()
                if not line:
                    raise RuntimeError("latchkey serve did not start")
                text += line
            variables = json.loads(text)
            url, token = variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"], variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
            clients = idle_clients(int(url.split(":")[2].split("/")[0]))
            found = wrk(folder, url, token, 16, seconds)
            for client in clients:
                client.close()
            quiet = wrk(folder, url, token, 1, max(seconds, 2 * LIFETIME))
        finally:
            server.terminate()
            server.wait()
    rate = found["requests"] / found["seconds"]
    report.row(load, f"{rate:,.0f} requests/s, p99 {found['p99_ms']:.2f} ms, {found['failed']} failed", "40,000/s, 2 ms",
               rate >= 40_000 and found["p99_ms"] < 2 and found["failed"] == 0)
    report.row(renewing, f"p99 {quiet['p99_ms']:.2f} ms, max {quiet['most_ms']:.1f}, {quiet['failed']} failed", "5 ms",
               quiet["p99_ms"] < 5 and quiet["failed"] == 0)
