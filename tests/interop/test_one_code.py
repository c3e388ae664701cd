#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One code, five roles, every tool: through the shared caches, exec and adopt. Each tool runs on a terminal, where a
prompt would be visible and never answered; the testbed counts the codes."""
import copy
import http.server
import pathlib
import re
import sys
import threading
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]
from buckets import Buckets
from interop_case import InteropCase
from support import programs, world
from support.case import PROMPT
from support.home import cache_key
from support.testbed import Testbed

ROLES = ["ops", "billing", "audit", "data", "deploy"]
ARN = {"ops": world.OPS, "billing": world.BILLING,
       **{name: f"arn:aws:iam::222222222222:role/{name}" for name in ("audit", "data", "deploy")}}

# As SAM CLI's commands: many separate sessions, in one process and in threads.
MANY_SESSIONS = """
import sys, boto3, concurrent.futures
def who(name):
    return boto3.Session(profile_name=name).client("sts").get_caller_identity()["Arn"]
names = sys.argv[1:]
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    print(*[who(name) for name in names], *pool.map(who, names), sep="\\n")
"""
NODE = """
const { fromIni } = require("@aws-sdk/credential-providers");
(async () => { for (const profile of process.argv.slice(2)) console.log((await fromIni({ profile })()).accessKeyId); })();
"""


class OneCode(InteropCase):
    @classmethod
    def setUpClass(cls):
        config = copy.deepcopy(world.CONFIG)
        config["accounts"][1]["roles"] += [{"name": name, "trust": ["arn:aws:iam::111111111111:root"], "require_mfa": True}
                                           for name in ("audit", "data", "deploy")]
        cls.testbed = Testbed(config)
        cls.addClassCleanup(cls.testbed.stop)

    def setUp(self):
        super().setUp()
        self.add_profiles("".join(f"\n[profile {name}]\nrole_arn = {ARN[name]}\nsource_profile = base\n"
                                  f"mfa_serial = {world.DEVICE}\nregion = eu-central-1\n" for name in ROLES[2:]))

    def sign_in_everywhere(self):
        terminal = self.latchkey_on_terminal("login", "-p", "ops", "--all-roles")
        terminal.expect(PROMPT)
        terminal.type(self.testbed.next_code() + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.shown)
        self.remember_cached_secrets()
        for name in ROLES:
            self.assertRegex(terminal.shown, rf"(?m)^  {name} +{ARN[name]} +until ")

    def runs(self, words, searched=True):
        """The output of a tool on a terminal, which must succeed without a prompt."""
        terminal = self.on_terminal(words)
        status = terminal.wait(timeout=60)
        self.assertEqual(status, 0, terminal.shown)
        self.assertNotIn("MFA", terminal.shown)
        return terminal.shown

    def through_exec(self, words):
        return [programs.LATCHKEY, "exec", "-p", "ops", "--", *words]

    def key_of(self, name):
        """The access key of a role in the shared caches."""
        arguments = {"RoleArn": ARN[name], "SerialNumber": world.DEVICE}
        return self.home.entry(self.home.both(cache_key(**arguments))[0])["AccessKeyId"]

    def assert_one_code(self, roles=len(ROLES)):
        counts = self.testbed.counts()
        self.assertEqual((counts["questions_answered"], counts["codes_received"]), (1, 1))
        self.assertEqual(counts["operations"]["GetSessionToken"]["ok"], 1)
        self.assertEqual(counts["operations"]["AssumeRole"]["ok"], roles)

    def check_aws_cli(self, wrap):
        for name in ROLES:
            self.assertIn(f"assumed-role/{name}/", self.runs(wrap(self.aws(name))))

    def check_boto3(self, wrap):
        shown = self.runs(wrap([programs.need_debian_boto3(), "-W", "ignore", "-c", MANY_SESSIONS, *ROLES]))
        for name in ROLES:
            self.assertEqual(shown.count(f"assumed-role/{name}/"), 2, shown)

    def check_node(self, wrap):
        folder = programs.need_node_sdk()
        script = self.home.write("who.js", NODE)
        node = ["/usr/bin/env", f"NODE_PATH={folder / 'node_modules'}", programs.need("node"), str(script)]
        self.assertEqual(re.findall(r"ASIA\w+", self.runs(wrap([*node, *ROLES]))), [self.key_of(name) for name in ROLES])

    def check_rclone(self, wrap):
        rclone = programs.need("rclone")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Buckets)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        Buckets.keys.clear()
        for name in ROLES:
            remote = (f":s3,provider=AWS,env_auth=true,profile={name},region=eu-central-1,"
                      f'endpoint="http://127.0.0.1:{server.server_port}":')
            # It does not run with AWS_CA_BUNDLE, so latchkey reaches the testbed in another way.
            self.runs(wrap(["/usr/bin/env", "-u", "AWS_CA_BUNDLE", "-u", "HTTPS_PROXY",
                            f"AWS_ENDPOINT_URL_STS={self.testbed.http}", rclone, "--config", "/dev/null", "lsd", remote]))
        self.assertEqual(Buckets.keys, [self.key_of(name) for name in ROLES])

    def test_one_code_serves_five_roles_in_the_shared_caches(self):
        self.sign_in_everywhere()
        self.check_aws_cli(list)
        for name in ROLES:
            self.assertIn(f"assumed-role/{name}/", self.runs(self.boto(name)))
        self.assert_one_code(len(ROLES) + 1)  # and the profile inner, which uses ops

    def test_one_code_serves_five_roles_with_exec(self):
        self.sign_in()  # the other roles are fetched on first use
        for check in (self.check_aws_cli, self.check_boto3, self.check_node, self.check_rclone):
            with self.subTest(check.__name__):
                check(self.through_exec)
        self.assert_one_code()

    def test_one_code_serves_five_roles_with_adopt(self):
        self.sign_in()
        before = (self.home.aws / "config").read_bytes()
        self.assertEqual(self.latchkey("adopt", "--all").returncode, 0)
        for check in (self.check_aws_cli, self.check_boto3, self.check_node, self.check_rclone):
            with self.subTest(check.__name__):
                check(list)
        self.assert_one_code()
        self.assertEqual(self.latchkey("release", "--all").returncode, 0)
        self.assertEqual((self.home.aws / "config").read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
