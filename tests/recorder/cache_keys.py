# SPDX-License-Identifier: Apache-2.0
"""cache_keys.json: the names of botocore's cache files, and the texts that they are hashes of."""
import hashlib

import machine

GROUPS = ("vectors",)
_hashed = []


def prepare():
    machine.furnish({}, {})
    for name in ("sha1", "sha256"):
        setattr(hashlib, name, _keep(getattr(hashlib, name), name))
    import botocore.credentials  # noqa: takes these
    import botocore.session
    import botocore.utils  # noqa


def _keep(function, name):
    def keep(data=b"", **options):
        _hashed.append((name, bytes(data)))
        return function(data, **options)
    return keep


def _arguments(vector):
    hexadecimal = {name: bytes.fromhex(value).decode(errors="surrogateescape")
                   for name, value in vector.get("extra_args_hex", {}).items()}
    return {**vector.get("extra_args", {}), **hexadecimal}


def _assume_role(vector):
    import botocore.credentials
    return botocore.credentials.AssumeRoleCredentialFetcher(None, None, vector["role_arn"], _arguments(vector))._cache_key


def _web_identity(vector):
    import botocore.credentials
    return botocore.credentials.AssumeRoleWithWebIdentityCredentialFetcher(
        None, None, vector["role_arn"], _arguments(vector))._cache_key


def _sso_role(vector):
    import botocore.credentials
    names = ("start_url", "sso_region", "role_name", "account_id", "sso_session_name")
    return botocore.credentials.SSOCredentialFetcher(
        client_creator=None, **{name: vector[name] for name in names if name in vector})._cache_key


def _sso_token(vector):
    import botocore.utils
    return botocore.utils.SSOTokenLoader()._generate_cache_key(vector["start_url"], vector["session_name"])


def _login(vector):
    import botocore.utils
    generate = getattr(botocore.utils, "generate_login_cache_key", None)
    return generate and generate(vector["login_session"])


def _profile(vector):
    """The key that the provider of a profile would use."""
    import botocore.session
    machine.furnish({"AWS_EC2_METADATA_DISABLED": "true", **vector["env"]}, vector["files"])
    botocore.session.Session(profile=vector["profile"]).get_credentials()
    name, text = _hashed[-1]
    return hashlib.new(name, text).hexdigest()


KINDS = {"assume-role": _assume_role, "web-identity": _web_identity, "sso-role": _sso_role, "sso-token": _sso_token,
         "login": _login, "profile": _profile}


def answer(_, vector):
    if vector["kind"] not in KINDS:
        return None  # a file of AWS CLI v2
    _hashed.clear()
    key = KINDS[vector["kind"]](vector)
    if key is None:
        return None  # this version does not have such files
    name, text = next((name, data) for name, data in reversed(_hashed)
                      if hashlib.new(name, data).hexdigest() == key)
    vector.update(hash=name, hash_input=text.decode(), expected_key=key, expected_file=f"{key}.json")
    return vector
