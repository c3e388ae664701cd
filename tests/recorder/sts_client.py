# SPDX-License-Identifier: Apache-2.0
"""An STS client of botocore that records its requests instead of sending them."""
import re
import sys
import uuid

import machine

INVOCATION = "00000000-0000-4000-8000-00000000abcd"
SIGNATURE = re.compile(r"(\S+) Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")
ACCOUNT = "123456789012"
ROLE = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/demo", "RoleSessionName": "session"}


def prepare():
    machine.furnish({}, {})
    sys.modules["awscrt"] = None  # its own signer
    import botocore.httpsession
    import botocore.session  # noqa: reads its files before files and variables change
    uuid.uuid4 = lambda: uuid.UUID(INVOCATION)
    botocore.httpsession.URLLib3Session.send = _no_network


def _no_network(_, request):
    raise AssertionError(f"sent: {request.url}")


def request_of(client, operation, parameters):
    """The request of an operation."""
    import botocore.awsrequest
    kept = []
    name = client.meta.method_to_api_mapping[operation]

    def keep(request, **_):
        kept.append(request)
        response = botocore.awsrequest.AWSResponse(request.url, 200, {}, None)
        response._content = f"<{name}Response><{name}Result/></{name}Response>".encode()
        return response

    client.meta.events.register("before-send.sts", keep)
    getattr(client, operation)(**parameters)
    return kept[0]


def headers_of(request):
    return {name: value.decode() if isinstance(value, bytes) else str(value) for name, value in request.headers.items()}


def body_of(request):
    return request.body.decode() if isinstance(request.body, bytes) else request.body or ""
