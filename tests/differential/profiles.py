# SPDX-License-Identifier: Apache-2.0
"""Generates profiles of every kind, alone and referring to each other."""
import json

import replies
import settings
import sign_in

ROLE = "arn:aws:iam::{account}:role/{name}"
PARTITIONS = ["aws"] * 18 + ["aws-cn", "aws-us-gov"]


def add(maker, name, names):
    """Adds the profile `name`, which may refer to others of `names`."""
    kinds = [(_static, 30), (_role, 50 if maker.done else 15), (_web_identity, 8), (_process, 1.2), (_nothing, 4), (_half, 2)]
    if maker.abilities.sso:
        kinds.append((_sso, 12))
    if maker.abilities.login:
        kinds.append((_login, 5))
    kind = maker.rng.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
    values = kind(maker, name, names)
    if kind is _role and maker.chance(0.06):
        values += _static_values(maker)  # overrides the role if it is a source
    if maker.chance(0.55):
        values.append(("region", maker.pick(maker.abilities.regions(), 0.5)))
    if maker.chance(0.06):
        values += settings.endpoint_settings(maker.rng, maker.abilities, False)
    if maker.chance(0.05):
        values += settings.client_settings(maker.rng, maker.abilities, False)
    if maker.abilities.endpoint_urls and maker.chance(0.03):
        values += _services(maker)
    values = list(dict(values).items())
    if maker.chance(0.2):
        maker.rng.shuffle(values)
    _place(maker, name, values)


def _place(maker, name, values):
    """In the config file, in the credentials file, or split between both."""
    keys = [pair for pair in values if pair[0].startswith("aws_")]
    rest = [pair for pair in values if not pair[0].startswith("aws_")]
    roll = maker.rng.random()
    if roll < 0.06:
        maker.credentials.append((name, values))
    elif roll < 0.12:
        maker.config.append((name, values))
    elif roll < 0.16:
        cut = maker.rng.randrange(len(values) + 1)
        maker.config.append((name, values[:cut]))
        maker.credentials.append((name, values[cut:]))
    else:
        if rest or maker.chance(0.3):
            maker.config.append((name, rest))
        if keys:
            maker.credentials.append((name, keys))
    if maker.chance(0.04):  # in both files; the credentials file takes precedence
        maker.credentials.append((name, [maker.rng.choice(values)] if values else []))
        merged = {}
        for section, pairs in maker.credentials:
            merged.setdefault(section, {}).update(pairs)
        maker.credentials[:] = [(section, list(pairs.items())) for section, pairs in merged.items()]


def _static_values(maker):
    word = maker.fresh()
    values = [("aws_access_key_id", "AKIA" + word + "ABCDEFGH0123"), ("aws_secret_access_key", f"secret/{word}+x")]
    if maker.chance(0.15):
        values.append((maker.pick(["aws_session_token", "aws_security_token"]), maker.pick([f"token{word}==", ""], 0.8)))
    if maker.chance(0.08):
        values.append(("aws_account_id", "444455556666"))
    return values


def _static(maker, name, names):
    return _static_values(maker)


def _half(maker, name, names):
    return [maker.rng.choice(_static_values(maker)[:2])] + ([("aws_secret_access_key", "")] if maker.chance(0.2) else [])


def _nothing(maker, name, names):
    return [("output", "json")] + ([("mfa_serial", settings.DEVICES[0])] if maker.chance(0.2) else [])


def role_arn(maker):
    if maker.chance(0.03):
        return maker.rng.choice(["", "short", "arn:aws:iam::1:role/äöü-long-enough", "not-an-arn-but-long-enough"])
    account = maker.rng.choice(["111122223333", "123456789012"])
    arn = ROLE.format(account=account, name=maker.rng.choice(["Admin", "Dev", "path/to/Ops", "R" + maker.fresh()]))
    return arn.replace("arn:aws:", f"arn:{maker.rng.choice(PARTITIONS)}:", 1)


