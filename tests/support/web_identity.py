# SPDX-License-Identifier: Apache-2.0
"""A role of the testbed for tokens of OpenID Connect, and the variables for both."""
import copy

from support import world

DEPLOY = "arn:aws:iam::222222222222:role/deploy"
ISSUER = "https://ci.example"
ARN = "assumed-role/deploy/"

CONFIG = copy.deepcopy(world.CONFIG)
CONFIG["accounts"][1]["roles"].append({"name": "deploy", "trust": [{"web_identity": ISSUER}]})
CONFIG["identity_providers"] = [{"issuer": ISSUER}]


class WebIdentityMixin:
    """For a Case: the environment of a CI job."""
    world_config = CONFIG

    def setUp(self):
        super().setUp()
        self.token_file = self.home.path / "token"
        self.write_token()

    def write_token(self, lifetime=3600):
        token = self.testbed.web_token(lifetime)
        self.plant(token)
        self.token_file.write_text(token)

    def environment(self, **more):
        return super().environment(**{"AWS_WEB_IDENTITY_TOKEN_FILE": str(self.token_file), "AWS_ROLE_ARN": DEPLOY,
                                      "AWS_DEFAULT_REGION": "eu-central-1", **more})

    def assert_calls(self, count):
        self.assertEqual(self.testbed.calls("AssumeRoleWithWebIdentity"), count)
