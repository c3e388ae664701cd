#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A TLS server that replies "ok" to every request, in parallel, so that slow clients do not block others.

    tls_server.py CERTIFICATE KEY PORT-FILE     listens on 127.0.0.1, and writes its port into that file"""
import http.server
import pathlib
import ssl
import sys


class Ok(http.server.BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass  # clients that do not trust the certificate disconnect


certificate, key, port_file = sys.argv[1:]
server = Server(("127.0.0.1", 0), Ok)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
# The handshake runs in the client's thread.
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
pathlib.Path(port_file).write_text(str(server.server_port), encoding="ascii")
server.serve_forever()
