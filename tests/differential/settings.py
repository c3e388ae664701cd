# SPDX-License-Identifier: Apache-2.0
"""Values for settings of generated profiles, the common ones first."""
import hashlib
import json

DURATIONS = ["3600", "900", "43200", "899", "+3600", " 3600", "3_600", "03600", "3600.0", "1h", "", "-900", "0", "٣٦٠٠",
             "３６００", "36 00", "0x384", "1e3", "999999", "_900", "900_"]
SESSION_NAMES = ["ada", "ci-build", "", "a", "botocore-session-1", "ünï", "a b", "x" * 65, "ada@example.com"]
EXTERNAL_IDS = ["ext-1", "a:b/c=d", "", "x", "ä", "a b", "%41+", "“quoted”"]
DEVICES = ["arn:aws:iam::111122223333:mfa/ada", "arn:aws:iam::111122223333:mfa/bob", "GAHT12345678",
           "arn:aws:iam::111122223333:mfa/ä", "arn:aws:iam::111122223333:mfa/a b"]
REGIONS = ["us-east-1", "eu-central-1", "us-west-2", "ap-southeast-2", "us-gov-west-1", "cn-north-1", "aws-global",
           "eu-south-2", "fips-us-east-1", "us-west-1-fips", "xx-nowhere-1", "", "-bad", "EU-WEST-1",
           "eu_west", "123", "eu west 1", "us-east-1 ; why"]
CLOSED_REGIONS = ["us-iso-east-1", "eusc-de-east-1", "eu-isoe-west-1", "us-isof-south-1", "us-isob-west-1"]
NAMES = ["default", "dev", "prod", "ops", "a", "b", "c", "team/x", "me@home", "x.y", "with space", "ünï", "日本",
         "it's", "semi;colon", "#hash", "UPPER", "-dash", "123", "a]b", "tab\there", "x=y", "back\\slash", "", "DEFAULT"]


def pick(rng, values, weight=0.6):
    """The first with probability `weight`, else any."""
    return values[0] if rng.random() < weight else rng.choice(values)


def python_int(text):
    try:
        return int(text)
    except ValueError:
        return None


def cache_key(settings, is_web_identity=False):
    """The name of a role's cache entry, as botocore computes it. None: the role cannot be requested."""
    settings = dict(settings)
    if "role_arn" not in settings:
        return None
    wanted = {"RoleArn": settings["role_arn"]}
    if settings.get("role_session_name"):
        wanted["RoleSessionName"] = settings["role_session_name"]
    if not is_web_identity:
        for name, key in (("ExternalId", "external_id"), ("SerialNumber", "mfa_serial")):
            if key in settings:
                wanted[name] = settings[key]
        duration = python_int(settings.get("duration_seconds", ""))
        if duration is not None:
            wanted["DurationSeconds"] = duration
    return hashlib.sha1(json.dumps(wanted, sort_keys=True).encode()).hexdigest()


def endpoint_settings(rng, abilities, in_environment):
    """Settings for STS's address: (variable or key, value) pairs."""
    choices = [("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", ["true", "TRUE", "false", "1", "yes", ""]),
               ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", ["true", "True", "false", "on"])]
    if abilities.regional_sts or in_environment:
        choices.append(("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints",
                        ["regional", "legacy", "legacy", "Legacy", "", "none"]))
    if abilities.endpoint_urls:
        urls = ["http://127.0.0.1:4566", "https://sts.example.com", "https://example.com/sts", "http://localhost/", "",
                "not a url", "https://example.com:8443"]
        choices += [("AWS_ENDPOINT_URL", "endpoint_url", urls),
                    ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls", ["true", "false", "1"])]
        if in_environment:
            choices.append(("AWS_ENDPOINT_URL_STS", None, urls))
    variable, key, values = rng.choice(choices)
    return [(variable if in_environment else key, pick(rng, values))]


def client_settings(rng, abilities, in_environment):
    """Settings of any client."""
    variable, key, values = rng.choice([
        ("AWS_RETRY_MODE", "retry_mode", ["standard", "legacy", "adaptive", "Standard", "none", ""]),
        ("AWS_MAX_ATTEMPTS", "max_attempts", ["3", "1", "10", "0", "-1", "three", "+2", " 4 ", ""]),
        ("AWS_DEFAULTS_MODE", "defaults_mode", ["standard", "in-region", "legacy"]),
        ("AWS_CA_BUNDLE", "ca_bundle", ["{{HOME}}/.aws/config", "~/.aws/config", "~/none.pem"]),
        ("AWS_SDK_UA_APP_ID", "sdk_ua_app_id", ["my-app"]),
        ("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", ["2", "1", "five", ""]),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", ["2", "1", "x"]),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode", ["ipv4", "IPv6", "ipv5"]),
        ("AWS_IMDS_USE_IPV6", "imds_use_ipv6", ["true", "false"]),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint",
         ["http://127.0.0.1:1338", "http://127.0.0.1:1338/x/", "no url", ""])])
    return [(variable if in_environment else key, pick(rng, values))]
