# SPDX-License-Identifier: Apache-2.0
"""Broken configurations from practice, for tests of the advice about them."""
from support import sso, world

BASE = "[profile base]\nregion = eu-central-1\n\n"
ROLE = f"role_arn = {world.OPS}\nsource_profile = base\nmfa_serial = {world.DEVICE}\nregion = eu-central-1\n"
OPS = "[profile ops]\n" + ROLE
KEYS = world.CREDENTIALS_FILE
OTHER = world.BOB_KEY  # a second pair of keys
SSO = ("[profile ops]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = Admin\n\n"
       f"[sso-session corp]\nsso_start_url = {sso.START_URL}\nsso_region = us-east-1\n")
OLD_SSO = (f"[profile ops]\nsso_start_url = {sso.START_URL}\nsso_region = us-east-1\nsso_account_id = 222222222222\n"
           "sso_role_name = Admin\n")
PROGRAM = "[profile ops]\nregion = eu-west-1\ncredential_process = "
WEB = f"[profile ops]\nrole_arn = {world.PLAIN}\nregion = eu-west-1\nweb_identity_token_file = "


class Row:
    """`words`: of the command line. `meant`: the profile that must work in the end; None: any. `examples`: replacements
    for examples in the advice."""

    def __init__(self, name, config=BASE + OPS, credentials=KEYS, words=("-p", "ops"), meant="", examples=(), files=(), **env):
        self.name, self.config, self.credentials, self.words = name, config, credentials, words
        self.meant = meant or (words[1] if words else None)
        self.examples, self.files, self.env = dict(examples), dict(files), env


def headers():
    """Headers of the config file that are read as something else or ignored."""
    # A header that is read as a profile of another name is not changed.
    meant = {"[profile a\\b]": "ab", "[profile [ops]]": "[ops]"}
    named = (("[ops]", "ops"), ("[profileops]", "ops"), ("[profile-ops]", "ops"), ("[profile:ops]", "ops"), ("[Profile ops]", "ops"),
             ("[ profile ops]", "ops"), ("[PROFILE ops]", "ops"), ("[prfile ops]", "ops"), ("[Ops]", "ops"), ("[profile ops dev]", "ops"),
             ("[profile ops dev]", "ops dev"), ("[dev ops]", "dev ops"), ('[profile "ops]', "ops"), ("[profile\u00a0ops]", "ops"),
             ("[profile Dev's]", "Dev's"), ("[profile it's 5]", "it's 5"), ('[profile 5" disk]', '5" disk'), ("[Dev's]", "Dev's"),
             ("[profile a\\b]", "a\\b"), ("  [profile ops]", "ops"), ("[profile ops", "ops"), ("profile ops]", "ops"), ("(profile ops)", "ops"),
             ("[profile [ops]]", "ops"), ("[profile 'dev ops]", "dev ops"), ("[profile\u2013ops]", "ops"), ("[profile \u201cops\u201d]", "ops"),
             ("[profile \u200bops]", "ops"), ("[$(x)]", "$(x)"), ("[Default]", "default"), ("[ops] # mine", "ops"), ("[profile a #b]", "a #b"))
    return [Row(f"header {header} for {name}", BASE.rstrip() + "\n" + header + "\n" + ROLE, words=("-p", name), meant=meant.get(header, name))
            for header, name in named]


