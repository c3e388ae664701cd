# SPDX-License-Identifier: Apache-2.0
"""Starts the real latchkey-testbed ($LATCHKEY_TESTBED) for tests, and sends requests to it."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import unittest

from sigv4_signer import Reply, plain_connection, signed_call

BINARY = os.environ.get("LATCHKEY_TESTBED", "")
EXAMPLE = str(pathlib.Path(__file__).resolve().parents[2] / "testbed" / "example.json")
ADA = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
DEVICE = "arn:aws:iam::111111111111:mfa/ada"
OPS = "arn:aws:iam::222222222222:role/ops"
PLAIN = "arn:aws:iam::222222222222:role/plain"
IDENTITY = {"Action": "GetCallerIdentity"}
MISSING = set()


def need(program):
    found = shutil.which(program, path="/usr/bin:/bin:/usr/local/bin")
    if not found:
        MISSING.add(program)
        raise unittest.SkipTest(f"{program} is missing on this machine")
    return found


class Server:
    def __init__(self, *options, config=EXAMPLE, **popen):
        self.process = subprocess.Popen([BINARY, "serve", "--config", config, *options], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, **popen)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(self.process.communicate()[1])
        self.ready = json.loads(line)
        self.port = int(self.ready["http"].rsplit(":", 1)[1])
        self.https_port = int(self.ready["https"].rsplit(":", 1)[1])
        self.proxy_port = int(self.ready["proxy"].rsplit(":", 1)[1])
        self.host = f"127.0.0.1:{self.port}"

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err

    def call(self, parameters, keys=ADA, **more):
        connection = plain_connection(self.port)
        try:
            return signed_call(connection, self.host, keys, parameters, **more)
        finally:
            connection.close()

    def control(self, path, body=None):
        connection = plain_connection(self.port)
        connection.request("GET" if body is None else "POST", "/control/" + path,
                           None if body is None else json.dumps(body))
        reply = Reply(connection.getresponse())
        connection.close()
        return reply

    def control_json(self, path, body=None):
        return json.loads(self.control(path, body).text)

    def next_code(self):
        return self.control("next-code?device=" + DEVICE).text.strip()

    def raw(self, data, port=None):
        """Sends bytes, and returns the whole response."""
        with socket.create_connection(("127.0.0.1", port or self.port), timeout=20) as connection:
            out = b""
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                while chunk := connection.recv(65536):
                    out += chunk
            except OSError:
                pass  # the server may close the connection at any time
            return out


class TestbedCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        self.server.control("reset", {})
        self.server.control("clock", {"shift_seconds": 0})

    def assume(self, role=OPS, keys=ADA, **more):
        return self.server.call({"Action": "AssumeRole", "RoleArn": role, "RoleSessionName": "me", **more}, keys)

    def with_code(self):
        return {"SerialNumber": DEVICE, "TokenCode": self.server.next_code()}
