# SPDX-License-Identifier: Apache-2.0
"""timestamps.json: the times that botocore writes for those of STS, and reads from files."""
import os
import time

import machine

GROUPS = ("written", "read")


def prepare():
    machine.furnish({}, {})


def _inputs(vector, *names):
    return {name: vector[name] for name in names if name in vector}


def _written(vector):
    import botocore.credentials
    import botocore.utils
    answer = _inputs(vector, "wire", "tz")
    try:
        value = botocore.utils.parse_timestamp(vector["wire"])
        serialize = botocore.credentials._serialize_if_needed
        answer.update(botocore_cache_text=serialize(value), botocore_expiry_time=value.isoformat(),
                      epoch=value.timestamp(), iso8601_cache_text=serialize(value, iso=True))
    except Exception as error:
        answer.update(machine.error_of(error))
    return {**answer, **_inputs(vector, "awscli_v2_library_agrees")}


def _read(vector):
    import dateutil.parser
    answer = _inputs(vector, "text", "tz")
    try:
        value = dateutil.parser.parse(vector["text"])
        answer["aware"] = value.utcoffset() is not None
        if answer["aware"]:
            answer["epoch"] = value.timestamp()
    except Exception as error:
        answer.update(machine.error_of(error))
    return answer


def answer(group, vector):
    os.environ["TZ"] = vector["tz"]
    time.tzset()
    return _written(vector) if group == "written" else _read(vector)
