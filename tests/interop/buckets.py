# SPDX-License-Identifier: Apache-2.0
"""A small S3 server for rclone."""
import http.server
import re


class Buckets(http.server.BaseHTTPRequestHandler):
    """The part of S3 that rclone needs; records the signing keys."""
    keys = []

    def do_GET(self):
        self.keys.append(re.search(r"Credential=(\w+)/", self.headers["Authorization"]).group(1))
        body = b"<ListAllMyBucketsResult><Owner><ID>1</ID></Owner><Buckets></Buckets></ListAllMyBucketsResult>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
