# SPDX-License-Identifier: Apache-2.0
"""An STS endpoint that relays to the testbed, and on request sends only one byte every two seconds."""
import socket
import threading
import urllib.parse

PAUSE = 2  # seconds between two bytes


class DripServer:
    def __init__(self, target):
        self._target = urllib.parse.urlsplit(target)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.drips = False
        self.dripping = 0  # connections that receive a byte now and then
        self._stop = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self):
        self._stop.set()
        self._listener.close()

    def _serve(self):
        while not self._stop.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client):
        with client:
            request = _message(client)
            if not request:
                return
            if self.drips:
                self._drip(client)
            else:
                with socket.create_connection((self._target.hostname, self._target.port)) as testbed:
                    testbed.sendall(request)
                    client.sendall(_message(testbed).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))

    def _drip(self, client):
        self.dripping += 1
        try:
            for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100000:
                client.sendall(bytes([byte]))
                if self._stop.wait(PAUSE):
                    return
        except OSError:  # the peer has disconnected
            pass
        finally:
            self.dripping -= 1


def _message(connection):
    """A whole HTTP message with a Content-Length."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
