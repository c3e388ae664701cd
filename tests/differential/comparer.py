# SPDX-License-Identifier: Apache-2.0
"""Compares two outcomes of a case. Everything that is not excluded here must be equal to the byte: keys, times,
requests with their signatures, prompts, and the caches afterwards."""
import json
import urllib.parse

# The kinds of Error that correspond to an exception of botocore or Python, or to one derived from it.
KINDS = {
    "ProfileNotFound": "missing", "ConfigParseError": "config", "InvalidConfigError": "config",
    "PartialCredentialsError": "config", "CredentialRetrievalError": "config missing network",
    "ParamValidationError": "config", "NoRegionError": "config", "InvalidRegionError": "config",
    "InvalidSTSRegionalEndpointsConfigError": "config", "InvalidRetryModeError": "config",
    "InvalidMaxRetryAttemptsError": "config", "InvalidRetryConfigurationError": "config", "UnknownEndpointError": "config",
    "InvalidDefaultsMode": "config", "EndpointProviderError": "config", "UnsupportedSignatureVersionError": "config",
    "ConfigNotFound": "config missing io", "ClientError": "denied network", "InvalidIMDSEndpointError": "config",
    "InvalidIMDSEndpointModeError": "config", "MetadataRetrievalError": "missing network", "HTTPClientError": "network config",
    "ConnectionError": "network", "RuntimeError": "missing config", "TypeError": "config", "ValueError": "config",
    "IndexError": "config", "KeyError": "config", "FileNotFoundError": "io config", "IsADirectoryError": "io config",
    "UnicodeDecodeError": "config io", "EOFError": "cancelled", "AttributeError": "config",
    "UnauthorizedSSOTokenError": "denied missing", "SSOTokenLoadError": "missing config", "TokenRetrievalError": "denied missing",
}
HEADERS = {"authorization", "content-type", "x-amz-date", "x-amz-security-token", "accept", "x-aws-ec2-metadata-token",
           "x-aws-ec2-metadata-token-ttl-seconds", "x-amz-sso_bearer_token"}
PORTS = {"http": 80, "https": 443}


def _url(text):
    parts = urllib.parse.urlsplit(text)
    try:
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        port = None
    return f"{parts.scheme}://{parts.hostname}:{port}{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def _proxy(text):
    """The address and the sent credentials: botocore sends none without a password."""
    if not text:
        return None
    parts = urllib.parse.urlsplit(text)
    login = (urllib.parse.unquote(parts.username), urllib.parse.unquote(parts.password)) if (
        parts.username and parts.password) else None
    return f"{parts.scheme}://{parts.hostname}:{parts.port}", login


def _request(request, abilities):
    headers = {name.lower(): value for name, value in request["headers"].items()}
    kept = {name: value for name, value in headers.items() if name in HEADERS}
    if abilities.retries and "amz-sdk-request" in headers:
        kept["amz-sdk-request"] = headers["amz-sdk-request"]
    body = request["body"]
    if body.startswith("{"):  # not signed, so its blanks do not matter
        body = json.dumps(json.loads(body))
    return {"method": request["method"], "url": _url(request["url"]), "headers": kept, "body": body,
            "proxy": _proxy(request["proxy"]), "ca_bundle": request["ca_bundle"]}


def _written(case, outcome):
    """New and changed files below the shared folders."""
    return {name: text for name, text in outcome["files"].items() if case["files"].get(name) != text}


def _without_account(text):
    entry = json.loads(text)
    entry.get("Credentials", {}).pop("AccountId", None)
    return json.dumps(entry)


def settled(case, outcome, abilities):
    """An outcome in the form for comparison."""
    outcome = dict(outcome)
    if outcome["result"] == "error" and outcome.get("message", "").startswith("unable to locate credentials"):
        outcome["result"] = "none"
    outcome["requests"] = [_request(request, abilities) for request in outcome["requests"]]
    outcome["written"] = _written(case, outcome)
    if not abilities.account_ids:
        outcome["account_id"] = None
        outcome["written"] = {name: _without_account(text) for name, text in outcome["written"].items()}
    return outcome


def may_stand_for(kind, theirs):
    return any(kind in KINDS.get(base, "").split() for base in theirs["bases"])


def _result_lines(ours, theirs):
    if ours["result"] != theirs["result"]:
        yield f"result: {shown(ours)}, botocore: {shown(theirs)}"
    elif ours["result"] == "credentials":
        for name in ("access_key", "secret_key", "token", "account_id", "expiry", "method", "region"):
            if ours[name] != theirs[name]:
                yield f"{name}: {ours[name]!r}, botocore: {theirs[name]!r}"
    elif ours["result"] == "error" and not may_stand_for(ours["kind"], theirs):
        yield f"kind of error: {shown(ours)}, botocore: {shown(theirs)}"


def _request_lines(ours, theirs):
    if len(ours) != len(theirs):
        yield (f"requests: {[brief(request) for request in ours]}, "
               f"botocore: {[brief(request) for request in theirs]}")
        return
    for number, (mine, their) in enumerate(zip(ours, theirs), 1):
        for part in ("method", "url", "proxy", "ca_bundle", "body"):
            if mine[part] != their[part]:
                yield f"request {number}, {part}: {mine[part]!r}, botocore: {their[part]!r}"
        for name in sorted(mine["headers"].keys() | their["headers"].keys()):
            if mine["headers"].get(name) != their["headers"].get(name):
                yield (f"request {number}, header {name}: {mine['headers'].get(name)!r}, "
                       f"botocore: {their['headers'].get(name)!r}")


def _file_lines(ours, theirs):
    """botocore writes the one folder it was given. latchkey writes the same bytes to both, except credentials of IAM
    Identity Center, which are only in AWS CLI's."""
    wanted = {}
    for name, text in theirs.items():
        base = name.rsplit("/", 1)[-1]
        if name.startswith((".aws/boto/", ".aws/cli/")) and not text.startswith('{"ProviderType"'):
            wanted[".aws/boto/cache/" + base] = wanted[".aws/cli/cache/" + base] = text
        else:
            wanted[name] = text
    for name in sorted(wanted.keys() | ours.keys()):
        if ours.get(name) != wanted.get(name):
            yield f"file {name}: {ours.get(name)!r}, botocore: {wanted.get(name)!r}"


def differences(case, ours, theirs):
    """The differences of two normalized outcomes, a line each."""
    lines = list(_result_lines(ours, theirs))
    if ours["prompts"] != theirs["prompts"]:
        lines.append(f"questions: {ours['prompts']}, botocore: {theirs['prompts']}")
    lines += _request_lines(ours["requests"], theirs["requests"])
    lines += _file_lines(ours["written"], theirs["written"])
    return lines


def brief(request):
    form = urllib.parse.parse_qs(request["body"])
    return " ".join([request["method"], request["url"], *form.get("Action", []), *form.get("RoleArn", [])])


def shown(outcome):
    if outcome["result"] == "credentials":
        return f"{outcome['access_key']} by {outcome['method']}"
    if outcome["result"] == "none":
        return "no credentials"
    return f"{outcome.get('kind') or outcome.get('error')}: {outcome['message']!r}"
