# SPDX-License-Identifier: Apache-2.0
"""Other tools with the same result. Each is (command line, None) or (None, why it is not measured)."""
import os
import shutil
import subprocess
from pathlib import Path

from setting import PROFILE

HERE = Path(__file__).resolve().parent
NODE_FOLDER = HERE.parent / "build" / "node"


def aws_cli():
    """Debian's, not a pyenv or pip version in PATH."""
    path = "/usr/bin/aws" if os.access("/usr/bin/aws", os.X_OK) else shutil.which("aws")
    if path is None:
        return None, "no AWS CLI here (apt install awscli)"
    argv = [path, "configure", "export-credentials", "--profile", PROFILE, "--format", "process"]
    if "export-credentials" not in subprocess.run([path, "configure", "help"], capture_output=True, text=True,
                                                  env={**os.environ, "PAGER": "cat", "AWS_PAGER": ""}).stdout:
        return None, f"{path} has no configure export-credentials"
    return argv, None


def boto3():
    if subprocess.run(["/usr/bin/python3", "-c", "import boto3"], capture_output=True).returncode != 0:
        return None, "no boto3 for /usr/bin/python3 (apt install python3-boto3)"
    return ["/usr/bin/python3", HERE / "boto3_credentials.py", PROFILE], None


def node():
    """fromIni has no cache, so it uses its best case: a profile with its own keys."""
    path = shutil.which("node")
    if path is None:
        return None, "no node here (apt install nodejs npm)"
    if not (NODE_FOLDER / "node_modules" / "@aws-sdk" / "credential-providers").is_dir():
        return None, "no @aws-sdk/credential-providers here (scripts/setup)"
    shutil.copy(HERE / "node_credentials.js", NODE_FOLDER)
    return [path, NODE_FOLDER / "node_credentials.js", "base"], None
