#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey serve rejects and logs hostile and malformed requests, without blocking other clients."""
import errno
import os
import pathlib
import random
import socket
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import programs, windows
from support.serving import METADATA, TOKEN, ServeCase


def exchange(port, data, most=5):
    """All data after `data` until the peer closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=most) as client:
        got = b""
        try:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
        except OSError:  # it need not read rejected requests to the end
            pass
        try:
            while chunk := client.recv(65536):
                got += chunk
        except ConnectionResetError:
            pass
        return got


# Seconds that a client may take for the head of its request. A blocked client would wait as long.
SLOWEST = 10


class Hostile(ServeCase):
    def request(self, variables, *fields, first="GET /role/plain HTTP/1.1", host=None, token=None):
        words = [first, f"Host: {host or '127.0.0.1:' + str(self.port_of(variables))}",
                 f"Authorization: {variables[TOKEN] if token is None else token}", *fields]
        return ("\r\n".join(words) + "\r\n\r\n").encode()

    def test_rejected_requests_are_logged_without_secrets(self):
        variables = self.background("-p", "plain", "--imds")
        port = self.port_of(variables)
        cases = {"wrong token": (self.request(variables, token="A" * 43), 403),
                 "longer token": (self.request(variables, token=variables[TOKEN] + "x"), 403),
                 "no token": (f"GET /role/plain HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode(), 403),
                 "huge head": (self.request(variables, "X: " + "x" * 70000), 431),
                 "TLS": (bytes.fromhex("16030100c8010000c40303") + bytes(200) + b"\r\n\r\n", 400),
                 "method": (self.request(variables, first="POST /role/plain HTTP/1.1"), 405),
                 "another profile": (self.request(variables, first="GET /role/ops HTTP/1.1"), 404),
                 "no path": (self.request(variables, first=f"GET http://127.0.0.1:{port}/role/plain HTTP/1.1"), 404)}
        names = ("evil.example", f"evil.example:{port}", f"localhost:{port}", f"127.0.0.1.evil.example:{port}", "127.0.0.1", f"0.0.0.0:{port}",
                 f"[::1]:{port}", f"127.0.0.1:{port}.evil.example")
        cases.update({"Host: " + name: (self.request(variables, host=name), 403) for name in names})
        for name, (data, status) in cases.items():
            with self.subTest(name):
                got = exchange(port, data)
                self.assertTrue(got.startswith(f"HTTP/1.1 {status} ".encode()), got[:200])
                self.assertEqual(got.count(b"HTTP/1.1 "), 1)
                self.heard("endpoint, " + name, got.decode())
        refusal = 403 if windows.IS else 401  # wine does not identify the client, so it counts as another user's
        for headers, status in (("", refusal), ("X-aws-ec2-metadata-token: 9999999999-00\r\n", refusal)):
            metadata = self.port_of(variables, METADATA)
            got = exchange(metadata, f"GET /latest/meta-data/iam/security-credentials/plain HTTP/1.1\r\nHost: 127.0.0.1:{metadata}\r\n"
                           f"{headers}\r\n".encode())
            self.assertTrue(got.startswith(f"HTTP/1.1 {status} ".encode()), got)
        self.assert_serves(variables)
        log = self.server_log()
        for words in ("Authorization is not AWS_CONTAINER_AUTHORIZATION_TOKEN", "the request is for another host name",
                      "this is not an HTTP request", "only GET is answered", "this profile is not served",
                      "programs of other users are rejected" if windows.IS else "X-aws-ec2-metadata-token is invalid or expired"):
            self.assertEqual(log.count("refused a request: " + words), 1, log)
        self.assertNotIn("evil", log)

    def test_other_machines_and_web_pages_are_rejected(self):
        variables = self.background("-p", "plain", "--imds")
        others = subprocess.run(["hostname", "-I"], stdout=subprocess.PIPE, text=True, check=False).stdout.split()
        for port in (self.port_of(variables), self.port_of(variables, METADATA)):
            for address in ["127.0.0.2", *(other for other in others if ":" not in other)]:
                with self.subTest(address), socket.socket() as probe:
                    self.assertEqual(probe.connect_ex((address, port)), errno.ECONNREFUSED)
            for first in ("OPTIONS /role/plain HTTP/1.1", "GET /role/plain HTTP/1.1"):
                request = self.request(variables, "Origin: http://evil.example", "Access-Control-Request-Method: GET", first=first)
                got = exchange(port, request)
                self.assertNotIn(b"access-control", got.lower())

    def test_replies_do_not_pass_a_router(self):
        """Each reply has the last hop; a client that requires one more never receives it."""
        IP_MINTTL = 21
        port = self.port_of(self.background("-p", "plain"))
        for least, hears in ((1, True), (2, False)):
            with socket.create_connection(("127.0.0.1", port), timeout=1) as client:
                client.setsockopt(socket.IPPROTO_IP, IP_MINTTL, least)
                client.sendall(b"GET / HTTP/1.1\r\n\r\n")
                try:
                    heard = client.recv(100) != b""
                except TimeoutError:
                    heard = False
                self.assertEqual(heard, hears, least)

    def test_smuggled_requests_are_not_answered(self):
        _, variables = self.serve_json("-p", "plain")
        good = self.request(variables)
        for first in (self.request(variables, token="wrong"), self.request(variables, "Content-Length: 4"),
                      self.request(variables, "Transfer-Encoding: chunked"), self.request(variables, host="evil.example"), b"nonsense\r\n\r\n"):
            got = exchange(self.port_of(variables), first + good)
            self.assertEqual(got.count(b"HTTP/1.1 "), 1, got)
        got = exchange(self.port_of(variables), good * 50)
        self.assertEqual((got.count(b"HTTP/1.1 200"), got.count(b"SecretAccessKey")), (50, 50), "those that are good come in a row")
        self.assert_serves(variables)

    def test_ten_thousand_malformed_requests_do_not_grow_memory(self):
        running, variables = self.serve_json("-p", "plain", "--imds")
        chance = random.Random(20260301)
        port, metadata = self.port_of(variables), self.port_of(variables, METADATA)
        wrong = self.request(variables, "Connection: keep-alive", token="A" * 43)
        patterns = {port: (wrong, self.request(variables, "Content-Length: 10", token="x") + b"0123456789"),
                    metadata: (f"GET /latest/meta-data/iam/security-credentials/plain HTTP/1.1\r\nHost: 127.0.0.1:{metadata}\r\n"
                               "X-aws-ec2-metadata-token: 9999999999-00\r\n\r\n".encode(),)}
        count = 1000 if windows.IS else 10000  # connections take ten times as long under wine
        self.send_mutated(chance, patterns, 1000)
        before = self.resident(running)
        self.send_mutated(chance, patterns, count)
        self.assertLess(self.resident(running) - before, 10 << 20)
        self.assert_serves(variables)
        self.assertLess(running.said.count("\n"), 20, "the log does not fill the disk")

    def send_mutated(self, chance, patterns, count):
        for _ in range(count):
            port = chance.choices(list(patterns), (9, 1))[0]
            data = bytearray(chance.choice(patterns[port]))
            for _ in range(chance.randint(1, 8)):
                self.mutate(chance, data)
            got = exchange(port, bytes(data))
            self.assertNotIn(b"HTTP/1.1 200", got, data)
            self.assertNotIn(b"SecretAccessKey", got, data)

    @staticmethod
    def mutate(chance, data):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 40)))
        elif kind == 1:
            del data[at:at + chance.randint(1, 30)]
        elif kind == 2 and at < len(data):
            data[at] = chance.randrange(256)
        elif kind == 3:
            data[at:at] = chance.choice((b"\r\n", b"\n", b"\0", b": ", b"\r\n\r\n", b"\r\nHost: x", b"\r\nTransfer-Encoding: chunked"))
        else:
            data[at:at] = data[:chance.randrange(200)] * chance.choice((1, 1, 1, 100))

    @staticmethod
    def resident(running):
        """Bytes."""
        pages = int(pathlib.Path(f"/proc/{running.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def test_slow_clients_delay_no_other_client(self):
        programs.raise_open_files(2000)
        _, variables = self.serve_json("-p", "plain", limit=1024)
        clients = 100 if windows.IS else 800  # each byte passes through the wine server
        slow = [socket.create_connection(("127.0.0.1", self.port_of(variables))) for _ in range(clients)]
        self.addCleanup(lambda: [client.close() for client in slow])
        done = threading.Event()
        sent = []

        def trickle():
            data = self.request(variables)
            for at in range(len(data) - 2):
                for client in slow:
                    try:
                        client.send(data[at:at + 1])
                    except OSError:  # it was closed
                        pass
                sent.append(at)
                if done.wait(0.05):
                    return
        trickling = threading.Thread(target=trickle)
        trickling.start()
        try:
            longest = 0
            for _ in range(60):
                began = time.monotonic()
                self.assert_serves(variables)
                longest = max(longest, time.monotonic() - began)
                time.sleep(0.05)
        finally:
            done.set()
            trickling.join()
        self.assertLess(longest, SLOWEST)
        self.assertGreater(len(sent), 10)

    @windows.not_there(windows.NO_FILE_LIMIT)
    def test_more_clients_than_descriptors_delay_no_other_client(self):
        programs.raise_open_files(2000)
        _, variables = self.serve_json("-p", "plain", limit=1024)
        idle = [socket.create_connection(("127.0.0.1", self.port_of(variables))) for _ in range(1500)]
        self.addCleanup(lambda: [client.close() for client in idle])
        for _ in range(20):
            began = time.monotonic()
            self.assert_serves(variables)
            self.assertLess(time.monotonic() - began, SLOWEST)

    @windows.not_there(windows.NO_FILE_LIMIT)
    def test_idle_clients_with_few_descriptors_delay_no_other_client(self):
        programs.raise_open_files(2000)
        _, variables = self.serve_json("-p", "plain", limit=12)
        idle = [socket.create_connection(("127.0.0.1", self.port_of(variables))) for _ in range(200)]
        self.addCleanup(lambda: [client.close() for client in idle])
        for _ in range(10):
            began = time.monotonic()
            self.assert_serves(variables)
            self.assertLess(time.monotonic() - began, SLOWEST)

    def test_token_is_not_in_argv_or_the_environment(self):
        variables = self.background("-p", "plain")
        listed = subprocess.run(["ps", "axeww"], stdout=subprocess.PIPE, check=True).stdout.decode(errors="replace")
        self.assertNotIn(variables[TOKEN], listed)


if __name__ == "__main__":
    unittest.main()
