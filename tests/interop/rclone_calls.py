# SPDX-License-Identifier: Apache-2.0
"""rclone_calls.py SECONDS RCLONE LATCHKEY, inside exec --refresh: one rclone for the whole time, which lists an S3
remote once a second. Prints the signer of each call as one JSON array. rclone cannot determine it, so this script
resolves each key of the endpoint with `latchkey whoami`."""
import contextlib
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.request

from buckets import Buckets


@contextlib.contextmanager
def rclone_daemon(rclone):
    """The URL of the remote control of one rclone. Its other output goes to stderr."""
    # It does not run with AWS_CA_BUNDLE, and needs neither here.
    env = {name: value for name, value in os.environ.items() if name not in ("AWS_CA_BUNDLE", "HTTPS_PROXY")}
    words = [rclone, "--config", "/dev/null", "rcd", "--rc-no-auth", "--rc-addr", "127.0.0.1:0"]
    with subprocess.Popen(words, env=env, stderr=subprocess.PIPE, text=True) as running:
        try:
            started = running.stderr.readline()
            yield re.search(r"Serving remote control on (http://127\.0\.0\.1:\d+/)$", started).group(1)
        finally:
            running.terminate()
            sys.stderr.write(running.stderr.read())


def post(url, **members):
    request = urllib.request.Request(url, json.dumps(members).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as reply:
        return json.load(reply)


def follow(owners, latchkey):
    """Adds the endpoint's current key with its ARN."""
    request = urllib.request.Request(os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
                                     headers={"Authorization": os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"]})
    with urllib.request.urlopen(request, timeout=20) as reply:
        found = json.load(reply)
    if found["AccessKeyId"] not in owners:
        keys = {"AWS_ACCESS_KEY_ID": found["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": found["SecretAccessKey"],
                "AWS_SESSION_TOKEN": found["Token"]}
        env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_CONTAINER_", "AWS_PROFILE"))}
        done = subprocess.run([latchkey, "whoami", "--json"], env={**env, **keys}, check=True, stdout=subprocess.PIPE)
        owners[found["AccessKeyId"]] = json.loads(done.stdout)["Arn"]


def main(seconds, rclone, latchkey):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Buckets)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    remote = f':s3,provider=AWS,env_auth=true,region=eu-central-1,endpoint="http://127.0.0.1:{server.server_port}":'
    owners, end, calls = {}, time.monotonic() + float(seconds), 0
    with rclone_daemon(rclone) as url:
        while time.monotonic() < end:
            follow(owners, latchkey)
            post(url + "operations/list", fs=remote, remote="")
            calls += 1
            time.sleep(1)
        follow(owners, latchkey)  # a key that was issued between the last two lines above
    if len(Buckets.keys) != calls:
        raise RuntimeError(f"{calls} lists, {len(Buckets.keys)} calls of rclone")
    print(json.dumps([owners[key] for key in Buckets.keys]))


if __name__ == "__main__":
    main(*sys.argv[1:])
