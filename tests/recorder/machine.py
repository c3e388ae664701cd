# SPDX-License-Identifier: Apache-2.0
"""A HOME and an environment for one vector, in this process."""
import atexit
import os
import pathlib
import shutil
import tempfile

HOME = pathlib.Path(tempfile.mkdtemp(prefix="latchkey-recorder-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
PORT = "4566"


def filled_in(value):
    """A value of a vector, with its placeholders replaced."""
    if isinstance(value, str):
        return value.replace("{{HOME}}", str(HOME)).replace("{{PORT}}", PORT)
    if isinstance(value, list):
        return [filled_in(part) for part in value]
    if isinstance(value, dict):
        return {name: filled_in(part) for name, part in value.items()}
    return value


def with_placeholders(value):
    """Reverses filled_in()."""
    if isinstance(value, str):
        return value.replace(str(HOME), "{{HOME}}").replace(f"127.0.0.1:{PORT}", "127.0.0.1:{{PORT}}")
    if isinstance(value, list):
        return [with_placeholders(part) for part in value]
    if isinstance(value, dict):
        return {with_placeholders(name): with_placeholders(part) for name, part in value.items()}
    return value


def furnish(env, files):
    """An empty HOME with these files (text or bytes), and no other variables."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir()
    os.environ.clear()
    os.environ.update({"HOME": str(HOME), "PATH": "/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C.UTF-8", **filled_in(env)})
    for name, content in files.items():
        path = HOME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else filled_in(content).encode())


def error_of(error):
    return {"error_type": type(error).__name__, "message": with_placeholders(str(error))}
