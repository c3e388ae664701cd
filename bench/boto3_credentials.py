# SPDX-License-Identifier: Apache-2.0
"""Loads a profile's credentials with boto3 and a file cache, which must be configured (as in SAM CLI)."""
import os
import sys

import boto3
import botocore.session
from botocore.credentials import JSONFileCache

session = botocore.session.Session(profile=sys.argv[1])
provider = session.get_component("credential_provider").get_provider("assume-role")
provider.cache = JSONFileCache(os.path.expanduser("~/.aws/cli/cache"))
print(boto3.Session(botocore_session=session).get_credentials().get_frozen_credentials().access_key)
