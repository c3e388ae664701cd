#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A configuration file with its own STS does not affect the user's other configuration."""
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import unittest
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from support import little_programs, windows, world  # pylint: disable=wrong-import-position
from support.case import PROMPT, Case  # pylint: disable=wrong-import-position
from support.home import OPS_KEY  # pylint: disable=wrong-import-position

OWN_PROFILE = f"[profile own]\nregion = eu-central-1\nmfa_serial = {world.DEVICE}\n"
OWN_KEYS = f"[own]\naws_access_key_id = {world.KEY}\naws_secret_access_key = {world.SECRET}\n"
# Every command that returns credentials, without a prompter.
COMMANDS = (("process", "-p", "ops"), ("process", "-p", "own"), ("export", "-p", "ops"), ("export", "-p", "own"),
            ("whoami", "-p", "ops"), ("whoami", "-p", "own"), ("serve", "ops"), ("serve", "own"),
            ("login", "-p", "ops", "--all-roles"), ("status", "--json"), ("status",), ("list", "--json"))


class HostileSts(http.server.ThreadingHTTPServer):
    """An STS that accepts any code, issues credentials until 2099, and records its requests."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), HostileHandler)
        self.seen = []  # (parameters, headers)
        self.refusal = lambda parameters: None  # the code of an error, or None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self):
        self.shutdown()
        self.server_close()


class HostileHandler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass

    def do_POST(self):  # pylint: disable=invalid-name
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        parameters = dict(urllib.parse.parse_qsl(body))
        self.server.seen.append((parameters, dict(self.headers)))
        action, refusal = parameters["Action"], self.server.refusal(parameters)
        if refusal:
            self.answer(403, f"<ErrorResponse><Error><Code>{refusal}</Code><Message>no</Message></Error></ErrorResponse>")
            return
        number = len(self.server.seen)
        self.answer(200, f"<{action}Response><{action}Result><Credentials><AccessKeyId>ASIAHOSTILE{number}</AccessKeyId>"
                         f"<SecretAccessKey>hostilesecret{number}</SecretAccessKey><SessionToken>hostiletoken{number}"
                         "</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser>"
                         "<AssumedRoleId>AROA:x</AssumedRoleId><Arn>arn:aws:sts::666666666666:assumed-role/x/x</Arn>"
                         f"</AssumedRoleUser></{action}Result></{action}Response>")

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())


class EndpointCase:
    """The user's own profiles call the testbed, the hostile configuration its own STS."""

    def own_config(self):
        raise NotImplementedError

    def own_environment(self):
        raise NotImplementedError

    def own_endpoint(self):
        raise NotImplementedError

    def setUp(self):
        super().setUp()
        self.hostile = HostileSts()
        self.addCleanup(self.hostile.stop)
        self.home.write(".aws/config", self.own_config())
        self.home.write(".aws/credentials", world.CREDENTIALS_FILE + OWN_KEYS, mode=0o600)
        end = f"endpoint_url = {self.hostile.url()}\n"
        self.home.write("repository/aws.cfg", "".join(
            f"[profile {name}]\nregion = us-east-1\nrole_arn = {role}\nsource_profile = base\n"
            f"mfa_serial = {world.DEVICE}\n{end}" for name, role in (("dev", world.OPS), ("dev2", world.BILLING))))

    def environment(self, **more):
        return self.home.environment(**{**self.own_environment(), **more})

    def in_repository(self):
        path = self.home.path / "repository" / "aws.cfg"
        return self.environment(AWS_CONFIG_FILE=windows.path(path) if windows.IS else str(path), NO_PROXY="127.0.0.1")

    def poison(self, *words):
        """Runs a command in the repository, with any code."""
        terminal = self.latchkey_on_terminal(*words, env=self.in_repository())
        terminal.expect(PROMPT)
        terminal.type("424242\n")
        self.testbed.codes.append("424242")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        return terminal

    def picture(self):
        """The credentials of the user's own configuration, without a terminal."""
        shown = {}
        for words in COMMANDS:
            done = self.latchkey(*words, debug=False, prints_secrets=True)
            shown[words] = (done.returncode, re.sub(r'"seconds_left": \d+|\d+m\b', "", done.stdout))
        return shown

    def key_of(self, profile, env=None):
        return self.process_json("-p", profile, env=env)["AccessKeyId"]

    def test_configuration_with_another_endpoint_changes_nothing(self):
        before = self.picture()
        program = little_programs.make(self.home.path / "program")
        terminal = self.poison("exec", "-p", "dev", "--", program)
        self.assertEqual(self.latchkey("login", "-p", "dev", "--all-roles", env=self.in_repository()).returncode, 0)
        self.assertTrue(self.key_of("dev", self.in_repository()).startswith("ASIAHOSTILE"))
        self.assertEqual(self.picture(), before)
        self.assertEqual(self.testbed.calls("GetSessionToken"), 0)
        self.assertIn(f"at {self.hostile.url()}, for", terminal.shown)
        signed_in = self.sign_in()
        self.assertIn(PROMPT, signed_in.shown)
        self.assertNotIn("2099", signed_in.shown)
        for profile in ("ops", "own"):
            self.assertNotIn("HOSTILE", self.key_of(profile))
        self.assertIn("222222222222", self.latchkey("whoami", "-p", "ops").stdout)
        done = self.latchkey("login", "-p", "ops", "--all-roles")
        self.assertEqual((done.returncode, self.testbed.calls("GetSessionToken")), (0, 1), done.stderr)

    def test_status_and_why_report_an_entry_of_another_endpoint(self):
        self.poison("login", "-p", "dev")
        status = self.latchkey("status", "--json", debug=False)
        warning = self.latchkey("status", debug=False).stderr
        self.assertIn(f"is not used: it was issued by {self.hostile.url()}, not by ", warning)
        self.assertIn(self.fate_of_an_entry, warning)
        self.assertEqual({row["state"] for row in json.loads(status.stdout)["roles"]}, {"absent"})
        self.assertEqual(json.loads(status.stdout)["sessions"], [])
        why = re.sub(r"\s+", " ", self.latchkey("why", "-p", "ops", "--verbose").stdout)
        issuer = f"it was issued by {self.hostile.url()}, not by {self.own_endpoint()}"
        self.assertIn(f"not used by latchkey: {issuer}; SAM CLI uses it", why)
        self.assertIn(f"not used by latchkey: {issuer}; AWS CLI uses it", why)
        self.assertIn(f"AWS CLI uses the one in cli/cache, which latchkey does not: {issuer}", why)
        found = json.loads(self.latchkey("why", "-p", "ops", "--json").stdout)
        self.assertEqual([cache["used_by"] for cache in found["caches"]], ["SAM CLI", "AWS CLI"])
        self.assertEqual([tool["asks_for_code"] for tool in found["tools"]], [False, False, True])

    def test_session_is_not_sent_to_or_removed_by_another_endpoint(self):
        self.sign_in("own")
        sessions = self.home.session_files()
        self.hostile.refusal = lambda _: "InvalidClientTokenId"
        terminal = self.latchkey_on_terminal("whoami", "-p", "dev", env=self.in_repository())
        terminal.expect(PROMPT)
        terminal.type("424242\n")
        self.testbed.codes.append("424242")
        self.assertNotEqual(terminal.wait(), 0)
        self.assertTrue(self.hostile.seen)
        for _, headers in self.hostile.seen:
            self.assertNotIn("x-amz-security-token", {name.lower() for name in headers})
        self.assertEqual(self.home.session_files(), sessions)
        self.assertEqual(self.latchkey("logout", "-p", "dev", env=self.in_repository()).returncode, 0)
        self.assertEqual(self.home.session_files(), sessions)
        self.key_of("ops")
        self.assertEqual(self.testbed.calls("GetSessionToken"), 1)

    def test_denial_of_another_endpoint_is_not_recorded(self):
        self.hostile.refusal = lambda parameters: (
            "AccessDenied" if parameters["Action"] == "AssumeRole" and "TokenCode" not in parameters else None)
        terminal = self.latchkey_on_terminal("login", "-p", "dev2", env=self.in_repository())
        for code in ("424242", "434343"):
            terminal.expect("Enter MFA code for")
            terminal.type(code + "\n")
            self.testbed.codes.append(code)
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.sign_in("billing")
        sent = [request for request in self.testbed.requests() if request["operation"] == "AssumeRole"]
        self.assertEqual(len(sent), 1)
        self.assertNotIn("TokenCode", sent[0]["parameters"])

    def test_valid_entry_is_not_replaced(self):
        self.sign_in()
        before = self.home.cached()
        self.poison("login", "-p", "dev", "--renew")
        self.assertEqual({name: data for name, data in self.home.cached().items() if OPS_KEY in name}, before)
        self.assertTrue(self.key_of("dev", self.in_repository()))
        self.assertEqual(self.latchkey("logout", "--all").returncode, 0)
        self.assertEqual([name for name, data in self.home.state().items() if b"SecretAccessKey" in data], [])

    def test_login_answers_only_prompts_for_its_own_endpoint(self):
        if windows.IS:
            return
        with self.latchkey_waiting("dev"):
            signed_in = self.sign_in()
            self.assertNotIn("gave the code", signed_in.shown)
            self.assertEqual(self.hostile.seen, [])

    def latchkey_waiting(self, profile):
        """A program in the repository that waits for `latchkey answer`."""
        return Waiting(self, profile)


class Waiting:
    def __init__(self, case, profile):
        self.case = case
        env = {**case.in_repository(), "LATCHKEY_ANSWER": "on", "LATCHKEY_TIMEOUT": "60"}
        self.words = case.command("process", "-p", profile), env

    def __enter__(self):
        words, env = self.words
        self.process = subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True, start_new_session=True)
        for line in self.process.stderr:
            if "run latchkey answer" in line:
                return self
        self.case.fail("it does not wait")

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


class OfConfiguredEndpoint(EndpointCase, Case):
    fate_of_an_entry = "; it stays until it expires, as other tools use it"

    def own_endpoint(self):
        return self.testbed.http

    def own_config(self):
        ours = world.CONFIG_FILE + "\n" + OWN_PROFILE
        return re.sub(r"(?m)^(\[.*\])$", rf"\1\nendpoint_url = {self.testbed.http}", ours)

    def own_environment(self):
        return {}


class OfAws(EndpointCase, Case):
    fate_of_an_entry = "; the next login replaces it"

    def own_endpoint(self):
        return "AWS"

    def own_config(self):
        return world.CONFIG_FILE + "\n" + OWN_PROFILE

    def own_environment(self):
        return self.testbed.as_aws()


if __name__ == "__main__":
    unittest.main()
