# SPDX-License-Identifier: Apache-2.0
"""Judges the real latchkey-testbed by curl, oathtool, the AWS CLI and a signer of its own.

The binary is $LATCHKEY_TESTBED. Standard library only. What the machine lacks is named in the last lines.
"""
import concurrent.futures
import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import time
import unittest

from harness import ADA, BINARY, DEVICE, EXAMPLE, IDENTITY, MISSING, OPS, PLAIN, TestbedCase, need
from sigv4_signer import Reply, plain_connection
from test_wires import Starting, Wires  # noqa: F401, run from here too


class Judging(TestbedCase):
    def test_accepts_a_signature_of_curl_and_rejects_a_wrong_secret(self):
        curl = need("curl")
        command = [curl, "-sS", "--aws-sigv4", "aws:amz:eu-central-1:sts", "-d",
                   "Action=GetCallerIdentity&Version=2011-06-15", self.server.ready["http"] + "/", "--user"]
        good = subprocess.run([*command, ":".join(ADA)], capture_output=True, text=True, check=True)
        self.assertIn("<Arn>arn:aws:iam::111111111111:user/ada</Arn>", good.stdout)
        bad = subprocess.run([*command, ADA[0] + ":wrong"], capture_output=True, text=True, check=True)
        self.assertIn("<Code>SignatureDoesNotMatch</Code>", bad.stdout)

    def test_code_matches_oathtool(self):
        oathtool = need("oathtool")
        for at in (59, 1111111109, 2000000000):
            ours = subprocess.run([BINARY, "code", "--device", DEVICE, "--config", EXAMPLE, "--at", str(at)],
                                  capture_output=True, text=True, check=True).stdout
            theirs = subprocess.run([oathtool, "--totp", "-b", "JBSWY3DPEHPK3PXP", "-N", f"@{at}"],
                                    capture_output=True, text=True, check=True).stdout
            self.assertEqual(ours, theirs)

    def test_code_is_accepted_once(self):
        code = self.with_code()
        first = self.assume(**code)
        self.assertEqual(first.status, 200)
        self.assertEqual(first.headers["Content-Type"], "text/xml")
        self.assertEqual(first.headers["x-amzn-RequestId"], first.element("RequestId"))
        again = self.assume(**code)
        self.assertEqual((again.status, again.code), (403, "AccessDenied"))
        self.assertIn("invalid MFA one time pass code", again.element("Message"))
        self.assertEqual(self.assume(**self.with_code()).status, 200)

    def test_issued_credentials_work_until_they_expire(self):
        keys = self.assume(**self.with_code()).keys()
        identity = self.server.call(IDENTITY, keys)
        self.assertEqual(identity.element("Arn"), "arn:aws:sts::222222222222:assumed-role/ops/me")
        self.assertEqual(self.server.call(IDENTITY, keys[:2]).code, "InvalidClientTokenId")
        self.server.control("clock", {"expire_sessions": True})
        self.assertEqual(self.server.call(IDENTITY, keys).code, "ExpiredToken")

    def test_errors_have_the_format_of_aws(self):
        refused = self.assume()
        self.assertEqual(refused.status, 403)
        self.assertIn('<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">', refused.text)
        self.assertEqual(refused.element("Type"), "Sender")
        connection = plain_connection(self.server.port)
        connection.request("POST", "/", "Action=GetCallerIdentity&Version=2011-06-15")
        reply = Reply(connection.getresponse())
        connection.close()
        self.assertEqual((reply.status, reply.code), (403, "MissingAuthenticationToken"))

    def test_skewed_clock_rejects_and_reports_its_time(self):
        self.server.control("clock", {"shift_seconds": 16 * 60})
        reply = self.server.call(IDENTITY)
        self.assertEqual((reply.status, reply.code), (403, "SignatureDoesNotMatch"))
        self.assertRegex(reply.element("Message"), r"^Signature expired: \d{8}T\d{6}Z is now earlier than .* - 15 min")
        later = time.mktime(time.strptime(reply.headers["Date"], "%a, %d %b %Y %H:%M:%S GMT")) - time.timezone
        self.assertEqual(self.server.call(IDENTITY, now=later).status, 200)

    def test_code_command_uses_the_clock_of_the_server(self):
        command = [BINARY, "code", "--device", DEVICE, "--url", self.server.ready["http"]]
        code = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        self.assertRegex(code, r"^\d{6}\n$")
        unknown = subprocess.run([BINARY, "code", "--device", "no", "--config", EXAMPLE], capture_output=True, text=True)
        self.assertEqual((unknown.returncode, unknown.stdout), (1, ""))
        self.assertTrue(unknown.stderr.startswith("latchkey-testbed: error: "))