def names():
    """Existing profiles with a slightly wrong name."""
    spaced = BASE + OPS.replace("[profile ops]", '[profile "dev ops"]')
    return [
        Row("the header's words for the name", words=("-p", "profile ops"), meant="ops"),
        Row("the header's words in a variable", words=(), AWS_PROFILE="profile ops"),
        Row("the whole header", words=("-p", "[profile ops]"), meant="ops"),
        Row("quotes in the name", words=("-p", '"ops"'), meant="ops"),
        Row("quotes in a variable", words=(), AWS_PROFILE="'ops'"),
        Row("a blank behind the name", words=("-p", "ops "), meant="ops"),
        Row("another case", words=("-p", "OPS"), meant="ops"),
        Row("a typo", words=("-p", "opps"), meant="ops"),
        Row("a typo in a variable", words=(), AWS_PROFILE="opps"),
        Row("a typo in the older variable", words=(), AWS_DEFAULT_PROFILE="opps"),
        Row("an empty variable", words=(), AWS_PROFILE=""),
        Row("the header of a name with a blank in a variable", spaced, words=(), AWS_PROFILE="profile dev ops"),
        Row("a name with a blank in quotes in a variable", spaced, words=(), AWS_PROFILE='"dev ops"'),
        Row("a typo in a name with a dollar sign", BASE + "[profile a$b]\n" + ROLE, words=("-p", "a$bb"), meant="a$b"),
        Row("the header of a name with a blank", spaced, words=("-p", "profile dev ops"), meant="dev ops"),
        Row("a typo in a name with a blank", spaced, words=("-p", "dev opps"), meant="dev ops"),
        Row("a typo in a name with an apostrophe", BASE + "[profile \"Dev's\"]\n" + ROLE, words=("-p", "Devs"), meant="Dev's"),
        Row("no profile is named", words=()),
        Row("no files", None, None, words=("-p", "ops")),
        Row("no files and no name", None, None, words=()),
    ]


def links():
    """source_profile and credential_source."""
    def ops(old, new):
        return BASE + OPS.replace(old, new)
    link = "source_profile = base"
    spaced = BASE.replace("base", "'my base'") + OPS.replace("= base", "= my base")
    return [
        Row("source_profile with a typo", ops(link, "source_profile = bse")),
        Row("source_profile with the word profile", ops(link, "source_profile = profile base")),
        Row("source_profile in quotes", ops(link, 'source_profile = "base"')),
        Row("source_profile with a comment", ops(link, link + " # mine")),
        Row("source_profile as a header", ops(link, "source_profile = [profile base]")),
        Row("source_profile empty", ops(link, "source_profile =")),
        Row("source_profile without an equals sign", ops(link, "source_profile")),
        Row("source_profile of a name with a blank in quotes", "[profile 'my base']\n" + ops(link, 'source_profile = "my base"'),
            KEYS.replace("base", "my base")),
        Row("source_profile in another case", ops(link, "source_profile = BASE")),
        Row("source_profile of a header that is not read", "[base]\nregion = eu-west-1\n\n" + OPS.replace("= base", "= base"), "",
            examples={"source_profile = NAME": "source_profile = base"}),
        Row("source_profile with a blank, only in config", spaced.replace("'", ""), ""),
        Row("source_profile that is nowhere", ops(link, "source_profile = elsewhere")),
        Row("source_profile with a loop", ops(link, "source_profile = ops")),
        Row("source_profile of two", ops(link, "source_profile = two") + "\n[profile two]\nsource_profile = ops\n" + f"role_arn = {world.OPS}\n"),
        Row("source_profile misspelled", ops(link, "source_profil = base")),
        Row("source_profile indented", ops(link, "  source_profile = base")),
        Row("source_profile missing", ops(link + "\n", "")),
        Row("source_profile missing, with keys in the same profile", ops(link + "\n", ""), KEYS.replace("[base]", "[ops]")),
        Row("source_profile and credential_source", ops(link, link + "\ncredential_source = Environment")),
        Row("source_profile without role_arn", ops(f"role_arn = {world.OPS}\n", "")),
        Row("source_profile without keys", BASE + OPS, ""),
        Row("credential_process in the place of source_profile", ops(link, "credential_process = /bin/true")),
        Row("credential_process in the place of source_profile, of a name with a blank", spaced_role("credential_process = /bin/true"),
            words=("-p", "dev ops")),
        Row("keys in the place of source_profile", ops(link, f"aws_access_key_id = {world.KEY}\naws_secret_access_key = {world.SECRET}")),
        Row("sso_session in the place of source_profile", SSO.replace("[profile ops]", f"[profile ops]\nrole_arn = {world.OPS}"),
            examples={"source_profile = NAME": "source_profile = base"}),
        Row("credential_source in another case", ops(link, "credential_source = environment"), **keys_of_environment()),
        Row("credential_source misspelled", ops(link, "credential_sourc = Environment"), **keys_of_environment()),
        Row("credential_source of a shell without keys", ops(link, "credential_source = Environment")),
        Row("credential_source without a role", "[profile ops]\ncredential_source = Environment\n", **keys_of_environment()),
        Row("credential_source of a container without one", ops(link, "credential_source = EcsContainer")),
        Row("credential_source in a pod", ops(link, "credential_source = Environment"), AWS_ROLE_ARN=world.PLAIN,
            AWS_WEB_IDENTITY_TOKEN_FILE="HOME/token", files={"token": "a.b.c"}),
    ]


