# SPDX-License-Identifier: Apache-2.0
"""Generates the surroundings of profiles: variables, files of older tools, cache entries, endpoints of containers and
instances."""
import json

import profiles
import replies
import settings


def add_surroundings(maker):
    env = maker.env
    if maker.chance(0.1 if "Ec2InstanceMetadata" in maker.sources else 0.8):
        env["AWS_EC2_METADATA_DISABLED"] = maker.pick(["true", "TRUE", "false"], 0.96)
    if "Environment" in maker.sources or maker.chance(0.09):
        _add_keys(maker)
    if maker.chance(0.06):
        _add_web_identity(maker)
    if "EcsContainer" in maker.sources or maker.chance(0.12):
        _add_container(maker)
    if maker.chance(0.06):
        _add_older_files(maker)
    _add_instance(maker)
    if maker.chance(0.15):
        env["AWS_DEFAULT_REGION"] = maker.pick(maker.abilities.regions(), 0.5)
    if maker.chance(0.05):
        env["AWS_REGION"] = "eu-west-3"
    if maker.chance(0.07):
        env.update(settings.endpoint_settings(maker.rng, maker.abilities, True))
    if maker.chance(0.05):
        env.update(settings.client_settings(maker.rng, maker.abilities, True))
    if maker.chance(0.05):
        _add_proxy(maker)
    if maker.chance(0.04):
        _add_ca_bundle(maker)


def place(maker, name, variable):
    """The path of a config file; a variable may name it."""
    roll = maker.rng.random()
    if roll < 0.93:
        return name
    word, path = maker.rng.choice([
        ("~/elsewhere", "elsewhere"), ("$HOME/else where", "else where"), ("${HOME}/x", "x"), ("{{HOME}}/ü", "ü"),
        ("$UNDEFINED/x", name), ("", name), ("~", name), ("{{HOME}}/none", name), ("~/a/$WORD/b", "a/word/b")])
    maker.env[variable] = word
    maker.env["WORD"] = "word"
    return path


def add_entry(maker, path):
    """A cache entry of any tool, in any state."""
    word = "CACHED" + maker.fresh()
    end = maker.pick(["2026-03-01T01:00:00Z", "2026-03-01T12:00:00UTC", "2026-03-01T12:00:00+00:00",
                      "2026-03-01T00:15:00Z", "2026-03-01T00:14:59Z", "2026-03-01T00:16:00UTC", "2026-02-28T23:00:00Z",
                      "2026-03-01T06:30:00+05:30", "2026-03-01T00:30:00.5Z", "2026-03-01 02:00:00 GMT",
                      "20260301T020000Z", "2026-03-01T02:00:00z", "2026-03-01T02:00+0100", "2026-02-28T20:00:00-05"], 0.4)
    credentials = {"AccessKeyId": "ASIA" + word, "SecretAccessKey": "s" + word, "SessionToken": "t" + word,
                   "Expiration": end}
    if maker.chance(0.5):
        credentials["AccountId"] = "888899990000"
    entry = {"Credentials": credentials}
    if maker.chance(0.7):
        entry["AssumedRoleUser"] = {"AssumedRoleId": "AROA:s", "Arn": "arn:aws:sts::888899990000:assumed-role/x/s"}
    text = json.dumps(entry, indent=maker.rng.choice([None, None, 2]), sort_keys=maker.chance(0.2))
    if maker.chance(0.03):
        del credentials["SecretAccessKey"]
        text = maker.rng.choice(["", "{", "[]", "null", text[:-5], "\ufeff" + text, "{}", json.dumps(entry)])
    maker.files[path] = text


def login_folder(maker):
    """The token folder of `aws login`."""
    if maker.chance(0.2):
        maker.env["AWS_LOGIN_CACHE_DIRECTORY"] = "~/lc"
    return "lc" if "AWS_LOGIN_CACHE_DIRECTORY" in maker.env else ".aws/login/cache"


