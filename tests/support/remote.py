# SPDX-License-Identifier: Apache-2.0
"""A machine that only ssh can reach: OpenSSH's sshd in a network namespace, with the test's own keys, settings, user
and home folder. It contains a relay to the testbed, which represents AWS."""
import os
import pathlib
import subprocess

from support import missing, programs
from support.namespaces import Namespace

SSHD_CONFIG = """HostKey {folder}/host_key
AuthorizedKeysFile {folder}/key.pub
PidFile none
UsePAM no
StrictModes no
SetEnv {variables}
"""
# nsenter is the connection to it.
SSH_CONFIG = """Host far
  User far
  IdentityFile {folder}/key
  UserKnownHostsFile {folder}/known_hosts
  StrictHostKeyChecking accept-new
  ProxyCommand {sshd}
"""


class Remote:
    def __init__(self, folder, testbed):
        self.folder = pathlib.Path(folder)
        self.home = self.folder / "home"
        self.bin = self.folder / "bin"  # contains an `ssh` that knows the machine as far
        for path in (self.home, self.home / "tmp", self.bin):
            path.mkdir(parents=True)
        for name in ("host_key", "key"):
            words = [programs.need("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / name)]
            subprocess.run(words, check=True)
        # Its user, and the user of sshd's unprivileged process.
        user, group = os.geteuid(), os.getegid()
        (self.folder / "passwd").write_text(f"far:*:{user}:{group}::{self.home}:/bin/bash\nsshd:*:65534:65534::/:/bin/false\n")
        mounts = ("mount -t tmpfs none /run", "mkdir -m 755 /run/sshd", f"mount --bind {self.folder}/passwd /etc/passwd")
        self.space = Namespace("; ".join(mounts))
        variables = {**testbed.as_aws(), "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "", "PATH": programs.PATH,
                     "TMPDIR": f"{self.home}/tmp"}
        variables = " ".join(f"{name}={value}" for name, value in variables.items())
        (self.folder / "sshd_config").write_text(SSHD_CONFIG.format(folder=self.folder, variables=variables))
        (self.folder / "ssh_config").write_text(SSH_CONFIG.format(folder=self.folder, sshd=" ".join(self._sshd())))
        ssh = self.bin / "ssh"
        ssh.write_text(f'#!/bin/sh\nexec {programs.need("ssh")} -F {self.folder}/ssh_config "$@"\n')
        ssh.chmod(0o755)
        self._relays = self._lead_to(testbed.as_aws()["HTTPS_PROXY"].rsplit(":", 1)[1].strip("/"))

    def _sshd(self):
        """One server per connection, as with inetd."""
        words = [need_sshd(), "-i", "-E", str(self.folder / "log"), "-f", str(self.folder / "sshd_config")]
        if os.geteuid() != 0:  # in the namespace the test is root, which ssh must not be
            words = [programs.need("unshare"), f"--map-user={os.geteuid()}", f"--map-group={os.getegid()}", *words]
        return self.space.words(words)

    def _lead_to(self, port):
        """The testbed's port, also in the namespace."""
        socket, socat = self.folder / "testbed", programs.need("socat")
        outside = [socat, f"UNIX-LISTEN:{socket},fork", f"TCP:127.0.0.1:{port}"]
        inside = self.space.words([socat, f"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr", f"UNIX-CONNECT:{socket}"])
        return [subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for words in (outside, inside)]

    def files(self):
        """All files there: its home and its temporary folder."""
        return {str(path): path.read_bytes() for path in self.home.rglob("*") if path.is_file()}

    def stop(self):
        for relay in self._relays:
            relay.terminate()
            relay.wait()
        self.space.stop()


def need_sshd():
    for path in ("/usr/sbin/sshd", "/usr/bin/sshd", programs.ROOT / "build/openssh-server/usr/sbin/sshd"):
        if os.access(path, os.X_OK):
            return str(path)
    return missing.skip("sshd of openssh-server; scripts/setup unpacks it")