def spaced_role(source):
    return BASE + "[profile 'dev ops']\n" + ROLE.replace("source_profile = base", source)


def keys_of_environment():
    return {"AWS_ACCESS_KEY_ID": world.KEY, "AWS_SECRET_ACCESS_KEY": world.SECRET}


def keys():
    """Keys in the credentials file, the config file and the environment."""
    def file(old, new, name, **more):
        return Row(name, credentials=KEYS.replace(old, new), words=("-p", "base"), **more)
    secret = f"aws_secret_access_key = {world.SECRET}\n"
    return [
        file("[base]\n", "", "credentials file without a header"),
        file("[base]", "[profile base]", "credentials file with the word profile"),
        file("[base]", "[ base ]", "credentials file with blanks in the brackets"),
        file("[base]", '["base"]', "credentials file with quotes in the brackets"),
        file("[base]", "(base)", "credentials file with other brackets"),
        file("[base]", "[base", "credentials file without a bracket"),
        file("[base]", "\ufeff[base]", "credentials file with a byte order mark"),
        file("[base]", "[base]\nwords", "credentials file with a line that is not a setting"),
        file("[base]", "[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE", "credentials file with a key twice"),
        Row("credentials file that is a table", credentials="Access key ID,Secret access key\nAKIAIOSFODNN7EXAMPLE,x\n", words=("-p", "base")),
        Row("credentials file that is a script", credentials="export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n", words=("-p", "base")),
        Row("a merge conflict", BASE + "<<<<<<< HEAD\n" + OPS + "=======\n" + OPS.replace("eu-", "us-") + ">>>>>>> theirs\n"),
        file("[base]", "[base]\noutput = json\n[base]", "credentials file with a section twice"),
        file("aws_access_key_id", "aws_acess_key_id", "aws_access_key_id misspelled"),
        file("aws_access_key_id", "aws_access_key", "aws_access_key_id shortened"),
        file("aws_access_key_id", "export AWS_ACCESS_KEY_ID", "aws_access_key_id as an export"),
        file("aws_secret_access_key", "aws_secret_key", "aws_secret_access_key shortened"),
        file(secret, "", "aws_secret_access_key missing"),
        file(world.SECRET, "", "aws_secret_access_key empty"),
        file(f"aws_access_key_id = {world.KEY}\n", "", "aws_access_key_id missing"),
        file(world.KEY, "", "aws_access_key_id empty"),
        file(world.KEY, f'"{world.KEY}"', "aws_access_key_id in quotes"),
        file(world.KEY, f"{world.KEY} # mine", "aws_access_key_id with a comment"),
        file("\naws_secret", "\n  aws_secret", "aws_secret_access_key indented"),
        file(KEYS, f"[base]\naws_access_key_id = {world.SECRET}\naws_secret_access_key = {world.KEY}\n", "keys that are swapped"),
        file(world.SECRET, f'"{world.SECRET}"', "aws_secret_access_key in quotes"),
        file(world.SECRET, f"{world.SECRET} # mine", "aws_secret_access_key with a comment"),
        file(world.SECRET, world.SECRET[:-1] + "%", "aws_secret_access_key with the shell's % behind it"),
        file(world.KEY, "YOUR_ACCESS_KEY_ID", "aws_access_key_id of an example"),
        file(world.KEY, world.KEY.lower(), "aws_access_key_id in small letters"),
        file(f"{world.KEY}\n{secret}", f"ASIAIOSFODNN7EXAMPLE\n{secret}aws_session_token = 'a'\n", "aws_session_token in quotes"),
        file(secret, secret + "aws_session_token = old\n", "a long-term key with a token"),
        file(secret, secret + "aws_security_token = old\n", "a long-term key with a token by its old name"),
        file(world.KEY, "ASIAIOSFODNN7EXAMPLE", "a temporary key without a token"),
        Row("a profile with a region alone", "[profile ops]\nregion = eu-west-1\n"),
        Row("a profile with a device alone", f"[profile ops]\nregion = eu-west-1\nmfa_serial = {world.DEVICE}\n"),
        Row("half of the keys in the environment", words=(), AWS_ACCESS_KEY_ID=world.KEY),
        Row("a variable with a carriage return", words=(), **{**keys_of_environment(), "AWS_ACCESS_KEY_ID": world.KEY + "\r"}),
        Row("a variable in quotes", words=(), **{**keys_of_environment(), "AWS_ACCESS_KEY_ID": f'"{world.KEY}"'}),
        Row("a secret of a variable in quotes", words=(), **{**keys_of_environment(), "AWS_SECRET_ACCESS_KEY": f"'{world.SECRET}'"}),
        Row("a secret of a variable that is an example", words=(), **{**keys_of_environment(), "AWS_SECRET_ACCESS_KEY": "<your-secret-key>"}),
        Row("a key ID of a variable that is an example", words=(), **{**keys_of_environment(), "AWS_ACCESS_KEY_ID": "changeme"}),
        Row("a leftover token", words=(), **keys_of_environment(), AWS_SESSION_TOKEN="old"),
        Row("keys that have expired", words=(), **keys_of_environment(), AWS_CREDENTIAL_EXPIRATION="2020-01-01T00:00:00Z"),
        Row("no credentials file", credentials=None),
        Row("a config file of a variable that is not there", AWS_CONFIG_FILE="/nonexistent/config"),
        Row("a config file of an empty variable", AWS_CONFIG_FILE=""),
        Row("a credentials file of a variable that is not there", AWS_SHARED_CREDENTIALS_FILE="/nonexistent/credentials"),
    ]


