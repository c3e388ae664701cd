# SPDX-License-Identifier: Apache-2.0
"""sts_requests.json: the bytes of botocore's requests to STS and of the signed text."""
import datetime

import machine
import sts_client

GROUPS = ("vectors",)
SIGNED = {"canonical_request": "CanonicalRequest", "string_to_sign": "StringToSign", "signature": "Signature"}
_real = datetime.datetime
_now = None


class _StillDatetime(_real):
    @classmethod
    def utcnow(cls):
        return _now

    @classmethod
    def now(cls, tz=None):
        return _now.replace(tzinfo=tz)


def prepare():
    datetime.datetime = _StillDatetime
    sts_client.prepare()
    import botocore.auth
    if hasattr(botocore.auth, "get_current_datetime"):
        botocore.auth.get_current_datetime = lambda remove_tzinfo=True: _now


def _keep_what_is_signed(kept):
    import botocore.auth
    signer = botocore.auth.SigV4Auth
    plain = {method: getattr(signer, method) for method in SIGNED}
    for method, name in SIGNED.items():
        def keep(self, *arguments, method=method, name=name):
            kept[name] = plain[method](self, *arguments)
            return kept[name]
        setattr(signer, method, keep)
    return lambda: [setattr(signer, method, function) for method, function in plain.items()]


def answer(_, vector):
    global _now
    import botocore.session
    _now = _real.strptime(vector["time"], "%Y%m%dT%H%M%SZ")
    machine.furnish({"AWS_STS_REGIONAL_ENDPOINTS": "regional"}, {})  # the default, since 1.40
    session = botocore.session.Session()
    client = session.create_client("sts", region_name=vector["region"], aws_access_key_id=vector["access_key"],
                                   aws_secret_access_key=vector["secret_key"], aws_session_token=vector.get("token"),
                                   endpoint_url=vector.get("endpoint"))
    signed = {}
    undo = _keep_what_is_signed(signed)
    try:
        request = sts_client.request_of(client, vector["operation"], vector["params"])
    finally:
        undo()
    headers = {name: "{{USER_AGENT}}" if name == "User-Agent" else value
               for name, value in sts_client.headers_of(request).items()}
    inputs = {name: value for name, value in vector.items() if name != "request" and name not in SIGNED.values()}
    return {**inputs, "request": {"method": request.method, "url": request.url, "body": sts_client.body_of(request),
                                  "headers": headers}, **signed}
