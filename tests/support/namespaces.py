# SPDX-License-Identifier: Apache-2.0
"""Network namespaces with only `lo`: each represents a container or another machine."""
import os
import subprocess

from support import missing, programs


class Namespace:
    """Ends with this process for any reason: it watches the pipe on its stdin."""

    def __init__(self, prepare=None):
        """`prepare`: shell commands to run in it first; it then has its own mounts."""
        self._kinds = ["--net"] if prepare is None else ["--net", "--mount"]
        # A user who is not root is root in a user namespace.
        self._users = [] if os.geteuid() == 0 else ["--map-root-user"]
        words = [programs.need("unshare"), *self._kinds, *self._users, "/bin/sh", "-c",
                 f"set -e; {need_ip()} link set lo up; {prepare or ':'}; echo ready; exec cat"]
        self._process = subprocess.Popen(words, env={"PATH": programs.PATH}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, text=True, start_new_session=True)
        if self._process.stdout.readline() != "ready\n":
            why = self._process.communicate()[1].strip()
            missing.skip(f"network namespaces ({why})")

    def words(self, words, kinds=None):
        """The command that runs `words` in it, or only in those `kinds` of it."""
        users = ["--user", "--preserve-credentials"] if self._users else []
        return [programs.need("nsenter"), "--target", str(self._process.pid), *(kinds or self._kinds), *users, *words]

    def stop(self):
        self._process.communicate()  # closes its stdin


def need_ip():
    for path in ("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"):
        if os.access(path, os.X_OK):
            return path
    return missing.skip("ip of iproute2")
