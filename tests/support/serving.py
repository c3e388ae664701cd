# SPDX-License-Identifier: Apache-2.0
"""latchkey serve in a test: starting it, calling its endpoints, and stopping it."""
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.parse

from support import programs, windows
from support.prompters import PrompterCase

URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
METADATA = "AWS_EC2_METADATA_SERVICE_ENDPOINT"


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self._path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(10)
        self.sock.connect(self._path)


class Running:
    """A latchkey serve in the foreground, and its output."""

    def __init__(self, process, folder):
        self.process = process
        self._out, self._err = folder / "serve.out", folder / "serve.err"

    @property
    def printed(self):
        return self._out.read_text()

    @property
    def said(self):
        return self._err.read_text()

    def end(self, number=signal.SIGTERM):
        """Its status, a moment after the signal; on Windows after Ctrl-C."""
        self.process.send_signal(signal.SIGINT if windows.IS else number)
        return self.process.wait(10)


class ServeCase(PrompterCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self._end_servers)

    def _end_servers(self):
        log = self.home.aws / "latchkey" / "serve.log"
        if log.exists():
            self.heard("serve.log", log.read_text(errors="replace"))
        # The lock names the background server; only root can read its environment.
        if (pid := self.server_process()) is not None:
            os.kill(pid, signal.SIGKILL)

    def server_process(self):
        """The lock holder's process ID on this machine."""
        note = self.home.aws / "latchkey" / "locks" / "serve.lock"
        pid = note.read_text() if note.exists() else ""
        if windows.IS:  # an ID of wine
            return next((own for own, line in self.own_commands() if "latchkey.exe serve " in line), None)
        command = pathlib.Path(f"/proc/{pid or 0}/cmdline")
        is_it = command.exists() and command.read_bytes().split(b"\0")[:2] == [programs.LATCHKEY.encode(), b"serve"]
        return int(pid) if is_it else None

    def start(self, *words, env=None, limit=None, **popen):
        """Starts latchkey serve in the foreground and waits until it serves. `limit`: of open files."""
        command = self.command("serve", *words, debug=False)
        if limit:
            command = ["sh", "-c", f'ulimit -Sn {limit}; exec "$@"', "sh", *command]
        with open(self.home.path / "serve.out", "wb") as out, open(self.home.path / "serve.err", "wb") as err:
            process = subprocess.Popen(command, env=env or self.environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                       start_new_session=True, **popen)
        running = Running(process, self.home.path)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(lambda: self.heard("serve: stderr", running.said))
        self.until(lambda: re.search(r"serving .* at http", running.said) or process.poll() is not None)
        self.assertIsNone(process.poll(), running.said)
        self.plant(self.state()["token"])
        return running

    def serve_json(self, *words, **options):
        """The same; returns the process and its variables."""
        running = self.start(*words, "--format", "json", **options)
        return running, json.loads(running.printed)

    def background(self, *words, env=None):
        """The variables that latchkey serve --background prints."""
        done = self.latchkey("serve", *words, "--background", "--format", "json", env=env, prints_secrets=True, debug=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.plant(self.state()["token"])
        return json.loads(done.stdout)

    def stop(self):
        done = self.latchkey("serve", "--stop", debug=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def state(self):
        """Its state, with its token."""
        folder = self.home.aws / "latchkey" / "serve"
        return {**json.loads((folder / "server.json").read_text()), "token": (folder / "token").read_text()}

    def server_log(self):
        return (self.home.aws / "latchkey" / "serve.log").read_text()

    def until(self, what, seconds=10):
        deadline = time.monotonic() + seconds
        while not (found := what()):
            self.assertLess(time.monotonic(), deadline, "not in time")
            time.sleep(0.01)
        return found

    def ask(self, variables, path=None, token=None, host=None, method="GET", at=None):
        """The reply of the endpoint: status, JSON. `at`: the path of a Unix socket."""
        uri = urllib.parse.urlsplit(variables[URI])
        connection = UnixConnection(at) if at else http.client.HTTPConnection(uri.netloc, timeout=10)
        headers = {"Authorization": self.token_of(variables) if token is None else token}
        try:
            connection.request(method, path or uri.path, headers={**headers, **({"Host": host} if host else {})})
            reply = connection.getresponse()
            text = reply.read()
        finally:
            connection.close()
        found = json.loads(text) if text else None
        for name in ("SecretAccessKey", "Token"):
            if found and found.get(name):
                self.plant(found[name])
        return reply.status, found

    @staticmethod
    def token_of(variables):
        return variables.get(TOKEN) or pathlib.Path(windows.as_here(variables[TOKEN_FILE])).read_text()

    def assert_serves(self, variables, account="222222222222", **how):
        status, found = self.ask(variables, **how)
        self.assertEqual((status, found.get("AccountId")), (200, account))
        return found["AccessKeyId"]

    def assert_gone(self, port, *paths):
        """Checks that it left no files."""
        for path in paths:
            self.assertFalse(os.path.lexists(path), path)
        folder = self.home.aws / "latchkey" / "serve"
        self.assertEqual(list(folder.iterdir()) if folder.exists() else [], [])
        with socket.socket() as probe:
            self.assertNotEqual(probe.connect_ex(("127.0.0.1", port)), 0)
        self.assertEqual([line for line in self.own_processes() if " serve " in line], [])

    @staticmethod
    def port_of(variables, name=URI):
        return urllib.parse.urlsplit(variables[name]).port