def values():
    """Invalid values of settings and variables."""
    def ops(old, new, name=None, **env):
        return Row(name or new.strip(), BASE + OPS.replace(old, new), **env)
    device = "mfa_serial = " + world.DEVICE
    arn = "role_arn = " + world.OPS
    return [
        ops(arn, "role_arn = arn:aws:iam:222222222222:role/ops"), ops(arn, "role_arn = arn:aws:iam::2222222222:role/ops"),
        ops(arn, "role_arn ="), ops(arn, "role_arn =\n  " + world.OPS),
        ops(arn, "role_arn = ops"), ops(arn, f'role_arn = "{world.OPS}"'), ops(arn, arn + " # mine"),
        ops(arn, "role_arn = arn:aws:iam::222222222222:user/ops"), ops(arn, "rolearn = " + world.OPS), ops(arn, "role_am = " + world.OPS),
        ops(device, "mfa_serial = ada"), ops(device, "mfa_serial = arn:aws:iam::111111111111:user/ada"), ops(device, device + " # phone"),
        ops(device, f"mfa_serial = '{world.DEVICE}'"),
        ops(device, device + "\nduration_seconds = 60", "duration_seconds = 60"),
        ops(device, "duration_seconds = 99999"),
        ops(device, device + "\nrole_session_name = a b", "role_session_name = a b"),
        ops(device, device + "\nrole_session_name = x", "role_session_name = x"),
        ops(device, device + "\nexternal_id = x", "external_id = x"),
        ops(device, device + "\nexternal_id = a b", "external_id = a b"),
        ops(device, device + '\nexternal_id = "abc"', 'external_id = "abc"'),
        ops(device, device + "\nexternal_id = abc # mine", "external_id = abc # mine"),
        ops(device, device + "\nlatchkey_session_duration = 12", "latchkey_session_duration = 12"),
        ops(device, device + "\nlatchkey_mfa_session = perhaps", "latchkey_mfa_session = perhaps"),
        ops(device, device + "\nca_bundle = /nonexistent/ca.pem", "ca_bundle = /nonexistent/ca.pem"),
        ops(device, device + "\nendpoint_url = nowhere", "endpoint_url = nowhere"),
        ops(device, device + "\nretry_mode = never", "retry_mode = never"),
        ops(device, device + "\nmax_attempts = none", "max_attempts = none"),
        ops(device, device + "\nmetadata_service_timeout = none", "metadata_service_timeout = none"),
        ops(device, device + "\nsts_regional_endpoints = here", "sts_regional_endpoints = here"),
        Row("a region missing", "[profile base]\n\n" + OPS.replace("region = eu-central-1\n", ""), AWS_ENDPOINT_URL_STS="http://127.0.0.1:1"),
        Row("a region in a section that is not read", "[profile base]\n\n[ops]\nregion = eu-west-1\n",
            KEYS + "[ops]\n" + ROLE.replace("region = eu-central-1\n", ""),
            AWS_ENDPOINT_URL_STS="http://127.0.0.1:1"),
        ops("region = eu-central-1", "region = eu_central_1"),
        Row("region of an availability zone", BASE + "[profile ops]\n" + ROLE.replace("eu-central-1", "eu-central-1a")),
        Row("region in quotes", BASE + "[profile ops]\n" + ROLE.replace("eu-central-1", '"eu-central-1"')),
        Row("region with a comment", BASE + "[profile ops]\n" + ROLE.replace("eu-central-1", "eu-central-1 # Frankfurt")),
        Row("region empty", BASE + "[profile ops]\n" + ROLE.replace("region = eu-central-1", "region =")),
        ops(device, device, "AWS_CA_BUNDLE", AWS_CA_BUNDLE="/nonexistent/ca.pem"),
        ops(device, device, "REQUESTS_CA_BUNDLE", REQUESTS_CA_BUNDLE="/nonexistent/ca.pem"),
        ops(device, device, "HTTPS_PROXY", HTTPS_PROXY="http://user:p#ss@proxy:80"),
        ops(device, device, "AWS_RETRY_MODE", AWS_RETRY_MODE="never"),
        ops(device, device, "AWS_DEFAULT_REGION", AWS_DEFAULT_REGION="not a region"),
        ops(device, device, "AWS_ENDPOINT_URL_STS", AWS_ENDPOINT_URL_STS="nowhere"),
        ops(device, device, "LATCHKEY_MFA_SESSION", LATCHKEY_MFA_SESSION="perhaps"),
        ops(device, device, "LATCHKEY_TIMEOUT", LATCHKEY_TIMEOUT="long"),
    ]