def _add_keys(maker):
    word = maker.fresh()
    env = maker.env
    env["AWS_ACCESS_KEY_ID"] = maker.pick([f"AKIAENV{word}ABCDEFGH", "", " "], 0.93)
    if maker.chance(0.96):
        env["AWS_SECRET_ACCESS_KEY"] = maker.pick(["secret" + word, ""], 0.97)
    if maker.chance(0.3):
        env["AWS_SESSION_TOKEN"] = maker.pick(["token" + word, ""], 0.9)
    if maker.chance(0.05):
        env["AWS_SECURITY_TOKEN"] = maker.pick(["old" + word, ""])
    if maker.chance(0.1):
        env["AWS_ACCOUNT_ID"] = maker.pick(["999900001111", ""])
    if maker.chance(0.15):
        env["AWS_CREDENTIAL_EXPIRATION"] = maker.pick(
            ["2099-01-01T00:00:00Z", "2026-03-01T00:12:00Z", "2026-03-01T00:05:00+00:00", "2026-02-28T00:00:00Z",
             "2026-03-01T02:00:00+05:30", "", "rubbish"])


def _add_web_identity(maker):
    env = maker.env
    arn = profiles.role_arn(maker)
    env["AWS_WEB_IDENTITY_TOKEN_FILE"] = profiles.token_file(maker)
    if maker.chance(0.9):
        env["AWS_ROLE_ARN"] = arn
    if maker.chance(0.3):
        env["AWS_ROLE_SESSION_NAME"] = maker.pick(settings.SESSION_NAMES)
    if arn:
        maker.routes.append(replies.web_identity(maker.rng, maker.fresh(), arn))
        maker.keys.append(settings.cache_key([("role_arn", arn),
                                              ("role_session_name", env.get("AWS_ROLE_SESSION_NAME", ""))], True))


def _add_container(maker):
    env = maker.env
    path = f"/creds{maker.fresh()}"
    if maker.chance(0.6):
        env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = maker.pick([path, path + "?id=1", "", "no-slash"], 0.85)
    if maker.chance(0.5):
        hosts = ["http://127.0.0.1:8080", "http://localhost", "http://169.254.170.2", "http://10.0.0.1"]
        if maker.abilities.container_token_file:
            hosts += ["http://169.254.170.23", "http://[fd00:ec2::23]", "https://creds.example.com", "http://[::1]:80",
                      "ftp://127.0.0.1"]
        env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = maker.pick([maker.pick(hosts, 0.4) + path, "", "nonsense"], 0.9)
    if maker.chance(0.4):
        env["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = maker.pick(
            ["Basic abc", "", "a b"] + (["x\n", "x\r"] if maker.abilities.container_token_file else []), 0.8)
    if maker.abilities.container_token_file and maker.chance(0.3):
        maker.files["container-token"] = maker.pick(["Bearer xyz", "with-newline\n", ""], 0.7)
        env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = maker.pick(["{{HOME}}/container-token", "{{HOME}}/none"], 0.9)
    changes = {"AccountId": "222233334444"} if maker.chance(0.4) else {}
    if maker.chance(0.05):
        changes[maker.rng.choice(["AccessKeyId", "SecretAccessKey", "Token", "Expiration"])] = None
    route = {"method": "GET", "path": path, "body": replies.metadata(maker.fresh(), **changes)}
    if maker.chance(0.08):
        route = {"method": "GET", "path": path, **maker.rng.choice([
            {"status": 404, "body": "no"}, {"status": 500, "body": "", "times": 1}, {"body": "no json"},
            {"failure": "connect"}, {"failure": "timeout", "times": 2}])}
        if "times" in route:
            maker.routes.append(route)
            route = {"method": "GET", "path": path, "body": replies.metadata(maker.fresh())}
    maker.routes.append(route)


