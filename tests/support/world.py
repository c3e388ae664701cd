# SPDX-License-Identifier: Apache-2.0
"""The configuration of the tests' testbed: users, keys, devices, roles, and the config files of a user."""
import copy

KEY = "AKIAADAEXAMPLE000001"
SECRET = "PLANTED/ada+secret/7MDENGbPxRfiCYEXAMPLE"
DEVICE = "arn:aws:iam::111111111111:mfa/ada"
BOB_KEY = "AKIABOBEXAMPLE000001"
BOB_SECRET = "PLANTED/bob+secret/8NDENGbPxRfiCYEXAMPLE"
BOB_DEVICE = "arn:aws:iam::111111111111:mfa/bob"
INACTIVE_KEY = "AKIAOLDEXAMPLE000001"
OPS = "arn:aws:iam::222222222222:role/ops"
PLAIN = "arn:aws:iam::222222222222:role/plain"
INNER = "arn:aws:iam::333333333333:role/inner"
BILLING = "arn:aws:iam::333333333333:role/billing"
DENIED = "arn:aws:iam::333333333333:role/denied"

_MINE = ["arn:aws:iam::111111111111:root"]

CONFIG = {"accounts": [
    {"id": "111111111111", "users": [
        {"name": "ada",
         "access_keys": [{"id": KEY, "secret": SECRET},
                         {"id": INACTIVE_KEY, "secret": SECRET, "status": "Inactive"}],
         "mfa_devices": [{"serial": DEVICE, "secret_base32": "JBSWY3DPEHPK3PXP"}]},
        {"name": "bob",
         "access_keys": [{"id": BOB_KEY, "secret": BOB_SECRET}],
         "mfa_devices": [{"serial": BOB_DEVICE, "secret_base32": "GEZDGNBVGY3TQOJQ"}]}]},
    {"id": "222222222222", "roles": [
        {"name": "ops", "trust": _MINE, "require_mfa": True},
        {"name": "plain", "trust": _MINE}]},
    {"id": "333333333333", "roles": [
        {"name": "inner", "trust": [OPS, PLAIN]},
        {"name": "billing", "trust": _MINE, "require_mfa": True, "max_session_duration": 43200},
        {"name": "denied", "trust": ["arn:aws:iam::999999999999:root"]}]}]}

CREDENTIALS_FILE = f"""[base]
aws_access_key_id = {KEY}
aws_secret_access_key = {SECRET}
"""

CONFIG_FILE = f"""[default]
region = eu-central-1

[profile base]
region = eu-central-1

[profile ops]
role_arn = {OPS}
source_profile = base
mfa_serial = {DEVICE}
region = eu-central-1

[profile billing]
role_arn = {BILLING}
source_profile = base
mfa_serial = {DEVICE}
region = eu-west-1

[profile plain]
role_arn = {PLAIN}
source_profile = base
region = eu-central-1

[profile inner]
role_arn = {INNER}
source_profile = ops
region = eu-central-1
"""


def short_lived(seconds, config=CONFIG):
    """`config` with a fixed lifetime for role sessions."""
    config = copy.deepcopy(config)
    for account in config["accounts"]:
        for role in account.get("roles", []):
            role["lifetime_seconds"] = seconds
    return config
