# SPDX-License-Identifier: Apache-2.0
"""The features of the installed botocore. Only this file depends on versions: missing features are not generated."""
import re

import settings


class Abilities:
    def __init__(self, version, extra=()):
        self.version = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
        self.sso = "sso" in extra and self.version >= (1, 32, 0)  # earlier versions sent an expired token
        self.login = "login" in extra
        self.retries = "retries" in extra
        self.endpoint_urls = self.version >= (1, 31, 0)  # AWS_ENDPOINT_URL, services sections
        self.account_ids = self.version >= (1, 37, 0)
        self.regional_sts = self.version >= (1, 40, 0)  # by default
        self.container_token_file = self.version >= (1, 32, 0)  # and the addresses of EKS, and a check of the token
        self.metadata_v1_switch = self.version >= (1, 32, 0)
        self.new_partitions = self.version >= (1, 43, 67)  # the recorded one

    def regions(self):
        """Older versions have other suffixes for the isolated partitions, or do not know them."""
        if self.new_partitions:
            return settings.REGIONS + settings.CLOSED_REGIONS
        return settings.REGIONS

    def settle(self, case):
        """Sets values whose defaults differ in this version."""
        env = case["env"]
        if not self.regional_sts and not env.get("AWS_STS_REGIONAL_ENDPOINTS"):  # empty is also the default
            env["AWS_STS_REGIONAL_ENDPOINTS"] = "regional"
        return case
