# SPDX-License-Identifier: Apache-2.0
"""sts_endpoints.json: the address and the signing region of botocore's STS calls."""
import machine
import sts_client
from sts_client import prepare  # noqa: for scripts/record-vectors

GROUPS = ("vectors",)
CALLS = {"AssumeRole": ("assume_role", sts_client.ROLE),
         "AssumeRoleWithWebIdentity": ("assume_role_with_web_identity", {**sts_client.ROLE, "WebIdentityToken": "JWT.T"})}


def _outcome(vector, operation, parameters):
    import botocore.session
    try:
        session = botocore.session.Session(profile=vector.get("profile"))
        client = session.create_client("sts", region_name=vector.get("region_arg"), aws_access_key_id="AKIDEXAMPLE",
                                       aws_secret_access_key="secret")
        request = sts_client.request_of(client, operation, parameters)
    except Exception as error:
        return machine.error_of(error)
    signature = sts_client.headers_of(request).get("Authorization")
    if signature is None:
        return {"url": machine.with_placeholders(request.url), "signed": False}
    algorithm, region, name = sts_client.SIGNATURE.match(signature).groups()
    return {"url": machine.with_placeholders(request.url), "signing_region": region, "signing_name": name,
            "algorithm": algorithm}


def answer(_, vector):
    machine.furnish(vector["env"], {".aws/config": vector["config"]})
    vector["expected"] = {name: _outcome(vector, *call) for name, call in CALLS.items() if name in vector["expected"]}
    return vector
