#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hints consider the configuration: the proxy, the certificates, the returned keys."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, windows, world
from support.case import Case

CLOSED = "https://127.0.0.1:1"


class Connections(Case):
    def hint_of(self, **env):
        done = self.latchkey("whoami", "-p", "base", env=self.environment(AWS_MAX_ATTEMPTS="1", **env))
        self.assertEqual(done.returncode, 1)
        return next(line for line in done.stderr.splitlines() if line.startswith("latchkey: hint: "))

    def test_proxy_for_other_schemes_only_is_reported(self):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            env = {name: "http://127.0.0.1:1", "NO_PROXY": "*"}  # libcurl reads ALL_PROXY
            hint = self.hint_of(AWS_ENDPOINT_URL_STS=CLOSED, **env)
            shown = hint.lower() if windows.IS else hint  # variable names are not case-sensitive there
            self.assertIn(f"{name.lower() if windows.IS else name} is set and ", shown)
            self.assertIn("https_proxy is not", shown.lower())
        both = self.hint_of(AWS_ENDPOINT_URL_STS=CLOSED, NO_PROXY="*", HTTP_PROXY="http://127.0.0.1:1", HTTPS_PROXY="http://127.0.0.1:1")
        self.assertNotIn("is not: set", both)

    def test_certificates_already_configured_are_named(self):
        wrong = windows.path(self.home.write("ca.pem", "not a certificate\n"))
        for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
            self.assertIn(f"check that {name} names a PEM file", self.hint_of(AWS_ENDPOINT_URL_STS=self.testbed.https, **{name: wrong}))
        self.home.write(".aws/config", f"[profile base]\nregion = eu-central-1\nca_bundle = {wrong}\n")
        self.assertIn("check that ca_bundle in ~/.aws/config:3 names a PEM file", self.hint_of(AWS_ENDPOINT_URL_STS=self.testbed.https))
        self.home.write(".aws/config", "[profile base]\nregion = eu-central-1\n")
        self.assertIn("set AWS_CA_BUNDLE", self.hint_of(AWS_ENDPOINT_URL_STS=self.testbed.https))


class Causes(Case):
    def test_other_problem_of_the_profile_is_reported_with_the_error(self):
        self.home.write(".aws/credentials", f"[base]\naws_access_key_id = {world.KEY}\naws_secret_access_key = abc\n  def\n")
        for command in ("export", "process"):
            done = self.latchkey(command, "-p", "base")
            self.assert_error(done, 1, "contains a control character")
            self.assertIn("; latchkey why -p base names line 4 of ~/.aws/credentials", done.stderr)

    @windows.not_there("links are those of POSIX")
    def test_ignored_file_is_reported_as_the_cause(self):
        config, credentials = self.home.aws / "config", self.home.aws / "credentials"
        for prepare, words, env in (
                (lambda: config.unlink(), "AWS_CONFIG_FILE names /nonexistent, which is not there: unset it", {"AWS_CONFIG_FILE": "/nonexistent"}),
                (lambda: None, "AWS_CONFIG_FILE is set and empty, so no file is read: unset it", {"AWS_CONFIG_FILE": ""}),
                (lambda: config.symlink_to("/nonexistent/config"), "config is a symbolic link to /nonexistent/config", {}),
                (lambda: (config.unlink(), credentials.unlink(), credentials.mkdir()), "~/.aws/credentials is no file: move it away", {}),
                (lambda: (credentials.rmdir(), self.home.aws.rmdir(), self.home.aws.write_text("")), "as ~/.aws is a file: move that file away", {})):
            with self.subTest(words):
                prepare()
                done = self.latchkey("process", "-p", "ops", env=self.environment(**env))
                self.assert_error(done, 1, "the config profile (ops) could not be found")
                self.assertIn(words, done.stderr)


class PrintedCredentials(Case):
    SWAPPED = f"[base]\naws_access_key_id = {world.SECRET}\naws_secret_access_key = {world.KEY}\n"
    IDS = {f'"{world.KEY}"': "it has quotes around it; AWS will reject it: write it without the quotes",
           f"{world.KEY} # mine": "is no key id; AWS will reject it: it is letters and digits only",
           "": "is empty; AWS will reject it: write the access key ID"}

    def setUp(self):
        super().setUp()
        self.program = little_programs.make(self.home.path / "program")

    def test_access_key_id_rejected_by_aws_is_warned_about(self):
        for value, words in self.IDS.items():
            with self.subTest(value):
                self.home.write(".aws/credentials", world.CREDENTIALS_FILE.replace(world.KEY, value))
                for command in (("export", "-p", "base"), ("exec", "-p", "base", "--", self.program)):
                    done = self.latchkey(*command, prints_secrets=True)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertIn("latchkey: warning: ~/.aws/credentials:2: profile base: the access key id", done.stderr)
                    self.assertIn(words, done.stderr)

    def test_secret_instead_of_a_key_id_is_warned_about_and_hidden(self):
        self.home.write(".aws/credentials", self.SWAPPED)
        done = self.latchkey("exec", "-p", "base", "--", self.program)
        self.assertIn("are swapped; AWS will reject it: exchange the two values", done.stderr)

    def test_valid_key_id_is_not_warned_about(self):
        self.assertEqual(self.latchkey("export", "-p", "base", debug=False, prints_secrets=True).stderr, "")

    def test_variable_is_named(self):
        env = self.environment(AWS_ACCESS_KEY_ID=f"'{world.KEY}'", AWS_SECRET_ACCESS_KEY=world.SECRET)
        done = self.latchkey("exec", "--", self.program, env=env)
        self.assertIn("warning: AWS_ACCESS_KEY_ID: the access key id (source: env) is no key id, as it has quotes around it", done.stderr)


if __name__ == "__main__":
    unittest.main()
