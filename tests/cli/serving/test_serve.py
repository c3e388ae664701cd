#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""latchkey serve: its variables, its lock, its endpoints, and its end."""
import concurrent.futures
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from support import little_programs, missing, programs, users, windows, world
from support.serving import METADATA, TOKEN, TOKEN_FILE, URI, ServeCase


class Foreground(ServeCase):
    def environment_in(self, words):
        """The environment that a shell has after it ran `words`."""
        done = self.run_program(words, searched=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)

    def test_variables_in_each_format_work(self):
        shown = {"env": ["sh", "-c", '. "$0"; env'], "env-no-export": ["sh", "-c", 'set -a; . "$0"; env'], "dotenv": ["cat"],
                 "fish": ["fish", "-c", "source $argv; env"], "json": None}
        ends = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP] * 2
        for number, (name, words) in zip(ends, shown.items()):
            with self.subTest(name):
                if name == "fish" and not shutil.which("fish", path=programs.PATH):
                    missing.note(self.id() + " in fish", "needs fish")
                    continue
                running = self.start("-p", "plain", "--format", name, "--imds")
                path = str(self.home.path / "serve.out")
                found = json.loads(running.printed) if words is None else self.environment_in([*words, path])
                self.assert_serves(found)
                self.assertEqual((found["AWS_REGION"], found["AWS_DEFAULT_REGION"]), ("eu-central-1", "eu-central-1"))
                self.assertEqual(found[METADATA], f"http://127.0.0.1:{self.state()['metadata_port']}/")
                self.assertEqual(running.end(number), 0, running.said)
                self.assertTrue(running.said.endswith(" stopped\n"), running.said)
                self.assert_gone(self.port_of(found))

    def test_format_none_prints_nothing(self):
        running = self.start("-p", "plain", "--format", "none")
        self.assertEqual(running.printed, "")
        self.assert_error(self.latchkey("serve", "-p", "plain", "--format", "xml", debug=False), 2, '"xml"')

    def test_each_profile_has_a_path_and_the_first_the_variables(self):
        self.sign_in()
        _, variables = self.serve_json("-p", "plain", "ops", "inner", "plain")
        self.assertTrue(variables[URI].endswith("/role/plain"))
        keys = [self.assert_serves(variables, path="/role/plain"), self.assert_serves(variables, path="/role/ops"),
                self.assert_serves(variables, path="/role/inner", account="333333333333")]
        self.assertEqual(len(set(keys)), 3)
        self.assertEqual(self.state()["profiles"], ["plain", "ops", "inner"])
        self.assertEqual(self.ask(variables, path="/role/billing")[0], 404)

    def test_server_of_another_configuration_is_not_reused(self):
        other = self.home.write("repository/config", (self.home.aws / "config").read_text())
        self.start("-p", "plain", "--format", "none", env=self.environment(AWS_CONFIG_FILE=str(other)))
        for words in ((), ("--background",)):
            done = self.latchkey("serve", "-p", "plain", *words, debug=False)
            self.assert_error(done, 2, "runs already")
            self.assertEqual(done.stdout, "")
            self.assertIn("with another configuration: ~/repository/config", done.stderr)
        found = json.loads(self.latchkey("status", "--json", debug=False).stdout)["server"]
        self.assertEqual(found["config"], str(other))
        endpoint = self.environment(AWS_CONFIG_FILE=str(other), AWS_ENDPOINT_URL_STS="http://127.0.0.1:1")
        self.assert_error(self.latchkey("serve", "-p", "plain", "--background", debug=False, env=endpoint), 2, "runs already")

    def test_prompts_before_it_serves(self):
        terminal = self.latchkey_on_terminal("serve", "-p", "ops", "--format", "none")
        terminal.expect("Enter MFA code")
        self.assertNotIn("serving", terminal.screen)
        terminal.type(self.testbed.next_code() + "\n")
        terminal.expect("Ctrl-C ends it")
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.shown)

    def test_token_can_be_written_to_a_file(self):
        running, variables = self.serve_json("-p", "plain", "--token-file")
        self.assertNotIn(TOKEN, variables)
        path = pathlib.Path(windows.as_here(variables[TOKEN_FILE]))
        if not windows.IS:  # which has no modes
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertRegex(path.read_text(), r"\A[\w-]{43}\Z")
        self.assert_serves(variables)
        self.assertEqual(running.end(), 0)
        self.assertFalse(path.exists())

    def test_port_in_use_is_reported(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = str(other.getsockname()[1])
            self.assert_error(self.latchkey("serve", "-p", "plain", "--port", port, debug=False), 1,
                              f"cannot listen on 127.0.0.1 port {port}: {windows.PORT_TAKEN}")
            self.assert_error(self.latchkey("serve", "-p", "plain", "--port", port, "--background", debug=False), 1,
                              f"the background process did not start: cannot listen on 127.0.0.1 port {port}: {windows.PORT_TAKEN}")
        self.assert_gone(int(port))
        _, variables = self.serve_json("-p", "plain", "--port", port)
        self.assertEqual(self.port_of(variables), int(port))

    @windows.not_there(windows.NO_SIGNALS)
    def test_survives_the_terminal_under_nohup(self):
        running = self.start("-p", "plain", "--format", "none",
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        running.process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        self.assertIsNone(running.process.poll())
        self.assertEqual(running.end(), 0)


class Background(ServeCase):
    def test_second_shell_reuses_the_server(self):
        variables = self.background("-p", "plain", "inner", env=self.environment(LATCHKEY_ASKPASS=self.askpass()))
        self.assert_serves(variables)
        pid = self.state()["pid"]
        for words in (["-p", "plain", "inner"], ["-p", "plain"], ["-p", "plain", "--port", str(self.port_of(variables))]):
            self.assertEqual(self.background(*words), variables)
        self.assertEqual(self.state()["pid"], pid)
        for words in (["-p", "ops", "--background"], ["-p", "inner", "--background"], ["-p", "plain", "--port", "1", "--background"],
                      ["-p", "plain", "--imds", "--background"], ["-p", "plain", "--socket", "/x", "--background"], ["-p", "plain"]):
            self.assert_error(self.latchkey("serve", *words, debug=False), 2,
                              f"latchkey serve runs already (pid {pid}), for plain, inner")
        self.assertEqual(self.stop(), f"ended latchkey serve (pid {pid})\n")
        self.assert_gone(self.port_of(variables))
        self.assertEqual(self.stop(), "no latchkey serve runs\n")

    @windows.not_there("/proc does not tell the variables of a program of Windows")
    def test_background_server_inherits_only_needed_credentials(self):
        keys = {"AWS_ACCESS_KEY_ID": world.KEY, "AWS_SECRET_ACCESS_KEY": world.SECRET}
        env = self.environment(**keys, AWS_SESSION_TOKEN="PLANTED-env-token", AWS_CONTAINER_AUTHORIZATION_TOKEN="PLANTED-env-container")
        self.plant("PLANTED-env-token")
        self.assert_serves(self.background("-p", "plain", env=env))
        self.assertFalse({*keys, "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"} & self.variables_of_server())
        self.stop()
        # The environment is the source here.
        variables = self.background(env=self.environment(**keys))
        self.assertEqual(self.ask(variables)[1]["AccessKeyId"], world.KEY)
        self.assertLessEqual(set(keys), self.variables_of_server())

    def variables_of_server(self):
        """The names in its environment, if this user may see it."""
        try:
            data = pathlib.Path(f"/proc/{self.server_process()}/environ").read_bytes()
        except PermissionError:
            missing.skip("root, to read the environment of a hidden process")
        return {entry.partition(b"=")[0].decode() for entry in data.split(b"\0")}

    def test_server_ends_if_its_variables_cannot_be_printed(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(self.command("serve", "-p", "plain", "--background", debug=False), env=self.environment(),
                                  stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot write to standard output", done.stderr)
        self.assertIsNone(json.loads(self.latchkey("status", "--json", debug=False).stdout)["server"])

    def test_logout_reports_a_running_server(self):
        self.background("-p", "plain")
        done = self.latchkey("logout", "--all", debug=False)
        self.assertEqual(done.returncode, 0)
        self.assertIn("hands out what it has until that runs out; latchkey serve --stop ends it", done.stderr)

    def test_overriding_variables_are_reported(self):
        others = {"AWS_PROFILE": "", "AWS_ACCESS_KEY_ID": "AKIAOTHER", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/nosuch"}
        done = self.latchkey("serve", "-p", "plain", "--background", env=self.environment(**others), prints_secrets=True, debug=False)
        for name in others:
            self.assertIn(f"{name} is set here", done.stderr)

    def test_long_term_keys_cause_a_warning(self):
        done = self.latchkey("serve", "-p", "base", "--background", prints_secrets=True, debug=False)
        self.assertIn("profile base has long-term keys", done.stderr)

    def test_invalid_port_is_reported(self):
        for port in ("70000", "-1", "80x", "", " 80", "8_0", "+80"):
            self.assert_error(self.latchkey("serve", "-p", "plain", "--port", port, debug=False), 2, f'--port: "{port}" is not a port')

    def test_profile_is_required_inside_exec_refresh(self):
        done = self.latchkey("exec", "--refresh", "-p", "plain", "--", programs.LATCHKEY_ITSELF, "serve", "--background", debug=False)
        self.assert_error(done, 2, "inside latchkey exec --refresh there is an endpoint already")

    def askpass(self):
        return little_programs.make(self.home.path / "askpass", f"say {self.testbed.next_code()}")

    @windows.not_there("there is no sh; test_windows_shells.py has those that are")
    def test_shell_evaluates_the_variables(self):
        done = self.run_program(["sh", "-c", f'eval "$({programs.LATCHKEY} serve -p plain --background)"; env; '
                                 f"{programs.LATCHKEY} serve --stop"], searched=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(f"\n{URI}=http://127.0.0.1:", done.stdout)

    def test_concurrent_shells_share_one_server(self):
        def start(_):
            return self.latchkey("serve", "-p", "plain", "--background", debug=False, prints_secrets=True)
        with concurrent.futures.ThreadPoolExecutor(6) as shells:
            found = list(shells.map(start, range(6)))
        self.assertEqual({done.returncode for done in found}, {0}, found)
        self.assertEqual(len({(done.stdout, done.stderr) for done in found}), 1)

    @staticmethod
    def with_socket(path):
        return [] if windows.IS else ["--socket", str(path)]

    def test_status_lists_the_server(self):
        self.assertIsNone(json.loads(self.latchkey("status", "--json", debug=False).stdout)["server"])
        path = self.home.path / "s.sock"
        self.background("-p", "plain", "--imds", *self.with_socket(path))
        state = self.state()
        found = json.loads(self.latchkey("status", "--json", debug=False).stdout)["server"]
        self.assertEqual(found.pop("config"), str(self.home.aws / "config"))
        self.assertEqual(found.pop("problems"), [])
        self.assertEqual(found, {name: state[name] for name in ("pid", "since", "port", "metadata_port", "socket", "profiles")})
        terminal = self.latchkey_on_terminal("status")
        self.assertEqual(terminal.wait(), 0)
        where = f"127.0.0.1:{state['port']}" + ("" if windows.IS else f" and {path}")
        for words in ("serving plain at " + where, f"127.0.0.1:{state['metadata_port']}",
                      f"(pid {state['pid']})"):
            self.assertIn(words, terminal.screen.replace("\r\n", ""))
        self.stop()
        self.assertIsNone(json.loads(self.latchkey("status", "--json", debug=False).stdout)["server"])

    def test_files_of_a_killed_server_are_ignored(self):
        path = self.home.path / "s.sock"
        first = self.background("-p", "plain", *self.with_socket(path))
        os.kill(self.server_process(), signal.SIGKILL)
        self.until(lambda: json.loads(self.latchkey("status", "--json", debug=False).stdout)["server"] is None)
        self.assertTrue((windows.IS or path.exists()) and (self.home.aws / "latchkey/serve/token").exists(), "it left them")
        self.assertEqual(self.stop(), "no latchkey serve runs\n")
        second = self.background("-p", "plain", *self.with_socket(path))
        self.assertNotEqual(first[TOKEN], second[TOKEN])
        self.assert_serves(second)
        if not windows.IS:
            self.assert_serves(second, at=path)
        self.assertEqual(self.ask(second, token=first[TOKEN])[0], 403)


class Endpoints(ServeCase):
    @windows.not_there(windows.NO_UNIX_SOCKETS)
    def test_socket_is_private_and_requires_the_token(self):
        path = self.home.path / "run" / "s.sock"
        running, variables = self.serve_json("-p", "plain", "--socket", str(path))
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        for host in ("localhost", "127.0.0.1:1234", "[::1]:9"):
            self.assert_serves(variables, at=path, host=host)
        self.assertEqual(self.ask(variables, at=path, token="")[0], 403)
        self.assertEqual(self.ask(variables, at=path, token="wrong")[0], 403)
        for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80"):
            self.assertEqual(self.ask(variables, at=path, host=host)[1]["code"], "WrongHost")
        self.assertEqual(running.end(), 0)
        self.assert_gone(self.port_of(variables), path)

    @windows.not_there(windows.NO_UNIX_SOCKETS)
    def test_existing_file_at_the_socket_path_is_kept(self):
        path = self.home.write("mine", "text")
        self.assert_error(self.latchkey("serve", "-p", "plain", "--socket", str(path), debug=False), 1, f"{path} is there, and no socket")
        self.assertEqual(path.read_text(), "text")

    @windows.not_there(windows.NOT_AMONG_US)
    def test_instance_metadata_serves_the_first_profile(self):
        _, variables = self.serve_json("-p", "plain", "--imds")
        token = self.metadata(variables, "PUT", "/latest/api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "60"})
        self.assertEqual(token[0], 200)
        self.plant(token[1])
        with_it = {"X-aws-ec2-metadata-token": token[1]}
        roles = "/latest/meta-data/iam/security-credentials/"
        self.assertEqual(self.metadata(variables, "GET", roles, with_it), (200, "plain"))
        status, text = self.metadata(variables, "GET", roles + "plain", with_it)
        self.assertEqual((status, json.loads(text)["AccessKeyId"]), (200, self.assert_serves(variables)))
        self.assertEqual(self.metadata(variables, "GET", roles, {})[0], 401)
        self.assertEqual(self.metadata(variables, "GET", roles, {**with_it, "Host": "169.254.169.254"})[0], 403)

    def metadata(self, variables, method, path, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port_of(variables, METADATA), timeout=10)
        try:
            connection.request(method, path, headers=headers)
            reply = connection.getresponse()
            return reply.status, reply.read().decode()
        finally:
            connection.close()

    @windows.not_there("wine runs the programs of one user")
    def test_programs_of_other_users_are_rejected(self):
        users.need_root()
        path = pathlib.Path("/tmp") / f"latchkey-{os.getpid()}" / "s.sock"
        self.addCleanup(shutil.rmtree, path.parent)
        running, variables = self.serve_json("-p", "plain", "--imds", "--socket", str(path))
        address = ("127.0.0.1", self.port_of(variables, METADATA))
        put = f"PUT /latest/api/token HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\nX-aws-ec2-metadata-token-ttl-seconds: 60\r\n\r\n"
        get = f"GET /role/plain HTTP/1.1\r\nHost: localhost\r\nAuthorization: {variables[TOKEN]}\r\n\r\n"
        self.assertIn("PermissionError", self.as_nobody(str(path), get))
        path.parent.chmod(0o711)
        self.assertIn("PermissionError", self.as_nobody(str(path), get), "the socket's own mode")
        path.chmod(0o666)
        for where, text in ((str(path), get), (address, put)):
            said = self.as_nobody(where, text)
            self.assertIn("HTTP/1.1 403 Forbidden", said)
            self.assertIn("WrongUser", said)
        self.assertIn("refused a request: programs of other users are rejected", running.said)

    def as_nobody(self, address, text):
        code = f"""
import socket
client = socket.socket(socket.AF_UNIX if {isinstance(address, str)} else socket.AF_INET)
client.connect({address!r})
client.sendall({text.encode()!r})
print(client.recv(4096).decode())
"""
        done = self.run_program([programs.DEBIAN_PYTHON, "-I", "-c", code], searched=False, cwd="/", stderr=subprocess.STDOUT,
                                preexec_fn=users.become_nobody)
        return done.stdout


if __name__ == "__main__":
    unittest.main()
