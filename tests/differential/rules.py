# SPDX-License-Identifier: Apache-2.0
"""The deliberate differences that made-up cases meet: each quotes its row of docs/differences.md and says what follows
from it, so that the rest of the case is compared all the same."""
import copy
import json

import programs


class Rule:
    def __init__(self, name, row, apply):
        self.name, self.row, self.apply = name, row, apply


def _is_entry(text):
    try:
        entry = json.loads(text)["Credentials"]
        return all(isinstance(entry[name], str) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"))
    except (ValueError, KeyError, TypeError):
        return False


def _broken_entry(case, ours, theirs, play_again):
    """botocore without the entry is what we are with it."""
    broken = [name for name, file in case["files"].items() if "/cache/" in name and not _is_entry(file)]
    if not broken or theirs["result"] != "error":
        return None
    without = copy.deepcopy(case)
    for name in broken:
        del without["files"][name]
    return ours, play_again(without)


def _checks_first(case, ours, theirs, play_again):
    """Where both fail, we may have done less by then."""
    if ours["result"] == theirs["result"] == "error" and (
            len(ours["prompts"]) < len(theirs["prompts"])
            or ours["requests"] == theirs["requests"][:len(ours["requests"])]):
        same = {"prompts": ours["prompts"], "requests": ours["requests"], "written": ours["written"]}
        return ours, {**theirs, **same}
    return None


def _masked(outcome):
    outcome = copy.deepcopy(outcome)
    outcome["prompts"].sort()
    for request in outcome["requests"]:
        request["headers"].pop("authorization", None)
        request["body"] = request["body"].split("&TokenCode=")[0]
    return outcome


def _inner_device_first(case, ours, theirs, play_again):
    """The same questions, the other way round; which code goes where follows from that, and signatures from the code."""
    if len(ours["prompts"]) < 2:
        return None
    return _masked(ours), _masked(theirs)


def _no_first_version(case, ours, theirs, play_again):
    """Nobody took the request for a token: the second request, which nobody takes either, is not made."""
    def is_v1(request):
        return request["url"].endswith("/iam/security-credentials/") and "x-aws-ec2-metadata-token" not in request["headers"]
    kept = [request for request in theirs["requests"] if not is_v1(request)]
    if len(kept) == len(theirs["requests"]) or not any(
            route.get("failure") == "connect" and route["path"].endswith("/latest/api/token") for route in case["routes"]):
        return None
    return ours, {**theirs, "requests": kept}


RULES = [
    Rule("broken cache entry", "A broken entry ends the run", _broken_entry),
    Rule("inner device first", "With MFA on two hops the inner device is asked first", _inner_device_first),
    Rule("checks first", "Checks arguments, endpoint, proxy, CA bundle, both cache folders and the clock", _checks_first),
    Rule("no first version", "Asks the first version of instance metadata even where nobody took the request for a token",
         _no_first_version),
]


def check_rows():
    """Every rule stands for a row that is there."""
    text = (programs.ROOT / "docs" / "differences.md").read_text(encoding="utf-8")
    for rule in RULES:
        if rule.row not in text:
            raise SystemExit(f"rule \"{rule.name}\": docs/differences.md has no \"{rule.row}\"")