def programs():
    """credential_process and web identity token files."""
    return [
        Row("a program that is not there", PROGRAM + "/opt/nosuch/helper x", examples={"the path of a program that is there": "/bin/true"}),
        Row("a program that is not on PATH", PROGRAM + "nosuch-helper x", examples={"the whole path of nosuch-helper, or put its folder on PATH":
                                                                                   "/bin/true in the place of nosuch-helper"}),
        Row("a program with ~", PROGRAM + "~/helper x", files={"helper": "#!/bin/sh\n"}),
        Row("a program with $", PROGRAM + "$HOME/helper x", files={"helper": "#!/bin/sh\n"}, examples={"the path itself": "HOME/helper"}),
        Row("a program in quotes with its arguments", PROGRAM + '"/bin/echo hello"'),
        Row("a program with a variable before it", PROGRAM + "REGION=x /bin/echo hello"),
        Row("a program that is empty", PROGRAM),
        Row("a program that may not be run", PROGRAM + "HOME/helper x", files={"helper 644": "#!/bin/sh\n"}),
        Row("a program that asks for its own profile", PROGRAM + "LATCHKEY process -p ops\n\n" + BASE),
        Row("a program that asks for a profile with a typo", PROGRAM + "LATCHKEY process -p bse\n\n" + BASE),
        Row("a web identity token file with ~", WEB + "~/token\n", files={"token": "a.b.c"},
            examples={"the whole path": "HOME/token"}),
        Row("a web identity token file that is not there", WEB + "/nonexistent/token\n", files={"token": "a.b.c"},
            examples={"name a file that holds a token in": "write HOME/token in"}),
        Row("a web identity token file without a role", WEB.replace(f"role_arn = {world.PLAIN}\n", "") + "HOME/token\n", files={"token": "a.b.c"}),
        Row("a web identity variable without a file", words=(), AWS_ROLE_ARN=world.PLAIN, AWS_WEB_IDENTITY_TOKEN_FILE="/nonexistent/token"),
        Row("an adopted profile without its process", f"[profile ops]\nlatchkey_role_arn = {world.OPS}\nlatchkey_source_profile = base\n"
            "region = eu-west-1\n"),
    ]


