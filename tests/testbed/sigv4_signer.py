# SPDX-License-Identifier: Apache-2.0
"""A signer for the tests of the testbed, written from AWS's documentation, and raw HTTP to send signed requests."""
import hashlib
import hmac
import http.client
import re
import time
import urllib.parse


def sign(headers, body, key_id, secret, region="us-east-1", service="sts", method="POST"):
    """Returns the Authorization value for these headers (all of which are signed)."""
    lower = sorted((name.lower(), " ".join(value.split())) for name, value in headers.items())
    names = ";".join(name for name, _ in lower)
    stamp = dict(lower)["x-amz-date"]
    canonical = "\n".join([method, "/", "", *[f"{n}:{v}" for n, v in lower], "", names,
                           hashlib.sha256(body).hexdigest()])
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return f"AWS4-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}"


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode("utf-8", "replace")

    def element(self, name):
        found = re.search(f"<{name}>([^<]*)</{name}>", self.text)
        return found.group(1) if found else None

    @property
    def code(self):
        return self.element("Code")

    def keys(self):
        return self.element("AccessKeyId"), self.element("SecretAccessKey"), self.element("SessionToken")


def signed_call(connection, host, keys, parameters, now=None, region="us-east-1", extra=None):
    """Sends one signed POST over an http.client connection and returns its Reply."""
    body = urllib.parse.urlencode({"Version": "2011-06-15", **parameters}).encode()
    headers = {
        "Host": host,
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now)),
    }
    if len(keys) > 2 and keys[2]:
        headers["X-Amz-Security-Token"] = keys[2]
    headers["Authorization"] = sign(headers, body, keys[0], keys[1], region)
    connection.request("POST", "/", body, {**headers, **(extra or {})})
    return Reply(connection.getresponse())


def plain_connection(port):
    return http.client.HTTPConnection("127.0.0.1", port, timeout=20)
