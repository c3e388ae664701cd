# SPDX-License-Identifier: Apache-2.0
"""The deliberate differences in generated cases. Each rule quotes its row of docs/differences.md and adjusts the
outcomes, so that the rest of the case is still compared."""
import copy
import json
import random
import re

import comparer
import programs
import replies


CODES = ["000001", "000002", "000003", "000004"]


class Rule:
    """`apply` receives the case, both outcomes and a function that runs botocore on a case again. It returns both
    outcomes without the difference, and the case for later rules if it changed; or None."""

    def __init__(self, name, row, apply):
        self.name, self.row, self.apply = name, row, apply


def _is_in_cache(name):
    return name.startswith((".aws/boto/cache/", ".aws/cli/cache/"))


def _is_entry(text):
    try:
        entry = json.loads(text)["Credentials"]
        return all(isinstance(entry[name], str) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"))
    except (ValueError, KeyError, TypeError):
        return False


def _broken_entry(case, ours, theirs, play_again):
    """botocore without the entry has the same outcome as latchkey with it."""
    broken = [name for name, file in case["files"].items() if _is_in_cache(name) and not _is_entry(file)]
    if not broken or theirs["result"] != "error":
        return None
    without = copy.deepcopy(case)
    for name in broken:
        del without["files"][name]
    return ours, play_again(without), without


def _checks_first(case, ours, theirs, play_again):
    """If both fail, latchkey may have done less by then, or more before the prompt. If botocore fails for another
    reason, it must fail for latchkey's reason once it receives everything that it needs."""
    if ours["result"] == theirs["result"] == "error":
        if theirs["error"] == "EOFError":
            answered = play_again({**case, "mfa_codes": CODES})
            if ours["kind"] == "cancelled" and ours["requests"] == answered["requests"][:len(ours["requests"])]:
                return ours, {**theirs, "requests": ours["requests"], "written": ours["written"]}
            may_stand = answered["result"] == "error" and comparer.may_stand_for(ours["kind"], answered)
            theirs = answered if may_stand else play_again(_granting(case))
        elif not comparer.may_stand_for(ours["kind"], theirs):
            theirs = play_again(_granting(case))
    if (ours["result"] == theirs["result"] == "error" and len(ours["prompts"]) <= len(theirs["prompts"])
            and ours["requests"] == theirs["requests"][:len(ours["requests"])]):
        same = {"prompts": ours["prompts"], "requests": ours["requests"], "written": ours["written"]}
        return ours, {**theirs, **same}
    return None


def _asked_when_needed(case, ours, theirs, play_again):
    """botocore also calls the source of a cached role, and fails if the source fails."""
    def is_source(request):
        return request["method"] != "POST"
    if any(map(is_source, ours["requests"])) or not any(map(_is_in_cache, case["files"])):
        return None
    if theirs["result"] == "error" and theirs["stage"] == "load":
        case = _with_sources(case)
        theirs = play_again(case)
    return ours, {**theirs, "requests": [request for request in theirs["requests"] if not is_source(request)]}, case


def _with_sources(case):
    """The same case with working sources of the machine: metadata endpoints and processes."""
    well = copy.deepcopy(case)
    for name in ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"):
        well["env"].pop(name, None)
    word = json.dumps({"Version": 1, "AccessKeyId": "ASIAANY", "SecretAccessKey": "any"})
    _set_everywhere(well, "credential_process", f"/bin/echo '{word}'")
    well["routes"][:0] = [{"method": "PUT", "body": "TOKEN"}, {"method": "GET", "body": replies.metadata("ANY")}]
    return well


def _granting(case):
    """The same case if AWS also grants everything and accepts every code and token."""
    well = _with_sources(case)
    for name in ("AWS_METADATA_SERVICE_TIMEOUT", "AWS_METADATA_SERVICE_NUM_ATTEMPTS"):
        well["env"].pop(name, None)
    for name in case["files"]:
        if name.startswith(".aws/sso/cache/"):
            well["files"][name] = json.dumps({"startUrl": "any", "accessToken": "ANY", "expiresAt": replies.FAR})
    portal = {"accessKeyId": "ASIAANY", "secretAccessKey": "any", "sessionToken": "any", "expiration": 1772366400000}
    well["routes"].insert(0, {"method": "GET", "path": "/federation/credentials",
                              "body": json.dumps({"roleCredentials": portal})})
    if "AWS_WEB_IDENTITY_TOKEN_FILE" in well["env"]:
        well["env"]["AWS_WEB_IDENTITY_TOKEN_FILE"] = "{{HOME}}/granted"
    _set_everywhere(well, "web_identity_token_file", "{{HOME}}/granted")
    well["files"]["granted"] = "granted"
    steady = random.Random(0)
    for make, action in ((replies.assume_role, "AssumeRole"), (replies.web_identity, "AssumeRoleWithWebIdentity")):
        well["routes"].insert(0, {**make(steady, "ANY", "arn:aws:iam::1:role/any"), "form": {"Action": action}})
    well["mfa_codes"] = CODES
    return well


def _set_everywhere(case, key, value):
    for name, text in case["files"].items():
        if isinstance(text, str) and "/cache/" not in name:
            text = re.sub(rf"(?im)^({key}\s*[=:].*)((\n[ \t]+\S.*)+)", r"\1", text)  # without its continuation lines
            case["files"][name] = re.sub(rf"(?im)^(\s*{key}\s*[=:]).*", lambda found: f"{found[1]} {value}", text)


def _printable_question(case, ours, theirs, play_again):
    invisible = ("[\x80-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
                 "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]")
    shown = [re.sub(r"[\0-\x1f\x7f]", lambda found: f"\\x{ord(found[0]):02x}", prompt) for prompt in theirs["prompts"]]
    shown = [re.sub(invisible, lambda found: f"<U+{ord(found[0]):04X}>", prompt) for prompt in shown]
    return None if shown == theirs["prompts"] else (ours, {**theirs, "prompts": shown})


def _no_mark(case, ours, theirs, play_again):
    mark = '"MaxAttemptsReached": true, '
    if not any(mark in text for text in theirs["written"].values()):
        return None
    return ours, {**theirs, "written": {name: text.replace(mark, "") for name, text in theirs["written"].items()}}


def _endpoint_mark(case, ours, theirs, play_again):
    mark = re.compile(r', "LatchkeyEndpoint": "[^"]*"')
    if not any(mark.search(text) for text in ours["written"].values()):
        return None
    return {**ours, "written": {name: mark.sub("", text) for name, text in ours["written"].items()}}, theirs


def _no_key_id(case, ours, theirs, play_again):
    """latchkey does not send an invalid key ID; botocore sends it, possibly after its prompt."""
    def is_odd(request):
        signed = re.match(r"AWS4-HMAC-SHA256 Credential=(.*)/\d{8}/", request["headers"].get("authorization", ""), re.S)
        return signed and not re.fullmatch(r"\w+", signed[1], re.A)
    if ours["result"] != "error" or "the access key id (source: " not in ours["message"]:
        return None
    if theirs["result"] == "error" and theirs["error"] == "EOFError":
        theirs = play_again({**case, "mfa_codes": CODES})
    if not any(map(is_odd, theirs["requests"])):
        return None
    return ours, {**ours, "error": "ValueError", "bases": ["ValueError"]}


def _device_on_one_line(case, ours, theirs, play_again):
    """latchkey does not prompt for a serial of several lines; botocore does."""
    shows_line_end = any("\n" in prompt or "\\x0a" in prompt for prompt in theirs["prompts"])
    if ours["result"] != "error" or " goes on in the next line" not in ours["message"] or not shows_line_end:
        return None
    return ours, {**ours, "error": "ValueError", "bases": ["ValueError"]}


def _masked(outcome):
    outcome = copy.deepcopy(outcome)
    outcome["prompts"].sort()
    for request in outcome["requests"]:
        request["headers"].pop("authorization", None)
        request["body"] = request["body"].split("&TokenCode=")[0]
    return outcome


def _inner_device_first(case, ours, theirs, play_again):
    """The same prompts in the other order, which changes the codes and the signatures."""
    if theirs["result"] == "error" and theirs["error"] == "EOFError" and ours["result"] == "error":
        answered = play_again({**case, "mfa_codes": CODES})["prompts"]
        if len(ours["prompts"]) == 1 and len(answered) > 1 and ours["prompts"][0] in answered:
            return ours, {**theirs, "prompts": ours["prompts"]}  # the first prompt is not answered, whichever it is
    if len(theirs["prompts"]) < 2:
        return None
    if len(ours["prompts"]) == 1 and ours["prompts"][0] in theirs["prompts"] and ours["result"] == "error":
        theirs = {**theirs, "prompts": ours["prompts"]}  # the inner role failed, so there was no prompt for the outer device
    return _masked(ours), _masked(theirs)


def _no_first_version(case, ours, theirs, play_again):
    """Nothing accepted the token request, so latchkey does not make the second request, which would also fail."""
    def is_v1(request):
        return request["url"].endswith("/iam/security-credentials/") and "x-aws-ec2-metadata-token" not in request["headers"]
    kept = [request for request in theirs["requests"] if not is_v1(request)]
    if len(kept) == len(theirs["requests"]) or not any(
            route.get("failure") == "connect" and route.get("path", "").endswith("/latest/api/token") for route in case["routes"]):
        return None
    return ours, {**theirs, "requests": kept}


def _control_character(case, ours, theirs, play_again):
    """latchkey stops when it reads the value, before any request that the value would sign."""
    named = re.search(r"(access key ID|secret access key|session token|account ID|region) contains a control character",
                      ours.get("message", ""))
    if ours["result"] != "error" or not named:
        return None
    same = {**theirs, "result": "stopped", "written": {}}
    return same, same


def _good_token(case, ours, theirs, play_again):
    """botocore with a token that it does not refresh has the same outcome as latchkey after a failed refresh."""
    def is_refresh(request):
        return request["url"].split("?")[0].endswith("/token") and '"refresh_token"' in request["body"]
    tried = [request for request in theirs["requests"] if is_refresh(request)]
    if theirs["result"] != "error" or not tried or tried != [request for request in ours["requests"] if is_refresh(request)]:
        return None
    without = copy.deepcopy(case)
    for name, text in without["files"].items():
        if name.startswith(".aws/sso/cache/"):
            without["files"][name] = text.replace('"refreshToken"', '"none"')
    return {**ours, "requests": [request for request in ours["requests"] if not is_refresh(request)]}, play_again(without)


RULES = [
    Rule("control character", "Accepts any character in an access key ID, a secret, a token or an account ID",
         _control_character),
    Rule("printable question", "Shows the serial as it is written, control characters included", _printable_question),
    Rule("device on one line", "Sends an `mfa_serial` that has several lines", _device_on_one_line),
    Rule("no key id", "Signs with any text as access key ID, and sends it", _no_key_id),
    Rule("broken cache entry", "A broken entry is an error", _broken_entry),
    Rule("asked when needed", "also for the source of a role that is cached", _asked_when_needed),
    Rule("inner device first", "With MFA on two hops latchkey prompts for the inner device first", _inner_device_first),
    Rule("checks first", "Checks arguments, endpoint, proxy, CA bundle, both cache folders and the clock", _checks_first),
    Rule("no first version", "Tries version 1 of instance metadata even if nothing accepted the token request",
         _no_first_version),
    Rule("good token", "A token of IAM Identity Center with minutes left fails if its refresh has no network", _good_token),
    Rule("endpoint mark", "Entries do not contain the endpoint that issued the credentials", _endpoint_mark),
    Rule("no mark of the last attempt", "an entry was obtained with the last attempt of the mode `standard`", _no_mark),
]


def check_rows():
    """Checks that every rule quotes an existing row."""
    text = (programs.ROOT / "docs" / "differences.md").read_text(encoding="utf-8")
    for rule in RULES:
        if rule.row not in text:
            raise SystemExit(f"rule \"{rule.name}\": docs/differences.md has no \"{rule.row}\"")