def sign_ins():
    """IAM Identity Center."""
    def corp(old, new, name=None, base=SSO):
        return Row("sso: " + (name or new.strip()), base.replace(old, new))
    spaced = SSO.replace("sso_session = corp", "sso_session = my corp").replace("[sso-session corp]", "[sso-session my corp]")
    return [
        corp("sso_session = corp", "sso_session = crop"), corp("sso_session = corp", "sso_session = other"),
        corp("[sso-session corp]", "[sso-session", "no section"),
        corp("[sso-session corp]", "[sso_session corp]"), corp("[sso-session corp]", "[profile corp]"), corp("[sso-session corp]", "[corp]"),
        corp("[sso-session corp]", "[sso-session 'corp]"), corp("[sso-session corp]", "[SSO-Session corp]"),
        Row("sso: a section with a blank", spaced),
        Row("sso: a section with an apostrophe", spaced.replace("my corp", "corp's")),
        corp("sso_account_id = 222222222222\n", "", "no account"), corp("sso_role_name = Admin\n", "", "no role name"),
        corp("sso_account_id = 222222222222\nsso_role_name = Admin\n", "", "neither account nor role name"),
        corp("sso_account_id", "sso_acount_id"), corp("sso_role_name", "sso_rolename"), corp("sso_start_url", "sso_starturl"),
        corp("sso_region = us-east-1\n", "", "no region"), corp(f"sso_start_url = {sso.START_URL}\n", "", "no start URL"),
        corp("sso_session = corp", 'sso_session = "corp"'), corp("sso_session = corp", "sso_session = sso-session corp"),
        corp("222222222222", "2222-2222-2222"), corp("us-east-1", '"us-east-1"'), corp(sso.START_URL, f'"{sso.START_URL}"'),
        Row("sso: a section in the credentials file", SSO[:SSO.index("[sso-session")], KEYS + SSO[SSO.index("[sso-session"):]),
        corp("222222222222", "22222222222"), corp("https://", "http://"), corp("https://", "", "no scheme"), corp("us-east-1", "us_east_1"),
        corp("sso_region = us-east-1\n", "", "no region, older form", OLD_SSO),
        corp("sso_role_name = Admin\n", "", "no role name, older form", OLD_SSO),
        corp("sso_session = corp", "sso_session = corp\nsso_region = eu-west-1", "another region in the profile"),
        Row("sso: URL in the profile alone", SSO.replace(f"sso_start_url = {sso.START_URL}\n", "").replace(
                "sso_session = corp", f"sso_session = corp\nsso_start_url = {sso.START_URL}")),
    ]


ROWS = [*headers(), *names(), *links(), *keys(), *values(), *programs(), *sign_ins()]
