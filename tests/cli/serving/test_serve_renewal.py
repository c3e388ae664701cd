#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey serve over the end of its credentials and of the MFA session: nobody waits, one question is asked."""
import pathlib
import signal
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, windows, world
from support.drip_server import DripServer
from support.serving import ServeCase

LIFETIME = 6  # seconds; refreshed with a third left


class Renewal(ServeCase):
    world_config = world.short_lived(LIFETIME)

    def asks_until(self, variables, is_enough, seconds=20):
        """Sends requests from three threads until `is_enough` of the results: [(status, code), ...]. No request
        waits."""
        seen, longest, over = [], [], threading.Event()

        def ask():
            while not over.is_set():
                began = time.monotonic()
                status, found = self.ask(variables)
                longest.append(time.monotonic() - began)
                seen.append((status, found.get("code") or found["AccessKeyId"]))
                time.sleep(0.02)
        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            self.until(lambda: is_enough(seen), seconds)
        finally:
            over.set()
            for thread in threads:
                thread.join()
        self.assertLess(max(longest), 1, "the endpoint never waits")
        return seen

    def asker(self):
        """Acts as a user who answers once the file "answer" contains a code."""
        answer = self.home.path / "answer"
        return answer, little_programs.make(self.home.path / "askpass", f"note {self.log}", f"await {answer}")

    def test_one_prompt_restores_the_credentials(self):
        self.sign_in()
        answer, askpass = self.asker()
        running, variables = self.serve_json("-p", "ops", env=self.environment(LATCHKEY_ASKPASS=askpass))
        self.assert_serves(variables)
        self.latchkey("logout", "--all", debug=False)
        seen = self.asks_until(variables, lambda seen: [status for status, _ in seen].count(503) > 50)
        statuses = [status for status, _ in seen]
        self.assertEqual(statuses, sorted(statuses), "credentials until they are over, and then none")
        self.assertEqual({word for status, word in seen if status == 503}, {"CredentialsUnavailable"})
        self.assertEqual(self.ask(variables)[1]["message"].count("latchkey login -p ops"), 1)
        self.assertEqual(self.logged().count("Enter MFA code"), 1)
        answer.write_text(self.testbed.next_code() + "\n")
        seen = self.asks_until(variables, lambda seen: len({word for status, word in seen if status == 200}) >= 2)
        statuses = [status for status, _ in seen]
        self.assertEqual(statuses, sorted(statuses, reverse=True), "and from then on without a gap")
        self.assertEqual(self.logged().count("Enter MFA code"), 1)
        self.assertIn("profile ops has credentials again", running.said)
        self.assertEqual(running.said.count("profile ops needs an MFA code"), 1, "said once")
        self.assertEqual(running.end(), 0)
        self.assert_nothing_left()

    def test_open_prompt_ends_with_the_server(self):
        self.sign_in()
        _, askpass = self.asker()
        for number in (signal.SIGTERM, signal.SIGINT):
            running, variables = self.serve_json("-p", "ops", env=self.environment(LATCHKEY_ASKPASS=askpass))
            self.ask(variables)
            self.latchkey("logout", "--all", debug=False)
            self.until(lambda: "Enter MFA code" in self.logged())
            began = time.monotonic()
            self.assertEqual(running.end(number), 0)
            self.assertLess(time.monotonic() - began, windows.within(2))
            self.assert_nothing_left()
            self.log.unlink()
            self.sign_in()

    def test_unused_credentials_cause_no_prompt(self):
        self.sign_in()
        _, askpass = self.asker()
        running, variables = self.serve_json("-p", "ops", env=self.environment(LATCHKEY_ASKPASS=askpass))
        self.latchkey("logout", "--all", debug=False)
        self.until(lambda: "profile ops needs an MFA code" in running.said)
        time.sleep(LIFETIME / 3)
        self.assertEqual(self.logged(), "")
        self.assertEqual(self.ask(variables)[0], 503)
        self.until(lambda: "Enter MFA code" in self.logged(), 3)
        self.assertEqual(running.end(), 0)

    def test_ends_during_a_hanging_aws_call(self):
        running, variables = self.serve_json("-p", "plain")
        self.testbed.fault(latency_ms=20000, times=1)
        self.until(lambda: self.ask(variables)[0] == 503)  # so the refresh, which is due before, hangs
        began = time.monotonic()
        self.assertEqual(running.end(), 0)
        self.assertLess(time.monotonic() - began, 3)
        self.assertNotIn("cancelled", running.said)


class SlowPeer(ServeCase):
    """One profile's endpoint sends a byte every two seconds; another profile has a healthy one."""
    lifetime = 15  # seconds; long enough for a busy machine to refresh in the last third
    world_config = world.short_lived(lifetime)

    def slow_peer(self):
        """A profile "slow" whose endpoint can drip, beside "plain" with the testbed's. Returns the endpoint, an environment."""
        server = DripServer(self.testbed.http)
        self.addCleanup(server.stop)
        role = world.PLAIN
        self.home.write(".aws/config", f"[profile base]\n\n[profile plain]\nrole_arn = {role}\nsource_profile = base\n"
                        f"region = eu-central-1\nendpoint_url = {self.testbed.http}\n\n"
                        f"[profile slow]\nrole_arn = {role}\nrole_session_name = slow\nsource_profile = base\n"
                        f"region = eu-central-1\nendpoint_url = {server.url}\n")
        env = self.environment()
        env.pop("AWS_ENDPOINT_URL_STS")
        return server, env

    def test_slow_endpoint_delays_no_other_profile_and_no_shutdown(self):
        slow, env = self.slow_peer()
        running, variables = self.serve_json("slow", "plain", env=env)
        self.assert_serves(variables)
        slow.drips = True
        path = "/role/plain"
        keys = set()
        deadline = time.monotonic() + 2.5 * self.lifetime
        while time.monotonic() < deadline:
            began = time.monotonic()
            keys.add(self.assert_serves(variables, path=path))
            self.assertLess(time.monotonic() - began, 1, "the endpoint goes on answering")
            time.sleep(0.05)
        self.assertGreaterEqual(len(keys), 3, "renewed twice")
        self.assertEqual(self.ask(variables)[0], 503)
        self.assertEqual(slow.dripping, 1, "one renewal of a profile at a time")
        began = time.monotonic()
        self.assertEqual(running.end(), 0)
        self.assertLess(time.monotonic() - began, windows.within(3))

    @windows.not_there("sh, which the program is written in")
    def test_shutdown_is_immediate_with_a_slow_endpoint(self):
        slow, env = self.slow_peer()
        done = self.home.path / "done"
        script = f'while [ ! -e "{done}" ]; do sleep 0.05; done'
        running = subprocess.Popen(self.command("exec", "--refresh", "-p", "slow", "--", "sh", "-c", script, debug=False), env=env)
        self.addCleanup(running.wait)
        self.addCleanup(running.kill)
        self.until(lambda: self.testbed.calls("AssumeRole") == 1)
        slow.drips = True
        self.until(lambda: slow.dripping, 2 * self.lifetime)
        done.write_text("")
        began = time.monotonic()
        self.assertEqual(running.wait(10), 0)
        self.assertLess(time.monotonic() - began, windows.within(3))


if __name__ == "__main__":
    unittest.main()
