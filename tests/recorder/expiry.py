# SPDX-License-Identifier: Apache-2.0
"""expiry_windows.json: how long botocore uses cached credentials, and when it refreshes those in memory."""
import datetime

import machine

GROUPS = ("vectors",)
NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)


def prepare():
    machine.furnish({}, {})


def _freeze(end, refresh):
    """The key that a caller receives, and whether botocore tried to refresh."""
    import botocore.credentials
    attempts = []

    def tried():
        attempts.append(1)
        return refresh()

    credentials = botocore.credentials.RefreshableCredentials(
        "OLD", "secret", "token", end, refresh_using=tried, method="test", time_fetcher=lambda: NOW)
    try:
        key = credentials.get_frozen_credentials().access_key
    except Exception as error:
        key = f"error:{type(error).__name__}"
    return {"refresh_attempted": bool(attempts), "access_key": key}


def _works():
    return {"access_key": "NEW", "secret_key": "secret", "token": "token",
            "expiry_time": (NOW + datetime.timedelta(hours=1)).isoformat()}


def _fails():
    import botocore.exceptions
    raise botocore.exceptions.RefreshWithMFAUnsupportedError()


def _cached(end):
    import botocore.credentials
    local_now = botocore.credentials._local_now
    botocore.credentials._local_now = lambda: NOW
    try:
        fetcher = botocore.credentials.AssumeRoleCredentialFetcher(None, None, "arn:aws:iam::123456789012:role/demo")
        return not fetcher._is_expired({"Credentials": {"Expiration": end.isoformat()}})
    finally:
        botocore.credentials._local_now = local_now


def answer(_, vector):
    end = NOW + datetime.timedelta(seconds=vector["remaining_seconds"])
    return {"remaining_seconds": vector["remaining_seconds"], "cache_entry_valid": _cached(end),
            "refresh_works": _freeze(end, _works), "refresh_fails": _freeze(end, _fails)}
