# SPDX-License-Identifier: Apache-2.0
"""The replies of the fake network: routes in the form of tests/vectors/chain.json."""
import json

STS = "https://sts.amazonaws.com/doc/2011-06-15/"
FAR = "2026-03-01T00:20:00Z"  # no later than the shortest session that can be asked for
ENDS = [FAR] * 12 + ["2026-03-01T00:18:00Z", "2026-03-01T00:15:00Z", "2026-03-01T00:14:59Z", "2026-03-01T00:05:00Z",
                     "2026-03-01T00:19:59.123Z"]


def _credentials(name, end):
    return (f"<Credentials><AccessKeyId>ASIA{name}</AccessKeyId><SecretAccessKey>secret/{name}+=</SecretAccessKey>"
            f"<SessionToken>token{name}==</SessionToken><Expiration>{end}</Expiration></Credentials>")


def _reply(action, members):
    return (f'<{action}Response xmlns="{STS}"><{action}Result>{members}</{action}Result><ResponseMetadata>'
            f"<RequestId>00000000-0000-4000-8000-000000000001</RequestId></ResponseMetadata></{action}Response>")


def _user(arn):
    return f"<AssumedRoleUser><AssumedRoleId>AROA:s</AssumedRoleId><Arn>{arn}</Arn></AssumedRoleUser>"


def error(code, message="no"):
    return (f'<ErrorResponse xmlns="{STS}"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>'
            "</Error><RequestId>1</RequestId></ErrorResponse>")


TROUBLES = [
    {"failure": "connect"}, {"failure": "timeout"}, {"status": 500, "body": ""}, {"status": 502, "body": "<html>"},
    {"status": 503, "body": error("ServiceUnavailable")}, {"status": 504, "body": ""}, {"status": 509, "body": ""},
    {"status": 429, "body": error("TooManyRequestsException")}, {"status": 400, "body": error("Throttling")},
    {"status": 400, "body": error("ThrottlingException")}, {"status": 400, "body": error("RequestLimitExceeded")},
    {"status": 400, "body": error("SlowDown")}, {"status": 400, "body": error("IDPCommunicationError")},
    {"status": 408, "body": error("RequestTimeout")}, {"status": 400, "body": error("RequestTimeoutException")},
    {"status": 501, "body": error("NotImplemented")},
]


def assumed_arn(role_arn):
    """The ARN of the session; STS omits the path of the role."""
    parts = role_arn.split(":")
    account = parts[4] if len(parts) > 4 and parts[4] else "123456789012"
    return f"arn:aws:sts::{account}:assumed-role/{role_arn.rsplit('/', 1)[-1]}/s"


def assume_role(rng, name, role_arn):
    extra = "<PackedPolicySize>6</PackedPolicySize>" if rng.random() < 0.05 else ""
    extra += "<SourceIdentity>ada</SourceIdentity>" if rng.random() < 0.05 else ""
    body = _reply("AssumeRole", _user(assumed_arn(role_arn)) + _credentials(name, rng.choice(ENDS)) + extra)
    return {"method": "POST", "form": {"Action": "AssumeRole", "RoleArn": role_arn}, "body": body}


def web_identity(rng, name, role_arn):
    members = (f"<Audience>sts.amazonaws.com</Audience>{_user(assumed_arn(role_arn))}<Provider>accounts.example.com"
               f"</Provider>{_credentials(name, rng.choice(ENDS))}<SubjectFromWebIdentityToken>sub:1"
               "</SubjectFromWebIdentityToken>")
    action = "AssumeRoleWithWebIdentity"
    return {"method": "POST", "form": {"Action": action, "RoleArn": role_arn}, "body": _reply(action, members)}


def denial(rng, action):
    codes = {"AssumeRole": [(403, "AccessDenied"), (403, "InvalidClientTokenId"), (403, "ExpiredToken"),
                            (400, "ValidationError"), (403, "SignatureDoesNotMatch")],
             "AssumeRoleWithWebIdentity": [(400, "InvalidIdentityToken"), (403, "AccessDenied"),
                                           (400, "ExpiredTokenException"), (403, "IDPRejectedClaim")]}
    status, code = rng.choice(codes[action])
    return {"method": "POST", "form": {"Action": action}, "status": status, "body": error(code)}


def metadata(name, end=FAR, **changes):
    """Replies of container endpoints and instance metadata; members that are None are omitted."""
    members = {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "ASIA" + name, "SecretAccessKey": "s" + name,
               "Token": "t" + name, "Expiration": end, **changes}
    return json.dumps({key: value for key, value in members.items() if value is not None})
