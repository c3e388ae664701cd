#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""External credentials with a control character in a value, or with an impossible expiration."""
import http.server
import json
import pathlib
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import little_programs, world
from support.case import Case

GOOD = {"AccessKeyId": "ASIAVALUES", "SecretAccessKey": "PLANTED-secret", "SessionToken": "PLANTED-token",
        "Expiration": "2098-01-01T00:00:00Z"}
BAD_PARTS = ("\0", "\n", "\r", "\r\nX-Evil: 1", "\x1b[2J", "\x7f", "\x85", "\x9b")
BAD_EXPIRATIONS = ("2001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59",
                   "9999-12-31T23:59:59Z", "10000-01-01T00:00:00Z")
NAMES = {"AccessKeyId": "the access key ID", "SecretAccessKey": "the secret access key", "SessionToken": "the session token"}
FORMATS = ("process", "env", "env-no-export", "powershell", "windows-cmd", "fish", "dotenv", "ini")


def bad_values():
    for name in NAMES:
        for part in BAD_PARTS:
            yield {**GOOD, name: f"PLANTED{part}end"}, f"{NAMES[name]} contains a control character"


class Sts:
    """Replies to each request with AssumeRole credentials, changed by `values`."""

    def __init__(self):
        sts = self
        self.values = GOOD
        self.requests = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                sts.requests += 1
                self.rfile.read(int(self.headers["Content-Length"]))
                body = sts.xml().encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def xml(self):
        def text(value):
            return "".join(f"&#{ord(c)};" if ord(c) < 32 or ord(c) > 126 or c in "<&" else c for c in value)
        members = "".join(f"<{name}>{text(value)}</{name}>" for name, value in self.values.items())
        return (f"<AssumeRoleResponse><AssumeRoleResult><Credentials>{members}</Credentials></AssumeRoleResult>"
                "</AssumeRoleResponse>")

    def variables(self):
        return {"AWS_ENDPOINT_URL_STS": f"http://127.0.0.1:{self._server.server_port}"}

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


class Values(Case):
    def setUp(self):
        super().setUp()
        self.sts = Sts()
        self.addCleanup(self.sts.stop)
        self.plant("PLANTED")

    def rejects(self, done, *words):
        self.assert_error(done, 1, *words)
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.home.cached(), {})

    def test_sts_reply_is_rejected_with_the_value_named(self):
        env = self.environment(**self.sts.variables())
        for values, words in bad_values():
            self.sts.values = values
            self.sts.requests = 0
            with self.subTest(values):
                self.rejects(self.latchkey("process", "-p", "plain", env=env), "the reply of STS", words)
                self.assertEqual(self.sts.requests, 1)
        self.sts.values = {**GOOD, "SecretAccessKey": "a\0b"}
        self.rejects(self.latchkey("exec", "-p", "plain", "--", sys.executable, "-c", "print('it ran')", env=env),
                     "the secret access key contains a control character")

    def test_sts_expiration_is_rejected(self):
        env = self.environment(**self.sts.variables())
        for expiration in BAD_EXPIRATIONS:
            self.sts.values = {**GOOD, "Expiration": expiration}
            with self.subTest(expiration):
                for command in (("process",), ("login",), ("export",)):
                    self.rejects(self.latchkey(*command, "-p", "plain", env=env))

    def test_process_output_with_a_control_character_is_rejected(self):
        printed = self.home.path / "printed"
        printer = little_programs.make(self.home.path / "printer", f"next {printed}")
        self.home.write(".aws/config", f"[profile p]\ncredential_process = {printer}\nregion = eu-central-1\n")
        uses = [("process",), *(("export", "--format", one) for one in FORMATS), ("exec", "--", sys.executable, "-c", "print(1)")]
        cases = [*bad_values(), *(({**GOOD, "AccountId": f"1{part}"}, "the account ID contains") for part in BAD_PARTS),
                 *(({**GOOD, "Expiration": one}, "xpir") for one in BAD_EXPIRATIONS)]
        for number, (values, words) in enumerate(cases):
            printed.write_text(json.dumps({"Version": 1, **values}) + "\n", encoding="utf-8")
            use = uses[number % len(uses)]
            with self.subTest(values):
                self.rejects(self.latchkey(use[0], "-p", "p", *use[1:]), "credential_process", words)

    def test_session_token_variable_cannot_inject_a_header(self):
        for part in ("\n", "\r\nX-Evil: 1", "\x1b"):
            env = self.environment(AWS_ACCESS_KEY_ID="ASIAENV", AWS_SECRET_ACCESS_KEY="PLANTED-s",
                                   AWS_SESSION_TOKEN=f"PLANTED{part}")
            done = self.latchkey("whoami", env=env)
            self.assert_error(done, 1, "the session token contains a control character")
            self.assert_nothing_was_sent()

    def test_cache_entry_with_a_bad_value_is_ignored_and_replaced(self):
        self.warm()
        entries = {path: (self.home.aws / path).read_bytes() for path in self.home.cached()}
        for values in ({"SecretAccessKey": "PLANTED\0x"}, {"SessionToken": "PLANTED\r\nX-Evil: 1"},
                       {"Expiration": "9999-12-31T23:59:59-23:59"}):
            with self.subTest(values):
                for path, text in entries.items():
                    entry = json.loads(text)
                    entry["Credentials"].update(values)
                    (self.home.aws / path).write_text(json.dumps(entry), encoding="utf-8")
                self.testbed.reset()
                self.process_json("-p", "plain")
                self.assertEqual(self.testbed.calls("AssumeRole"), 1)

    def test_cache_entry_of_brackets_is_ignored(self):
        self.warm()
        for text in ("[" * 1_000_000, "[]" * 400_000, "[" + "{}," * 170_000 + "{}]"):
            for path in self.home.cached():
                (self.home.aws / path).write_text(text, encoding="utf-8")
            self.process_json("-p", "plain")
            self.assert_no_leftovers()


if __name__ == "__main__":
    unittest.main()
