# SPDX-License-Identifier: Apache-2.0
"""config_parse.json: what botocore reads from the two config files."""
import base64
import os

import machine

GROUPS = ("vectors",)
CONFIG, CREDENTIALS = ".aws/config", ".aws/credentials"


def prepare():
    machine.furnish({}, {})


def _outcome(read):
    try:
        return {"value": machine.with_placeholders(read())}
    except Exception as error:
        outcome = machine.error_of(error)
        cause = getattr(error, "kwargs", {}).get("error")
        if isinstance(cause, Exception):
            outcome["cause"] = type(cause).__name__
        return outcome


def _with_services(outcome, recorded):
    """Versions before 1.31 read a [services] section as a profile; that member keeps its recorded value."""
    if "value" in outcome and "services" in recorded.get("value", {}):
        outcome["value"]["services"] = recorded["value"]["services"]


def answer(_, vector):
    import botocore.configloader
    import botocore.session
    if vector.get("unreadable") and os.geteuid() == 0:
        return None  # root can read it
    files = {CONFIG: vector.get("config"), CREDENTIALS: vector.get("credentials")}
    if "config_base64" in vector:
        files[CONFIG] = base64.b64decode(vector["config_base64"])
    machine.furnish({}, {name: text for name, text in files.items() if text is not None})
    if vector.get("config_is_dir"):
        (machine.HOME / CONFIG).mkdir(parents=True)
    if vector.get("unreadable"):
        (machine.HOME / CONFIG).chmod(0)
    config, credentials = str(machine.HOME / CONFIG), str(machine.HOME / CREDENTIALS)
    expected = {
        "raw_config": _outcome(lambda: botocore.configloader.raw_config_parse(config)),
        "load_config": _outcome(lambda: botocore.configloader.load_config(config)),
        "full_config": _outcome(lambda: botocore.session.Session().full_config),
        "profile_names": _outcome(lambda: botocore.session.Session().available_profiles),
    }
    if "services" not in botocore.configloader.build_profile_map({}):
        for name in ("load_config", "full_config"):
            _with_services(expected[name], vector["expected"][name])
    if "raw_credentials" in vector["expected"]:
        expected["raw_credentials"] = _outcome(lambda: botocore.configloader.raw_config_parse(credentials))
    return {**vector, "expected": expected}
