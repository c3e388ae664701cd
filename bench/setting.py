# SPDX-License-Identifier: Apache-2.0
"""The HOME for measurements: role profiles, and a cache entry that every tool reads."""
import hashlib
import json
import time
from pathlib import Path

DEVICE = "arn:aws:iam::111111111111:mfa/ada"
PROFILE = "p17"
KEYS = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}


def role(number):
    return f"arn:aws:iam::222222222222:role/r{number}"


def make_home(folder, profiles):
    """`profiles` roles with one device. The credentials of p17 are cached."""
    aws = Path(folder) / ".aws"
    (aws / "cli" / "cache").mkdir(parents=True)
    lines = ["[profile base]"] + [f"{name} = {value}" for name, value in KEYS.items()] + ["region = us-east-1"]
    for number in range(profiles):
        lines += [f"[profile p{number}]", "region = us-east-1", f"role_arn = {role(number)}", "source_profile = base",
                  f"mfa_serial = {DEVICE}"]
    (aws / "config").write_text("\n".join(lines) + "\n", encoding="ascii")
    key = hashlib.sha1(json.dumps({"RoleArn": role(17), "SerialNumber": DEVICE}, sort_keys=True).encode()).hexdigest()
    entry = {"Credentials": {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "s" * 40, "SessionToken": "t" * 600,
                             "Expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 11 * 3600))}}
    (aws / "cli" / "cache" / f"{key}.json").write_text(json.dumps(entry), encoding="ascii")
    return {"HOME": str(folder), "PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true"}
