# SPDX-License-Identifier: Apache-2.0
"""How the testbed speaks HTTP and TLS, how it starts and how it ends."""
import concurrent.futures
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest

from harness import ADA, BINARY, IDENTITY, Server, TestbedCase
from sigv4_signer import plain_connection, signed_call


class Wires(TestbedCase):
    def tls(self, port, name, sock=None):
        context = ssl.create_default_context(cafile=self.server.ready["ca_bundle"])
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        raw = sock or socket.create_connection(("127.0.0.1", port), timeout=20)
        return context.wrap_socket(raw, server_hostname=name)

    def test_certificate_exists_for_every_requested_name(self):
        for name in ("localhost", "127.0.0.1", "sts.eu-west-1.amazonaws.com"):
            with self.tls(self.server.https_port, name) as connection:
                connection.sendall(b"GET /control/counts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                self.assertIn(b"404", connection.recv(4096))

    def test_proxy_serves_aws_hosts_over_tls(self):
        for host, region in (("sts.amazonaws.com", "us-east-1"), ("sts.eu-central-1.amazonaws.com", "eu-central-1"),
                             ("sts.cn-north-1.amazonaws.com.cn", "cn-north-1")):
            connection = plain_connection(self.server.proxy_port)
            connection.set_tunnel(host, 443)
            connection.connect()
            connection.sock = self.tls(None, host, connection.sock)
            self.assertEqual(signed_call(connection, host, ADA, IDENTITY, region=region).status, 200)
            again = signed_call(connection, host, ADA, IDENTITY, region="ap-south-1")
            self.assertEqual(again.element("Message"), "Credential should be scoped to a valid region. ")
            connection.close()

    def test_40_concurrent_tunnels(self):
        def status(number):
            host = f"sts.eu-west-{number % 3 + 1}.amazonaws.com"
            connection = plain_connection(self.server.proxy_port)
            connection.set_tunnel(host, 443)
            connection.connect()
            connection.sock = self.tls(None, host, connection.sock)
            reply = signed_call(connection, host, ADA, IDENTITY, region=host.split(".")[1])
            connection.close()
            return reply.status

        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            self.assertEqual(list(pool.map(status, range(80))), [200] * 80)

    def test_proxy_rejects_other_hosts(self):
        for target in ("example.com:443", "sts.amazonaws.com:80", "evilamazonaws.com:443", "127.0.0.1:443"):
            self.assertIn(b" 403 ", self.server.raw(f"CONNECT {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
                                                    self.server.proxy_port))
        self.assertIn(b" 405 ", self.server.raw(b"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", self.server.proxy_port))

    def test_proxy_requires_a_login_if_configured(self):
        server = Server("--proxy-auth", "me:secret")
        self.addCleanup(server.stop)
        connect = b"CONNECT sts.amazonaws.com:443 HTTP/1.1\r\nHost: x\r\n"
        refused = server.raw(connect + b"\r\n", server.proxy_port)
        self.assertIn(b" 407 ", refused)
        self.assertIn(b"Proxy-Authenticate: Basic", refused)
        login = b"Proxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n"
        self.assertIn(b" 200 ", server.raw(connect + login, server.proxy_port))

    def test_malformed_requests_are_rejected_with_400(self):
        for bad in (b"\r\n\r\n", b"\x00\xff\xfe\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\n"
                    b"Content-Length: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, b"GET"):
            self.assertIn(b" 400 ", self.server.raw(bad), bad)
            self.server.raw(bad, self.server.https_port)
            self.server.raw(bad, self.server.proxy_port)
        big = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n" + b"x" * 1048577
        self.assertIn(b" 413 ", self.server.raw(big))
        self.assertEqual(self.server.call(IDENTITY).status, 200)

    def test_pipelined_requests_are_answered_in_order(self):
        get = b"GET /control/%s HTTP/1.1\r\nHost: a\r\n\r\n"
        out = self.server.raw(get % b"counts" + get % b"nothing" + get % b"requests")
        self.assertEqual([out.find(b" 200 ") < out.find(b" 404 "), out.count(b"HTTP/1.1 ")], [True, 3])

    def test_keep_alive_reuses_a_connection(self):
        connection = plain_connection(self.server.port)
        for _ in range(3):
            self.assertEqual(signed_call(connection, self.server.host, ADA, IDENTITY).status, 200)
        connection.close()
        self.assertEqual(self.server.control_json("counts")["connections"], 1)

    def test_200_parallel_calls_with_500_idle_connections(self):
        idle = [socket.create_connection(("127.0.0.1", self.server.port), timeout=20) for _ in range(500)]
        try:
            with concurrent.futures.ThreadPoolExecutor(200) as pool:
                statuses = list(pool.map(lambda _: self.server.call(IDENTITY).status, range(200)))
            self.assertEqual(statuses, [200] * 200)
        finally:
            for connection in idle:
                connection.close()


class Starting(unittest.TestCase):
    def test_exits_cleanly_and_removes_its_folder(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            server = Server()
            bundle = pathlib.Path(server.ready["ca_bundle"])
            self.assertEqual(bundle.parent.stat().st_mode & 0o777, 0o700)
            idle = socket.create_connection(("127.0.0.1", server.port))
            server.control("faults", {"latency_ms": 60000})
            handshake = socket.create_connection(("127.0.0.1", server.https_port))
            stuck = socket.create_connection(("127.0.0.1", server.port))
            stuck.sendall(b"POST / HTTP/1.1\r\nHost: a\r\n\r\n")
            server.process.send_signal(number)
            code, out, err = server.stop()
            idle.close()
            handshake.close()
            stuck.close()
            self.assertEqual((code, out, err), (0, "", ""))
            self.assertFalse(bundle.parent.exists())

    def test_exits_with_stdin_and_keeps_a_given_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            ready = os.path.join(folder, "ready.json")
            server = Server("--exit-with-stdin", "--dir", os.path.join(folder, "d"), "--ready-file", ready,
                            stdin=subprocess.PIPE)
            self.assertEqual(json.loads(pathlib.Path(ready).read_text()), server.ready)
            server.process.stdin.close()
            server.process.stdin = None
            self.assertEqual(server.process.wait(timeout=20), 0)
            server.stop()
            self.assertEqual(os.listdir(os.path.join(folder, "d")), ["ca.pem"])

    def test_errors_are_reported(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as config:
            config.write('{"accounts":[{"id":"x"}]}')
            config.flush()
            bad = subprocess.run([BINARY, "serve", "--config", config.name], capture_output=True, text=True)
        self.assertEqual((bad.returncode, bad.stdout), (1, ""))
        self.assertEqual(bad.stderr, f"latchkey-testbed: error: {config.name}: /accounts/0/id: must be 12 digits\n")
        for usage in ([], ["serve"], ["nothing"], ["code", "--device", "x"]):
            self.assertEqual(subprocess.run([BINARY, *usage], capture_output=True).returncode, 2, usage)
        self.assertEqual(subprocess.run([BINARY, "--help"], capture_output=True).returncode, 0)
