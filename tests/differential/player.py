# SPDX-License-Identifier: Apache-2.0
"""Runs the installed botocore on cases, in this process: no socket, no sleep, no terminal, and a fixed time.

Import it after `prepare` has run, because botocore caches what it reads at import."""
import base64
import datetime
import functools
import getpass
import os
import pathlib
import random
import shutil
import sys
import time

from stand_in import Network

NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)  # as TestHost
_real = datetime.datetime
SHARED_FOLDERS = (".aws/boto/cache", ".aws/cli/cache", ".aws/sso/cache", ".aws/login/cache")


class _RealOrStill(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, _real)


class _StillDatetime(_real, metaclass=_RealOrStill):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(NOW.timestamp(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)


class Player:
    """One botocore and one HOME, emptied before each case."""

    def __init__(self, home):
        self.home = pathlib.Path(home)
        self.answers, self.prompts, self.network = [], [], None
        os.environ.clear()
        os.environ.update(HOME=str(home), TZ="UTC", PATH="/usr/bin:/bin", LC_ALL="C.UTF-8")
        datetime.datetime = _StillDatetime
        time.time = NOW.timestamp
        time.sleep = lambda seconds: None
        getpass.getpass = self._ask
        random.randint = lambda low, high: low + (high - low + 1) // 2  # TestHost's jitter is a half
        self._import_botocore()

    def _import_botocore(self):
        sys.modules["awscrt"] = None  # replaced by a signer that signs everything
        import botocore.credentials
        import botocore.hooks
        import botocore.httpsession
        import botocore.loaders
        import botocore.session
        import urllib3.util
        self.botocore = botocore
        self.parse_url = urllib3.util.parse_url
        self.loader = botocore.loaders.create_loader()
        self.endpoints = None
        player = self
        botocore.httpsession.URLLib3Session.send = lambda self, request: player._send(self, request)
        # The slowest part of a session. It depends only on its arguments.
        emitter = botocore.hooks.EventAliaser
        plain = emitter._alias_event_name
        cached = {}
        emitter._alias_event_name = lambda self, name: cached[name] if name in cached else cached.setdefault(
            name, plain(self, name))

    def _ask(self, prompt="", stream=None):
        self.prompts.append(prompt)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    def _send(self, session, request):
        body = request.body or b""
        body = body.decode() if isinstance(body, bytes) else body
        headers = {name: value.decode() if isinstance(value, bytes) else str(value)
                   for name, value in request.headers.items()}
        exceptions = self.botocore.exceptions
        if not request.url.lower().startswith(("http://", "https://")):  # urllib3 has no connection for it
            raise exceptions.HTTPClientError(error="scheme")
        proxy = session._proxy_config.proxy_url_for(request.url)
        bundle = os.path.expanduser(session._verify) if isinstance(session._verify, str) else None
        self._check_connection(proxy, bundle)
        self.network.requests.append({"method": request.method, "url": request.url, "headers": headers, "body": body,
                                      "proxy": proxy,
                                      "ca_bundle": bundle and bundle.replace(str(self.home), "{{HOME}}")})
        answer = self.network.answer(request.method, request.url, body)
        if answer == "connect":
            raise exceptions.EndpointConnectionError(endpoint_url=request.url, error="connect")
        if answer == "timeout":
            raise exceptions.ReadTimeoutError(endpoint_url=request.url, error="timeout")
        status, headers, text = answer
        response = self.botocore.awsrequest.AWSResponse(
            request.url, status, {"content-length": str(len(text.encode())), **headers}, None)
        response._content = text.encode()
        return response

    def _check_connection(self, proxy, bundle):
        """As urllib3 before it connects: splits the proxy's address, and opens the bundle."""
        try:
            parts = self.parse_url(proxy) if proxy else None
            if parts and not parts.host:
                raise ValueError("a proxy without a host")
            if bundle is not None:
                os.stat(bundle)
        except Exception as error:
            raise self.botocore.exceptions.HTTPClientError(error=error) from error

    def play(self, case):
        """The outcome, with the same members as latchkey-resolve's."""
        self._furnish(case)
        self.network = Network(self._at_home(case.get("routes", [])))
        self.answers, self.prompts = list(case.get("mfa_codes", [])), []
        outcome = {"is_open": False, "region": None}
        self.stage = "session"
        try:
            self._resolve(case, outcome)
        except Exception as error:  # any exception of botocore is its outcome
            outcome.update(result="error", error=type(error).__name__, message=str(error), stage=self.stage,
                           bases=[base.__name__ for base in type(error).__mro__])
        outcome.update(prompts=self.prompts, requests=self.network.requests, files=self._files())
        return outcome

    def _at_home(self, value):
        if isinstance(value, str):
            return value.replace("{{HOME}}", str(self.home))
        if isinstance(value, list):
            return [self._at_home(part) for part in value]
        if isinstance(value, dict):
            return {name: self._at_home(part) for name, part in value.items()}
        return value

    def _furnish(self, case):
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir()
        os.environ.clear()
        os.environ.update({"HOME": str(self.home), "PATH": "/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C.UTF-8"})
        os.environ.update(self._at_home(case["env"]))
        for name, file in self._at_home(case["files"]).items():
            path = self.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(file["base64"]) if isinstance(file, dict) else file.encode())

    def _resolve(self, case, outcome):
        session = self.botocore.session.Session(profile=case.get("profile_arg"))
        session.register_component("data_loader", self.loader)
        if case.get("region_arg") is not None:
            session.set_config_variable("region", case["region_arg"])
        self.stage = "chain"
        resolver = session.get_component("credential_provider")
        cache = self.botocore.credentials.JSONFileCache(os.path.expanduser(case["cache"]["dir"]))
        for provider in resolver.providers:
            if provider.METHOD in case["cache"]["providers"]:
                provider.cache = cache
        outcome["region"] = session.get_config_variable("region")
        self.stage = "load"
        credentials = resolver.load_credentials()
        outcome["is_open"] = True
        self.stage = "freeze"
        if credentials is None:
            outcome["result"] = "none"
            return
        frozen = credentials.get_frozen_credentials()
        expiry = getattr(credentials, "_expiry_time", None)
        outcome.update(result="credentials", access_key=frozen.access_key, secret_key=frozen.secret_key,
                       token=frozen.token, account_id=getattr(frozen, "account_id", None),
                       expiry=expiry.isoformat() if expiry else None, method=credentials.method)

    def _files(self):
        return {str(path.relative_to(self.home)): path.read_bytes().decode(errors="replace")
                for folder in SHARED_FOLDERS if (self.home / folder).is_dir()
                for path in (self.home / folder).iterdir() if path.is_file()}