def _role(maker, name, names):
    arn = role_arn(maker)
    values = [("role_arn", arn)]
    if maker.chance(0.75 if maker.done else 0.1):
        values.append(("source_profile", maker.rng.choice(maker.done if maker.done and maker.chance(0.94) else names)))
    elif maker.chance(0.95):
        source = maker.pick(["Environment", "EcsContainer", "Ec2InstanceMetadata"], 0.2)
        values.append(("credential_source", source))
        if maker.chance(0.85):
            maker.sources.add(source)
    if maker.chance(0.02):
        values.append(maker.rng.choice([("source_profile", "missing"), ("source_profile", ""),
                                        ("credential_source", "environment"), ("credential_source", "Environment")]))
    if maker.chance(0.25):
        values.append(("role_session_name", maker.pick(settings.SESSION_NAMES)))
    if maker.chance(0.15):
        values.append(("external_id", maker.pick(settings.EXTERNAL_IDS)))
    if maker.chance(0.18):
        values.append(("mfa_serial", maker.pick(settings.DEVICES)))
    if maker.chance(0.3):
        values.append(("duration_seconds", maker.pick(settings.DURATIONS, 0.5)))
    values = dict(values)
    if settings.cache_key(values) in maker.keys:  # one entry for two steps of a chain: docs/differences.md, The cache
        arn = values["role_arn"] = ROLE.format(account="111122223333", name="R" + maker.fresh())
    maker.routes.append(replies.assume_role(maker.rng, maker.fresh(), arn))
    _note_key(maker, settings.cache_key(values))
    return list(values.items())


def _note_key(maker, key):
    if key and key not in maker.keys:
        maker.keys.append(key)


def _web_identity(maker, name, names):
    arn = role_arn(maker)
    values = [("web_identity_token_file", token_file(maker))]
    if maker.chance(0.95):
        values.append(("role_arn", arn))
    if maker.chance(0.4):
        values.append(("role_session_name", maker.pick(settings.SESSION_NAMES)))
    if maker.chance(0.1):
        values += [("duration_seconds", "3600"), ("external_id", "unused")]
    maker.routes.append(replies.web_identity(maker.rng, maker.fresh(), arn))
    _note_key(maker, settings.cache_key(values, True))
    return values


def token_file(maker):
    """Its path; the file may be missing or not contain a token."""
    roll = maker.rng.random()
    if roll < 0.02:
        return maker.rng.choice(["", "{{HOME}}/missing", "~/jwt", "relative"])
    name = f"jwt{maker.fresh()}"
    maker.files[name] = maker.pick(["ey.J9.x", "ey.J9.x\n", "ä.ö.ü", "", "abc", " ey\r\n"], 0.85)
    return "{{HOME}}/" + name


def _process(maker, name, names):
    word = maker.fresh()
    reply = {"Version": 1, "AccessKeyId": "ASIA" + word, "SecretAccessKey": "s" + word}
    if maker.chance(0.6):
        reply.update(SessionToken="t" + word, Expiration="2099-01-01T00:00:00Z")
    if maker.chance(0.1):
        del reply[maker.rng.choice(list(reply))]
    if maker.chance(0.2):
        reply["AccountId"] = "777788889999"
    text = json.dumps(reply)
    command = maker.pick([f"/bin/echo '{text}'", "/bin/echo " + json.dumps(text), "/bin/false", "/bin/missing", "",
                          "/bin/echo no json", "/bin/echo 'open", "/bin/echo []"], 0.7)
    return [("credential_process", command)]


def _services(maker):
    word = f"s{maker.fresh()}"
    if maker.chance(0.9):
        body = maker.rng.choice([
            ["sts =", "  endpoint_url = https://sts.example.com/in-services"],
            ["STS =", "  endpoint_url=http://127.0.0.1:1/"], ["s3 =", "  endpoint_url = https://s3.example.com"],
            ["sts =", "  Endpoint_Url = https://upper.example.com"], []])
        maker.sections.append([f"[services {word}]", *body])
    return [("services", word)]


def _sso(maker, name, names):
    return sign_in.sso_profile(maker)


def _login(maker, name, names):
    return sign_in.login_profile(maker)
