# SPDX-License-Identifier: Apache-2.0
"""retries.json: how often botocore sends a failing call, and how it counts attempts."""
import time

import machine
import sts_client

GROUPS = ("vectors",)
ERROR = ("<ErrorResponse><Error><Type>Sender</Type><Code>{}</Code><Message>x</Message></Error>"
         "<RequestId>1</RequestId></ErrorResponse>")


def prepare():
    time.sleep = lambda seconds: None
    sts_client.prepare()


def answer(_, vector):
    if not vector["tool"].startswith("botocore"):
        return None  # an AWS CLI
    import botocore.awsrequest
    import botocore.session
    machine.furnish(vector["env"], {})
    attempts = []

    def fail(request, **_):
        attempts.append(sts_client.headers_of(request).get("amz-sdk-request"))
        response = botocore.awsrequest.AWSResponse(request.url, vector["status"], {}, None)
        response._content = ERROR.format(vector["error_code"]).encode()
        return response

    try:
        client = botocore.session.Session().create_client(
            "sts", region_name="us-east-1", aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret")
        client.meta.events.register("before-send.sts", fail)
        client.get_caller_identity()
    except Exception as error:
        line = f"{type(error).__module__}.{type(error).__name__}: {error}"
    return {**vector, "attempts": len(attempts), "amz_sdk_request": attempts, "last_stderr_line": line}