class Controlling(TestbedCase):
    def test_counts_and_requests_contain_no_codes(self):
        code = self.with_code()
        self.assume(**code)
        self.assume(**code)
        self.server.call(IDENTITY, extra={"User-Agent": "test/1", "amz-sdk-request": "attempt=2"})
        counts = self.server.control_json("counts")
        self.assertEqual((counts["questions_answered"], counts["codes_received"], counts["codes_refused"]), (1, 2, 1))
        self.assertEqual(counts["operations"]["AssumeRole"], {"ok": 1, "refused": 1})
        self.assertEqual((counts["requests"], counts["connections"]), (3, 3))
        self.assertEqual(counts["user_agents"]["test/1"], 1)
        listed = self.server.control("requests")
        self.assertNotIn(code["TokenCode"], listed.text)
        last = json.loads(listed.text)[-1]
        self.assertEqual((last["operation"], last["attempt"], last["status"]), ("GetCallerIdentity", "attempt=2", 200))
        self.assertEqual((last["region"], last["access_key_id"]), ("us-east-1", ADA[0]))
        self.server.control("reset", {})
        self.assertEqual(self.server.control_json("counts")["requests"], 0)

    def test_faults_replace_replies_the_configured_number_of_times(self):
        self.server.control("faults", {"status": 503, "times": 2, "operation": "GetCallerIdentity"})
        self.assertEqual(self.assume(PLAIN).status, 200)
        self.assertEqual([self.server.call(IDENTITY).status for _ in range(3)], [503, 503, 200])
        self.server.control("faults", {"throttle": True})
        throttled = self.server.call(IDENTITY)
        self.assertEqual((throttled.status, throttled.code), (400, "Throttling"))
        self.server.control("faults", {"body": "<nonsense", "content_type": "text/html"})
        lie = self.server.call(IDENTITY)
        self.assertEqual((lie.status, lie.text, lie.headers["Content-Type"]), (200, "<nonsense", "text/html"))
        self.server.control("faults", {"huge_reply_bytes": 3000000})
        self.assertEqual(len(self.server.call(IDENTITY).text), 3000000)
        self.server.control("faults", {})
        self.assertEqual(self.server.call(IDENTITY).status, 200)
        self.assertEqual(self.server.control("faults", {"stauts": 1}).status, 400)

    def test_drops_close_the_connection_at_the_configured_point(self):
        for drop, executed in (("before-reply", 1), ("half-reply", 1), ("before-read", 0)):
            self.server.control("reset", {})
            self.server.control("faults", {"drop": drop, "times": 1})
            with self.subTest(drop), self.assertRaises(Exception):
                self.assume(**self.with_code())
            counts = self.server.control_json("counts")
            self.assertEqual(counts["questions_answered"], executed, drop)

    def test_latency_delays_one_call_only(self):
        self.server.control("faults", {"latency_ms": 700, "times": 1})

        def seconds(_):
            start = time.monotonic()
            self.assertEqual(self.server.call(IDENTITY).status, 200)
            return time.monotonic() - start

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            quick, slow = sorted(pool.map(seconds, range(2)))
        self.assertLess(quick, 0.6)
        self.assertGreaterEqual(slow, 0.7)

    def test_unknown_controls_are_rejected(self):
        self.assertEqual(self.server.control("nothing").status, 404)
        self.assertEqual(self.server.control("counts", {}).status, 405)
        self.assertEqual(self.server.control("code?device=no").status, 404)


class AwsCli(TestbedCase):
    def environment(self, folder):
        config = pathlib.Path(folder, "config")
        config.write_text(f"[default]\nregion = eu-central-1\n[profile ops]\nrole_arn = {OPS}\n"
                          f"source_profile = default\nmfa_serial = {DEVICE}\n")
        credentials = pathlib.Path(folder, "credentials")
        credentials.write_text(f"[default]\naws_access_key_id = {ADA[0]}\naws_secret_access_key = {ADA[1]}\n")
        return {"PATH": "/usr/bin:/bin", "HOME": folder, "AWS_CONFIG_FILE": str(config), "AWS_PAGER": "",
                "AWS_SHARED_CREDENTIALS_FILE": str(credentials), "HTTPS_PROXY": self.server.ready["proxy"],
                "AWS_CA_BUNDLE": self.server.ready["ca_bundle"], "AWS_EC2_METADATA_DISABLED": "true"}

    def test_signs_in_with_keys_and_with_a_typed_code(self):
        aws = need("aws")
        with tempfile.TemporaryDirectory() as folder:
            environment = self.environment(folder)
            plain = subprocess.run([aws, "sts", "get-caller-identity"], env=environment, capture_output=True, text=True)
            self.assertIn("user/ada", plain.stdout, plain.stderr)
            code = self.server.next_code().encode()
            pid, terminal = pty.fork()
            if pid == 0:
                os.execve(aws, [aws, "--profile", "ops", "sts", "get-caller-identity"], environment)
            seen, typed = b"", False
            try:
                while chunk := os.read(terminal, 4096):
                    seen += chunk
                    if not typed and b"Enter MFA code" in seen:
                        os.write(terminal, code + b"\n")
                        typed = True
            except OSError:
                pass  # the terminal is gone with its program
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0, seen)
            os.close(terminal)
            self.assertIn(b"assumed-role/ops/", seen)
        self.assertEqual(self.server.control_json("counts")["questions_answered"], 1)


if __name__ == "__main__":
    if not os.access(BINARY, os.X_OK):
        sys.exit("set LATCHKEY_TESTBED to the built latchkey-testbed")
    result = unittest.main(exit=False, verbosity=1).result
    for program in sorted(MISSING):
        print(f"NOT TESTED: {program} is missing on this machine")
    sys.exit(0 if result.wasSuccessful() else 1)
