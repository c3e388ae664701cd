# SPDX-License-Identifier: Apache-2.0
"""A fake of the AWS sign-in service's POST /v1/token, and the file that `aws login` writes.

Each refresh token is valid once. The client must prove with DPoP that it has the key; openssl checks the proof."""
import base64
import hashlib
import http.server
import json
import pathlib
import subprocess
import tempfile
import threading
import time

from support import programs

ALICE = "arn:aws:iam::111111111111:user/alice"
CLIENT = "arn:aws:signin:::devtools/same-device"


def token_name(login_session=ALICE):
    return hashlib.sha256(login_session.encode()).hexdigest() + ".json"


def utc(seconds_from_now):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds_from_now))


def new_key():
    """A P-256 private key in AWS CLI's format."""
    openssl = programs.need("openssl")
    return subprocess.run([openssl, "ecparam", "-name", "prime256v1", "-genkey", "-noout"], check=True,
                          capture_output=True, encoding="ascii").stdout


def _decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _integer(data):
    data = data.lstrip(b"\0") or b"\0"
    data = b"\0" + data if data[0] & 0x80 else data
    return bytes([2, len(data)]) + data


def why_not(proof, url):
    """The error of a DPoP proof; None: none."""
    head, claims, signature = proof.split(".")
    header = json.loads(_decoded(head))
    key = header["jwk"]
    if (header["typ"], header["alg"], key["kty"], key["crv"]) != ("dpop+jwt", "ES256", "EC", "P-256"):
        return f"header {header}"
    said = json.loads(_decoded(claims))
    if (said["htm"], said["htu"]) != ("POST", url) or abs(said["iat"] - time.time()) > 60 or len(said["jti"]) < 16:
        return f"claims {said}"
    pair = _decoded(signature)
    point = b"\4" + _decoded(key["x"]) + _decoded(key["y"])
    der = _integer(pair[:32]) + _integer(pair[32:])
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        # SubjectPublicKeyInfo of RFC 5480
        (path / "key").write_bytes(bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200") + point)
        (path / "signature").write_bytes(bytes([0x30, len(der)]) + der)
        (path / "text").write_bytes(f"{head}.{claims}".encode())
        done = subprocess.run([programs.need("openssl"), "dgst", "-sha256", "-verify", path / "key", "-keyform", "DER",
                               "-signature", path / "signature", path / "text"], check=False, capture_output=True)
    return None if done.returncode == 0 else "the signature is not of this key"


class SignIn:
    """Serves until stop(). `requests`: the requests with their errors; `answers_late`: seconds."""

    def __init__(self):
        outer = self
        self.requests, self.refresh_token, self.lifetime, self.answers_late = [], "refresh-0", 900, 0
        self.refusal = None  # the reason for rejecting the next requests

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802, the name is Python's
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = outer.answer(self.path, self.headers, body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path, headers, body):
        time.sleep(self.answers_late)
        with self._lock:
            wrong = why_not(headers["DPoP"], self.url + path)
            if path != "/v1/token" or "Authorization" in headers:
                wrong = f"{path}, {headers}"
            if (body["clientId"], body["grantType"]) != (CLIENT, "refresh_token"):
                wrong = f"body {body}"
            if body["refreshToken"] != self.refresh_token:
                wrong = "this refresh token is not the last one"
            self.requests.append(wrong)
            if wrong or self.refusal:
                reason = self.refusal or "TOKEN_EXPIRED"
                return 401, {"__type": "AccessDeniedException", "error": reason, "message": wrong or "No."}
            number = len(self.requests)
            self.refresh_token = f"refresh-{number}"
            return 200, {"accessToken": {"accessKeyId": f"ASIALOGIN{number}", "secretAccessKey": f"login-secret-{number}",
                                         "sessionToken": f"login-token-{number}"},
                         "tokenType": "aws_sigv4", "expiresIn": self.lifetime, "refreshToken": self.refresh_token}


def token_text(left, key):
    """The file with `left` seconds left, before the first refresh."""
    return json.dumps({
        "accessToken": {"accessKeyId": "ASIALOGIN0", "secretAccessKey": "login-secret-0", "sessionToken": "login-token-0",
                        "accountId": "111111111111", "expiresAt": utc(left)},
        "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4", "clientId": CLIENT,
        "refreshToken": "refresh-0", "idToken": "h.p.s", "dpopKey": key})
