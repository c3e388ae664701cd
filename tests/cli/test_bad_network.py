#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An STS that is down, slow, wrong or denies requests; a wrong clock; SIGINT at any moment."""
import json
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import windows, world
from support.case import PROMPT, Case
from support.terminal import CTRL_C, INTERRUPTED
from support.testbed import Testbed


def refused_port():
    """A port without a listener. Bound and closed: the kernel does not reuse it soon."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class NetworkCase(Case):
    def refuses(self, *words, profile="plain", env=None, status=1):
        done = self.latchkey("login", "-p", profile, env=env)
        self.assert_error(done, status, *words)
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.home.cached(), {})
        return done.stderr

    def ends_on_terminal(self, terminal, *words):
        """After the code was typed, it exits with status 1, and the terminal is restored."""
        self.assertEqual(terminal.wait(60), 1, terminal.shown)
        for word in words:
            self.assertIn(word, terminal.shown)
        self.assertIn("hint:", terminal.shown)
        self.assertEqual(terminal.flags_after, terminal.flags_before)
        self.assertEqual(self.home.cached(), {})

    def answered(self, **options):
        terminal = self.latchkey_on_terminal("login", "-p", "ops", debug=True, **options)
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        return terminal


class Unreachable(NetworkCase):
    def test_refused_connection_is_reported_with_its_address(self):
        env = self.environment(AWS_ENDPOINT_URL_STS=f"http://127.0.0.1:{refused_port()}", AWS_MAX_ATTEMPTS="1")
        self.refuses("profile plain", env["AWS_ENDPOINT_URL_STS"], "connect", env=env)

    def test_refused_connection_is_retried_as_configured(self):
        env = self.environment(AWS_ENDPOINT_URL_STS=f"http://127.0.0.1:{refused_port()}", AWS_RETRY_MODE="standard")
        self.refuses("tried 3 times", env=env)

    def test_unknown_host_name_is_reported(self):
        env = self.environment(AWS_ENDPOINT_URL_STS="http://sts.nowhere.invalid", AWS_MAX_ATTEMPTS="1")
        self.refuses("sts.nowhere.invalid", "not known", env=env)

    def test_unreachable_proxy_is_reported_without_its_password(self):
        self.plant("PLANTED-proxy-password")
        env = self.environment(HTTPS_PROXY=f"http://me:PLANTED-proxy-password@127.0.0.1:{refused_port()}",
                               AWS_ENDPOINT_URL_STS=None, AWS_MAX_ATTEMPTS="1")
        self.assertIn("HTTPS_PROXY", self.refuses("proxy", env=env))

    def test_untrusted_certificate_is_reported(self):
        env = self.environment(AWS_ENDPOINT_URL_STS=self.testbed.https)
        self.assertIn("AWS_CA_BUNDLE", self.refuses("TLS", env=env))

    def test_missing_ca_bundle_is_reported(self):
        env = self.environment(AWS_ENDPOINT_URL_STS=self.testbed.https, AWS_CA_BUNDLE="/no/such/bundle.pem")
        self.refuses("/no/such/bundle.pem", env=env)

    def test_dead_network_after_a_code_is_reported_and_keeps_the_cache(self):
        env = self.environment(AWS_ENDPOINT_URL_STS=f"http://127.0.0.1:{refused_port()}", AWS_MAX_ATTEMPTS="1")
        self.ends_on_terminal(self.answered(env=env), "cannot connect")


class Encrypted(NetworkCase):
    """Over TLS with an authority from AWS_CA_BUNDLE, directly and through a proxy, where STS has its real name."""

    def ways(self):
        bundle = windows.path(self.testbed.ca_bundle)
        yield "straight", self.environment(AWS_ENDPOINT_URL_STS=self.testbed.https, AWS_CA_BUNDLE=bundle)
        yield "proxy", self.environment(AWS_ENDPOINT_URL_STS=None, **self.testbed.as_aws())

    def test_configured_authority_is_accepted(self):
        for name, env in self.ways():
            with self.subTest(name):
                self.home.empty_caches()
                self.testbed.reset()
                self.sign_in(env=env)
                self.assertEqual(len(self.home.cached()), 2)
                self.assertEqual((self.testbed.calls("GetSessionToken"), self.testbed.calls("AssumeRole")), (1, 1))

    def test_unknown_authority_is_rejected(self):
        for way, env in self.ways():
            with self.subTest(way):
                self.refuses("TLS", env={name: value for name, value in env.items() if name != "AWS_CA_BUNDLE"})
                self.assert_nothing_was_sent()

    def test_other_authority_than_the_configured_is_rejected(self):
        other = Testbed()
        self.addCleanup(other.stop)
        for name, env in self.ways():
            with self.subTest(name):
                self.refuses("TLS", env={**env, "AWS_CA_BUNDLE": windows.path(other.ca_bundle)})
                if not windows.IS:  # wine sends a request although its handle was closed before
                    self.assert_nothing_was_sent()


class Slow(NetworkCase):
    def test_slow_reply_is_reported_on_a_terminal(self):
        self.testbed.fault(latency_ms=1700, times=1)
        terminal = self.latchkey_on_terminal("login", "-p", "plain")
        terminal.expect("latchkey: waiting for 127.0.0.1")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    def test_slow_reply_is_not_reported_without_a_terminal(self):
        self.testbed.fault(latency_ms=1500, times=1)
        done = self.latchkey("login", "-p", "plain", debug=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_quick_reply_prints_nothing(self):
        terminal = self.latchkey_on_terminal("login", "-p", "plain")
        self.assertEqual(terminal.wait(), 0)
        self.assertNotIn("waiting", terminal.shown)

    def test_ctrl_c_ends_the_wait(self):
        self.testbed.fault(latency_ms=20000, times=1)
        terminal = self.answered()
        terminal.expect("waiting for")
        terminal.type(CTRL_C)
        began = time.monotonic()
        self.assertEqual(terminal.wait(), INTERRUPTED, terminal.shown)
        self.assertLess(time.monotonic() - began, 1)
        self.assertEqual(self.home.cached(), {})


class Busy(NetworkCase):
    def test_throttling_is_retried(self):
        self.testbed.fault(throttle=True, times=2)
        self.warm()
        self.assertEqual(self.testbed.calls("AssumeRole"), 3)
        self.assertEqual([request["attempt"].split("attempt=")[1].split(";")[0] for request in self.testbed.requests()[-3:]],
                         ["1", "2", "3"])

    def test_permanent_throttling_is_reported_after_five_attempts(self):
        self.testbed.fault(throttle=True)
        self.refuses("too many requests", "tried 5 times")
        self.assertEqual(self.testbed.calls("AssumeRole"), 5)

    def test_503_is_retried(self):
        self.testbed.fault(status=503, times=1)
        self.warm()
        self.assertEqual(self.testbed.calls("AssumeRole"), 2)

    def test_permanent_503_is_reported(self):
        self.testbed.fault(status=503)
        self.refuses("ServiceUnavailable")
        self.assertEqual(self.testbed.calls("AssumeRole"), 5)

    def test_number_of_attempts_is_configurable(self):
        self.testbed.fault(status=500)
        self.refuses("InternalFailure", env=self.environment(AWS_MAX_ATTEMPTS="2"))
        self.assertEqual(self.testbed.calls("AssumeRole"), 2)

    def ways(self):
        """The use of a code: for an MFA session, or for a role as in botocore."""
        for setting, operation in (("on", "GetSessionToken"), ("off", "AssumeRole")):
            yield self.environment(LATCHKEY_MFA_SESSION=setting), operation

    def test_code_answered_with_an_error_is_not_sent_again(self):
        for env, operation in self.ways():
            for fault in ({"status": 503}, {"status": 500}, {"throttle": True}):
                with self.subTest(fault, operation=operation):
                    self.home.empty_caches()
                    self.testbed.reset()
                    self.testbed.fault(**fault)
                    self.ends_on_terminal(self.answered(env=env))
                    self.assertEqual((self.testbed.calls(operation), self.testbed.counts()["requests"]), (1, 1))

    def test_code_with_a_lost_reply_is_not_sent_again(self):
        for env, operation in self.ways():
            for drop in ("before-reply", "half-reply"):
                with self.subTest(drop, operation=operation):
                    self.home.empty_caches()
                    self.testbed.reset()
                    self.testbed.fault(drop=drop)
                    self.ends_on_terminal(self.answered(env=env))
                    counts = self.testbed.counts()
                    self.assertEqual((counts["codes_received"], self.testbed.calls(operation)), (1, 1))

    def test_lost_reply_without_a_code_is_retried(self):
        self.testbed.fault(drop="before-reply", times=1)
        self.warm()
        self.assertEqual(self.testbed.calls("AssumeRole"), 2)

    def test_dropped_connection_is_retried(self):
        self.testbed.fault(drop="before-read", times=1)
        self.warm()
        self.assertEqual(self.testbed.calls("AssumeRole"), 1)


class InvalidReplies(NetworkCase):
    XML = ("<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId>{}"
           "</Credentials></AssumeRoleResult></AssumeRoleResponse>")

    def test_reply_of_another_service_is_reported(self):
        for name, body in {"nothing": "", "HTML": "<html><body>sign in</body></html>", "JSON": '{"Credentials": {}}',
                           "cut": "<AssumeRoleRes", "another operation": "<GetCallerIdentityResponse/>",
                           "half": self.XML.format(""),
                           "no time": self.XML.format("<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
                                                      "<Expiration>tomorrow</Expiration>"),
                           "entities": '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'}.items():
            with self.subTest(name):
                self.testbed.fault(body=body, content_type="text/html")
                error = self.refuses("not STS", self.testbed.http)
                self.assertNotIn("<", error)

    def test_secret_in_a_reply_is_not_printed(self):
        self.plant("PLANTED-in-a-reply")
        body = self.XML.format("<SecretAccessKey>PLANTED-in-a-reply</SecretAccessKey>")
        self.testbed.fault(body=body, content_type="text/xml")
        self.refuses("not STS")

    def test_huge_reply_is_rejected_and_not_retried(self):
        self.testbed.fault(huge_reply_bytes=50 << 20)
        self.refuses("too large")
        self.assertEqual(self.testbed.calls("AssumeRole"), 1)

    def test_control_characters_in_an_error_are_escaped(self):
        self.testbed.fault(status=403, code="AccessDenied", message="no\x1b[2J\x07 way")
        self.assertNotIn("\x1b", self.refuses("no"))


class Refused(NetworkCase):
    def credentials(self, key, secret, token=None):
        self.home.write(".aws/credentials", f"[base]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n" +
                        (f"aws_session_token = {token}\n" if token else ""))

    def test_denied_role_is_reported(self):
        self.home.write(".aws/config", world.CONFIG_FILE.replace(world.PLAIN, world.DENIED))
        self.refuses("profile plain", "denied", world.DENIED)

    def test_role_that_requires_a_code_has_a_hint(self):
        self.home.write(".aws/config", world.CONFIG_FILE.replace(world.PLAIN, world.OPS))
        self.assertIn("mfa_serial", self.refuses("denied", world.OPS))

    def test_wrong_secret_is_reported_without_its_value(self):
        self.plant("PLANTED-wrong-secret")
        self.credentials(world.KEY, "PLANTED-wrong-secret")
        self.refuses("secret access key", world.KEY)

    def test_unknown_and_inactive_keys_are_reported(self):
        for key in ("AKIANOBODYEXAMPLE001", world.INACTIVE_KEY):
            self.credentials(key, world.SECRET)
            self.refuses("access key", key)

    def test_expired_session_is_reported(self):
        keys = self.process_json("-p", "plain")
        self.home.empty_caches()
        self.credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        self.testbed.clock(expire_sessions=True)
        self.refuses("expired", keys["AccessKeyId"])
        self.assert_error(self.latchkey("whoami", "-p", "base"), 1, "expired")

    def test_duration_over_the_role_limit_is_reported(self):
        self.home.write(".aws/config",
                        world.CONFIG_FILE.replace("[profile plain]", "[profile plain]\nduration_seconds = 7200"))
        self.assertIn("duration_seconds", self.refuses("duration_seconds"))

    def test_device_of_another_user_is_reported(self):
        self.home.write(".aws/config", world.CONFIG_FILE.replace(world.DEVICE, world.BOB_DEVICE))
        terminal = self.latchkey_on_terminal("login", "-p", "ops", debug=True)
        terminal.expect(f"Enter MFA code for {world.BOB_DEVICE}: ")
        terminal.type(self.testbed.next_code(world.BOB_DEVICE) + "\n")
        self.ends_on_terminal(terminal, world.BOB_DEVICE)


class Clock(NetworkCase):
    def test_wrong_clock_is_measured_and_reported(self):
        for shift, words in ((3600, "slow"), (-3600, "fast"), (20 * 60, "20m slow")):
            with self.subTest(shift):
                self.testbed.clock(shift_seconds=shift)
                error = self.refuses("clock", words)
                self.assertRegex(error, r"clock is (1h|60m|59m|1h \d+m|20m|19m) (slow|fast)")

    def test_wrong_clock_is_reported_after_a_code(self):
        self.testbed.clock(shift_seconds=3600)
        self.ends_on_terminal(self.answered(), "clock is", "slow")


class AnyMoment(Case):
    # On Windows a program takes longer to start, and is killed instead of receiving a signal.
    ROUNDS, SLOWLY, OTHERS = (16, 10, (signal.SIGKILL,) * 2) if windows.IS else (40, 1, (signal.SIGTERM, signal.SIGHUP))

    def signed_in(self, terminal):
        """Its result by status. After Ctrl-C it is also 0 under wine."""
        return terminal.status == 0 and (not windows.IS or " until " in terminal.shown)

    def test_signal_during_login_loses_nothing(self):
        chosen = random.Random(20260301)
        ended = {}
        for i in range(self.ROUNDS):
            self.home.empty_caches()
            self.testbed.fault(latency_ms=chosen.choice((0, 0, 5)))
            terminal = self.latchkey_on_terminal("login", "-p", "ops")
            if i % 4 == 0:  # before the prompt
                time.sleep(chosen.uniform(0, 0.008 * self.SLOWLY))
            else:
                terminal.expect(PROMPT)
                terminal.type(self.testbed.next_code() + "\n")
                time.sleep(chosen.uniform(0, 0.03 * self.SLOWLY))
            number = (signal.SIGINT, signal.SIGINT, *self.OTHERS)[i % 3 + i % 2]
            try:
                terminal.signal(number)
            except ProcessLookupError:
                pass
            status = terminal.wait()
            end = "signed in" if self.signed_in(terminal) else status
            ended[end] = ended.get(end, 0) + 1
            with self.subTest(round=i, end=end):
                expected = {0, INTERRUPTED if number == signal.SIGINT else -number}
                if windows.IS and not terminal.shown:
                    expected.add(-number)  # wine was killed before it started the program
                self.assertIn(status, expected, terminal.shown)
                if number != signal.SIGKILL:
                    self.assertEqual(terminal.flags_after, terminal.flags_before)
                if end != -signal.SIGKILL:  # which may occur in the middle of a write
                    self.assert_no_leftovers()
                if end == "signed in":
                    self.assertEqual(len(self.home.cached()), 2)
        self.assertGreater(ended.get(INTERRUPTED, 0), self.ROUNDS // 8, f"the moments were badly chosen: {ended}")

    def test_kill_during_login_leaves_complete_entries(self):
        chosen = random.Random(4711)
        self.warm()
        (key,) = {path.name for path in self.home.boto.iterdir()}
        for _ in range(12 if windows.IS else 30):
            old = {}
            for folder in (self.home.boto, self.home.cli):
                entry = json.loads((folder / key).read_text())
                entry["Credentials"]["Expiration"] = "2001-01-01T00:00:00Z"
                (folder / key).write_text(json.dumps(entry))
                old[folder] = (folder / key).read_bytes()
            child = subprocess.Popen(self.command("login", "-p", "plain", debug=False), env=self.environment(),
                                     stdout=subprocess.DEVNULL)
            time.sleep(chosen.uniform(0.002, 0.03 * self.SLOWLY))
            child.kill()
            child.wait()
            for folder, before in old.items():
                now = (folder / key).read_bytes()
                if now != before:
                    self.assertTrue(re.fullmatch(r"20[2-9]\d-.*", json.loads(now)["Credentials"]["Expiration"]))


if __name__ == "__main__":
    unittest.main()
