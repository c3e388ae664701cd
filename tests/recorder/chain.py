# SPDX-License-Identifier: Apache-2.0
"""chain.json: the credentials that botocore finds on a machine, its requests, and the files that it writes.

The differential test's player runs the scenarios: no socket, no sleep, and a fixed time."""
import datetime
import json
import os
import re
import stat
import urllib.parse

import machine
import player
import stand_in

GROUPS = ("scenarios",)
HEADERS = ("authorization", "content-type", "amz-sdk-request", "x-amz-security-token", "x-amz-sso_bearer_token", "accept",
           "x-aws-ec2-metadata-token-ttl-seconds", "x-aws-ec2-metadata-token")
SIGNATURE = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+),")
_recorder = None


class Recorder(player.Player):
    """Keeps the members of the vectors other than the outcome."""

    def _resolve(self, case, outcome):
        session = self.botocore.session.Session(profile=case.get("profile_arg"))
        session.register_component("data_loader", self.loader)
        outcome["profile_variable"] = session.get_config_variable("profile")
        try:
            outcome["region"] = session.get_config_variable("region")
        except Exception as error:
            outcome["region_error"] = failure(error, "region")
        self.stage = "chain"
        resolver = session.get_component("credential_provider")
        self._use_cache(case, resolver)
        outcome["chain"] = [provider.METHOD for provider in resolver.providers]
        self.stage = "load"
        credentials = resolver.load_credentials()
        if credentials is None:
            outcome["result"] = "none"
            return
        outcome.update({"class": type(credentials).__name__, "method": credentials.method})
        self.stage = "freeze"
        frozen = credentials.get_frozen_credentials()
        expiry = getattr(credentials, "_expiry_time", None)
        outcome.update(result="credentials", access_key=frozen.access_key, secret_key=frozen.secret_key,
                       token=frozen.token, account_id=getattr(frozen, "account_id", None),
                       expiry=expiry.isoformat() if expiry else None)
        if "second_freeze" in case:
            self.stage = "second_freeze"
            left = datetime.timedelta(seconds=case["second_freeze"]["remaining"])
            credentials._expiry_time = player.NOW + left
            frozen = credentials.get_frozen_credentials()
            outcome["second"] = {"access_key": frozen.access_key, "token": frozen.token}

    def _use_cache(self, case, resolver):
        if "cache" not in case:
            return
        cache = self.botocore.credentials.JSONFileCache(os.path.expanduser(case["cache"]["dir"]))
        for provider in resolver.providers:
            if provider.METHOD in case["cache"]["providers"]:
                provider.cache = cache

    def record(self, case):
        self._furnish(case)
        before = self._all_files()
        self.network = stand_in.Network(self._at_home(case.get("routes", [])))
        self.answers, self.prompts = list(case.get("mfa_codes", [])), []
        outcome = {}
        self.stage = "session"
        try:
            self._resolve(case, outcome)
        except Exception as error:
            outcome.update(failure(error, self.stage))
        outcome["prompts"] = self.prompts
        outcome["requests"] = [request_of(request) for request in self.network.requests]
        outcome["files_written"] = {name: file for name, file in self._all_files().items() if before.get(name) != file}
        return outcome

    def _all_files(self):
        return {str(path.relative_to(self.home)): {"mode": oct(stat.S_IMODE(path.stat().st_mode)),
                                                   "text": path.read_bytes().decode(errors="replace")}
                for path in self.home.rglob("*") if path.is_file()}


def prepare():
    global _recorder
    _recorder = Recorder(machine.HOME)


def failure(error, stage):
    bases = [base.__name__ for base in type(error).__mro__[1:] if base not in (BaseException, object)]
    return {"result": "error", "stage": stage, "error_type": type(error).__name__, "error_bases": bases,
            "message": str(error)}


def request_of(request):
    parts = urllib.parse.urlsplit(request["url"])
    headers = {name.lower(): value for name, value in request["headers"].items() if name.lower() in HEADERS}
    signature = SIGNATURE.match(headers.get("authorization", ""))
    if signature:
        headers["authorization"] = dict(zip(("access_key", "region", "service", "signed_headers"), signature.groups()))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    answer = {"method": request["method"], "path": target, "headers": headers}
    if request["body"].startswith("{"):
        answer["json"] = json.loads(request["body"])
    elif request["body"]:
        answer["form"] = [[name, re.sub(r"^botocore-session-\d+$", "botocore-session-{{UNIXTIME}}", value)]
                          for name, value in urllib.parse.parse_qsl(request["body"], keep_blank_values=True)]
    return answer


def with_placeholders(value):
    """The names of temporary files are random."""
    text = json.dumps(machine.with_placeholders(value))
    return json.loads(re.sub(r"/tmp[a-z0-9_]{8}\.tmp", "/{{TMP}}.tmp", text))


def answer(_, scenario):
    if "via" in scenario or "needs_ec" in scenario or "{{EC_P256_PEM}}" in json.dumps(scenario):
        return None  # boto3, and the packages of the operating system that `aws login` needs
    expected = with_placeholders(_recorder.record(machine.filled_in(scenario)))
    return {**scenario, "expected": expected}
