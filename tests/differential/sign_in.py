# SPDX-License-Identifier: Apache-2.0
"""Generates profiles with a sign-in: IAM Identity Center and `aws login`, with its result in a file."""
import hashlib
import json

import machine

START_URLS = ["https://d-abc.awsapps.com/start", "https://d-abc.awsapps.com/start/", "https://ü.example.com/start"]
ENDS = ["2099-01-01T00:00:00Z"] * 8 + ["2026-03-01T00:10:00Z", "2026-03-01T00:14:59Z", "2026-03-01T00:15:00Z",
                                       "2026-02-28T00:00:00Z", "2099-01-01T00:00:00UTC"]
PAST, FAR = "2026-02-01T00:00:00Z", "2099-01-01T00:00:00Z"


def _sha1(text):
    return hashlib.sha1(text.encode()).hexdigest()


def sso_profile(maker):
    """The settings of a profile; also adds its session, its token and the portal."""
    url, region = maker.pick(START_URLS, 0.8), maker.pick(["us-west-2", "eu-central-1", "cn-north-1", ""], 0.7)
    account, role = maker.pick(["123456789012", "000000000012"]), maker.pick(["Admin", "Read Only", "Ü"], 0.8)
    values = {"sso_account_id": account, "sso_role_name": role}
    session = maker.pick(["corp", "with space", f"s{maker.fresh()}"]) if maker.chance(0.6) else None
    own = {"sso_start_url": url, "sso_region": region}
    if session is None:
        values.update(own)
    else:
        values["sso_session"] = session
        if maker.chance(0.06):
            values["sso_region"] = maker.pick([region, "xx-other-1"])
        _add_session(maker, session, own)
    if maker.chance(0.04):
        del values[maker.rng.choice(list(values))]
    _add_token(maker, session if session is not None else url, url, region)
    name = {"sessionName": session} if session else {"startUrl": url}
    key = _sha1(json.dumps({"accountId": account, "roleName": role, **name}, sort_keys=True, separators=(",", ":")))
    if key not in maker.keys:
        maker.keys.append(key)
    _add_portal(maker)
    return list(values.items())


def _add_session(maker, session, own):
    if any(session in lines[0] for lines in maker.sections) or maker.chance(0.03):
        return
    header = f"[sso-session {session}]" if " " not in session else f'[sso-session "{session}"]'
    settings = {**own, "sso_registration_scopes": "sso:account:access"}
    if maker.chance(0.03):
        del settings[maker.rng.choice(list(settings))]
    maker.sections.append([header, *(f"{key} = {value}" for key, value in settings.items())])


def _add_token(maker, name, url, region):
    token = {"startUrl": url, "region": region, "accessToken": "AT" + maker.fresh(), "expiresAt": maker.rng.choice(ENDS)}
    if maker.chance(0.6):
        token.update(clientId="cid", clientSecret="csec", registrationExpiresAt=maker.pick([FAR, PAST], 0.85),
                     refreshToken="RT")
        if maker.chance(0.05):
            del token[maker.rng.choice(["clientId", "clientSecret", "refreshToken"])]
    if maker.chance(0.03):
        del token[maker.rng.choice(["accessToken", "expiresAt"])]
    if maker.chance(0.95):
        maker.files[f".aws/sso/cache/{_sha1(name)}.json"] = json.dumps(token)


def _add_portal(maker):
    if any(route.get("path") == "/federation/credentials" for route in maker.routes):
        return
    word = maker.fresh()
    reply = {"roleCredentials": {"accessKeyId": "ASIASSO" + word, "secretAccessKey": "s" + word,
                                 "sessionToken": "t" + word,
                                 "expiration": maker.pick([1772366400000, 1772326800123, 1772324100000])}}
    maker.routes.append({"method": "GET", "path": "/federation/credentials", **maker.pick([
        {"body": json.dumps(reply)},
        {"status": 401, "resp_headers": {"x-amzn-errortype": "UnauthorizedException"}, "body": '{"message": "no"}'},
        {"status": 403, "resp_headers": {"x-amzn-errortype": "ForbiddenException"}, "body": '{"message": "no"}'},
        {"status": 404, "resp_headers": {"x-amzn-errortype": "ResourceNotFoundException"}, "body": "{}"}], 0.9)})
    fresh = {"accessToken": "FRESH" + word, "expiresIn": 28800, "tokenType": "Bearer"}
    if maker.chance(0.7):
        fresh["refreshToken"] = "RT2"
    maker.routes.append({"method": "POST", "path": "/token", **maker.pick([
        {"body": json.dumps(fresh)},
        {"status": 400, "resp_headers": {"x-amzn-errortype": "InvalidGrantException"},
         "body": '{"error": "invalid_grant", "error_description": "no"}'}], 0.8)})


def login_profile(maker):
    """Valid cached credentials of `aws login`: refreshing them needs a key, and a library that botocore rarely has."""
    session = maker.pick(["arn:aws:iam::123456789012:user/alice", "arn:aws:sts::123456789012:assumed-role/r/ü", ""], 0.8)
    word = maker.fresh()
    token = {"accessToken": {"accessKeyId": "ASIALOGIN" + word, "secretAccessKey": "s" + word, "sessionToken": "t" + word,
                             "accountId": "123456789012", "expiresAt": FAR},
             "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
             "clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": "RT", "idToken": "h.p.s",
             "dpopKey": "{{EC_P256_PEM}}"}
    if maker.chance(0.06):
        del token[maker.rng.choice(["accessToken", "refreshToken", "clientId", "dpopKey"])]
    if maker.chance(0.95):
        name = hashlib.sha256(session.encode()).hexdigest()
        maker.files[machine.login_folder(maker) + f"/{name}.json"] = json.dumps(token)
    return [("login_session", session)]
