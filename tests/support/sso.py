# SPDX-License-Identifier: Apache-2.0
"""The testbed's IAM Identity Center, profiles that use it, and a browser that confirms every page."""
import hashlib
import json
import stat
import sys

from support import world
from support.case import Case

START_URL = "https://d-1234567890.awsapps.com/start"
CONFIG = {**world.CONFIG, "sso": [{
    "start_url": START_URL, "region": "us-east-1", "person": "ada",
    "assignments": [{"account": "222222222222", "role": "plain"}, {"account": "333333333333", "role": "inner"}]}]}

PROFILES = f"""[profile corp]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = plain
region = eu-west-1
[profile other]
sso_session = corp
sso_account_id = 333333333333
sso_role_name = inner
region = eu-west-1
[profile refused]
sso_session = corp
sso_account_id = 333333333333
sso_role_name = denied
region = eu-west-1
[profile old]
sso_start_url = {START_URL}
sso_region = us-east-1
sso_account_id = 222222222222
sso_role_name = plain
region = eu-west-1
[profile chained]
role_arn = {world.INNER}
source_profile = corp
region = eu-west-1
[sso-session corp]
sso_start_url = {START_URL}
sso_region = us-east-1
sso_registration_scopes = sso:account:access
"""


def token_name(key="corp"):
    return hashlib.sha1(key.encode()).hexdigest() + ".json"


def token(home, key="corp"):
    """The content of the token file, or None."""
    path = home.aws / "sso" / "cache" / token_name(key)
    return json.loads(path.read_text()) if path.exists() else None


def browser(home, *, script="urllib.request.urlopen(sys.argv[1]).read()"):
    """A BROWSER program that opens the page, which confirms it."""
    path = home.write("browser", f"#!{sys.executable}\nimport sys, urllib.request\n"
                                 f"open({str(home.path / 'opened')!r}, 'a').write(sys.argv[1] + '\\n')\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def opened(home):
    path = home.path / "opened"
    return path.read_text().splitlines() if path.exists() else []


class SignedInCase:
    """For a test case before its class: a person who confirms sign-ins, and their profiles."""
    world_config = CONFIG

    def setUp(self):
        super().setUp()
        self.testbed.person("confirms")
        self.home.write(".aws/config", PROFILES)
        self.browser = browser(self.home)

    def remember_tokens(self):
        for path in (self.home.aws / "sso" / "cache").glob("*.json"):
            for member in ("accessToken", "refreshToken", "clientSecret"):
                if secret := json.loads(path.read_text()).get(member):
                    self.plant(secret)


ARN = "assumed-role/plain/ada"


class SsoCase(SignedInCase, Case):
    def environment(self, **more):
        return super().environment(AWS_ENDPOINT_URL=self.testbed.http, **{"BROWSER": self.browser, **more})

    def login(self, *words, **more):
        done = self.latchkey("login", *words, **more)
        self.remember_tokens()
        return done

    def assert_signed_in(self, profile="corp", arn=ARN, **more):
        done = self.latchkey("whoami", "-p", profile, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(arn, done.stdout)
