# SPDX-License-Identifier: Apache-2.0
"""The paths of the programs that the tests run."""
import os
import pathlib
import resource
import shutil

from support import missing, windows

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATH = "/usr/local/bin:/usr/bin:/bin"  # no version manager's shims, which read files in HOME
VECTORS = ROOT / "tests" / "vectors"
DEBIAN_PYTHON = "/usr/bin/python3"


def _built(variable, default):
    return os.environ.get(variable) or str(ROOT / "build" / "release" / default)


LATCHKEY = _built("LATCHKEY_BIN", "cli/latchkey")
LATCHKEY_ITSELF = windows.path(windows.EXE) if windows.IS else LATCHKEY  # the name for programs that latchkey starts
WINE = os.environ.get("LATCHKEY_WINE", "")  # starts any Windows program
PRELOAD = _built("LATCHKEY_PRELOAD", "tests/liblatchkey-preload.so")  # support/native/preload_posix.cpp
TESTBED = _built("LATCHKEY_TESTBED", "testbed/latchkey-testbed")


def need(name):
    """The path of a system program; without it the test is skipped, and listed at the end of the run."""
    found = shutil.which(name, path=PATH)
    if not found:
        missing.skip(name)
    return found


def need_crowd():
    """The program that starts many Windows programs on one console."""
    if not os.environ.get("LATCHKEY_CROWD"):
        missing.skip("latchkey-crowd.exe; set LATCHKEY_CROWD")
    return os.environ["LATCHKEY_CROWD"]


def _new_bin():
    """The folder of a Python with newer AWS packages: $LATCHKEY_PYTHON_NEW, or the one that has moto_server."""
    if given := os.environ.get("LATCHKEY_PYTHON_NEW"):
        return pathlib.Path(given).parent
    server = shutil.which("moto_server")
    if server and "shims" in server:  # pyenv: a shim does not show the program's path
        for candidate in sorted(pathlib.Path(server).parents[1].glob("versions/*/bin/moto_server")):
            return candidate.parent
    return pathlib.Path(server).parent if server else None


def need_new(name, package):
    """A program of the newer Python: "python3", "aws", "moto_server"."""
    folder = _new_bin()
    if folder is None or not (folder / name).exists():
        missing.skip(f"{package} in a newer Python; set LATCHKEY_PYTHON_NEW")
    return str(folder / name)


def need_node_sdk():
    """The folder in which scripts/setup has installed node's AWS SDK."""
    folder = pathlib.Path(os.environ.get("LATCHKEY_NODE_SDK") or ROOT / "build" / "node")
    if not (folder / "node_modules" / "@aws-sdk" / "credential-providers").is_dir():
        missing.skip("node's @aws-sdk/credential-providers; scripts/setup installs it")
    return folder


def need_debian_boto3():
    if not pathlib.Path("/usr/lib/python3/dist-packages/boto3").exists():
        missing.skip("python3-boto3")
    return DEBIAN_PYTHON


def raise_open_files(count):
    """Lets this process open that many files; if that is not permitted, the test is skipped."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        missing.skip(f"a limit of {count} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