def _add_instance(maker):
    """Instance metadata, below any endpoint."""
    if not maker.abilities.metadata_v1_switch:
        pass
    elif maker.chance(0.02):
        maker.env["AWS_EC2_METADATA_V1_DISABLED"] = maker.pick(["true", "false"])
    base = maker.pick(["/", "/x/"], 0.9)
    token = base + "latest/api/token"
    roles = base + "latest/meta-data/iam/security-credentials/"
    roll = maker.rng.random()
    if roll < 0.15:  # not an instance
        maker.routes.append({"path": token, "failure": "connect"})
        maker.routes.append({"path": roles, "failure": "connect"})
        return
    answer = {"method": "PUT", "path": token, "body": "METADATA-TOKEN"}
    if maker.chance(0.15):
        answer = {"method": "PUT", "path": token, **maker.rng.choice([
            {"status": 403}, {"status": 404}, {"status": 405}, {"status": 400}, {"status": 500}, {"failure": "timeout"}])}
    end = maker.pick(["2099-01-01T00:00:00Z", "2026-03-01T00:20:00Z", "2026-02-28T00:00:00Z"], 0.8)
    changes = {maker.rng.choice(["AccessKeyId", "Token", "Expiration"]): None} if maker.chance(0.05) else {}
    maker.routes += [answer, {"method": "GET", "path": roles, "body": maker.pick(["the-role", ""], 0.95)},
                     {"method": "GET", "path": roles + "the-role", **maker.pick(
                         [{"body": replies.metadata(maker.fresh(), end, **changes)}, {"body": "no json"},
                          {"status": 404, "body": "x"}], 0.9)}]


def _add_older_files(maker):
    word = maker.fresh()
    if maker.chance(0.5):
        maker.files["old-keys"] = maker.pick([
            f"AWSAccessKeyId=AKIAOLD{word}\nAWSSecretKey=secret{word}\n", f"AWSAccessKeyId = AKIAOLD{word}\n",
            f"note\nAWSSecretKey=secret{word}\n", ""])
        maker.env["AWS_CREDENTIAL_FILE"] = maker.pick(["~/old-keys", "{{HOME}}/old-keys", "{{HOME}}/none"])
    else:
        name = maker.rng.choice([".boto", "boto.cfg"])
        maker.files[name] = maker.pick([
            f"[Credentials]\naws_access_key_id = AKIABOTO{word}\naws_secret_access_key = secret{word}\n",
            f"[Credentials]\naws_access_key_id = AKIABOTO{word}\n", "[Boto]\ndebug = 0\n", "broken"])
        if name == "boto.cfg":
            maker.env["BOTO_CONFIG"] = maker.pick(["{{HOME}}/boto.cfg", "~/boto.cfg", "{{HOME}}/none"])


def _add_ca_bundle(maker):
    maker.files["ca.pem"] = "certificates"
    maker.env[maker.rng.choice(["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])] = maker.rng.choice(
        ["{{HOME}}/ca.pem", "~/ca.pem", "~/none.pem", "$HOME/ca.pem", "~nobody-of-that-name/ca.pem"])


def _add_proxy(maker):
    maker.env.update(maker.rng.choice([
        {"HTTPS_PROXY": "http://proxy.example.com:3128"}, {"https_proxy": "proxy.example.com:3128"},
        {"HTTP_PROXY": "http://user:pw@proxy.example.com:3128"}, {"ALL_PROXY": "http://all.example.com:1"},
        {"https_proxy": "http://lower:1", "HTTPS_PROXY": "http://upper:2"},
        {"HTTPS_PROXY": "http://me@corp.example:p@ss@proxy.example.com:3128"}, {"HTTPS_PROXY": "http://me:p ss@proxy:1"},
        {"HTTPS_PROXY": "http://me:a%40b%zz@proxy:1"}, {"HTTPS_PROXY": "http://me@proxy:1"},
        {"HTTPS_PROXY": "//me:pw@proxy:1"}, {"HTTPS_PROXY": "http://me:p#ss@proxy:1"},
        {"HTTPS_PROXY": "http://me:p/ss@proxy:1"}, {"HTTPS_PROXY": "http://proxy:port"},
        {"HTTPS_PROXY": "http://proxy:99999"}, {"HTTPS_PROXY": "http://proxy:1/path?a=b"},
        {"HTTPS_PROXY": "http://[::1]:3128"}, {"HTTPS_PROXY": "http:proxy:1"}]))
    if maker.chance(0.5):
        maker.env[maker.rng.choice(["NO_PROXY", "no_proxy"])] = maker.rng.choice(
            ["*", "amazonaws.com", ".amazonaws.com", "sts.us-east-1.amazonaws.com", "169.254.169.254", "localhost,127.0.0.1",
             "x, amazonaws.com:443", ""])
