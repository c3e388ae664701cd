# SPDX-License-Identifier: Apache-2.0
"""Containers by podman, with its storage, networks and settings in a folder of the test, under the name `docker`."""
import io
import os
import pathlib
import subprocess
import tarfile

from support import missing, programs
from support.namespaces import Namespace

# cgroupfs, runc and the limits also work within a container or without systemd.
CONTAINERS_CONF = """[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
tmp_dir = "{folder}/tmp"
[network]
network_config_dir = "{folder}/networks"
"""
STORAGE_CONF = """[storage]
driver = "vfs"
graphroot = "{folder}/graph"
runroot = "{folder}/run"
"""
# Hides podman's other files from it.
MOUNTS = "for folder in /run /var/lib/cni /var/lib/containers; do mkdir -p $folder; mount -t tmpfs none $folder; done"
# The bridges of compose are created in a network namespace without access to this machine or others.
DOCKER = """#!/bin/sh
[ "$1" = compose ] || exec {with_mounts} podman "$@"
shift
exec {with_all} podman-compose "$@"
"""
# podman-compose 1.0.3 does not support `network_mode: service:NAME`. This code does what later versions do.
PODMAN = """#!{python}
import os, sys
words, service = sys.argv[1:], None
for place, word in enumerate(words):
    if word == "--network" and words[place + 1].startswith("service:"):
        service, at = words[place + 1].split(":")[1], place
if service:
    del words[at:at + 2]
    name = next(word for word in words if word.startswith("--name=")).split("=")[1]
    for option in ("--net", "--network-alias"):
        del words[words.index(option):words.index(option) + 2]
    words.insert(1, "--network=container:" + name.split("_")[0] + "_" + service + "_1")
os.execv({podman!r}, ["podman", *words])
"""


class Containers:
    """Skips the test, with a message, if containers cannot run."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.bin = self.folder / "bin"
        self.bin.mkdir(parents=True)
        for name, text in (("containers.conf", CONTAINERS_CONF), ("storage.conf", STORAGE_CONF)):
            (self.folder / name).write_text(text.format(folder=self.folder))
        podman = programs.need("podman")
        programs.need("podman-compose")
        if os.geteuid() != 0:
            missing.skip("root, for podman with bridges in a network namespace")
        self.space = Namespace(MOUNTS)
        self._program("podman", PODMAN.format(python=programs.DEBIAN_PYTHON, podman=podman))
        here = '--wd="$PWD"'
        self._program("docker", DOCKER.format(with_mounts=" ".join(self.space.words([here], ["--mount"])),
                                              with_all=" ".join(self.space.words([here]))))
        self.variables = {"CONTAINERS_CONF": str(self.folder / "containers.conf"),
                          "CONTAINERS_STORAGE_CONF": str(self.folder / "storage.conf"),
                          "PATH": f"{self.bin}:{programs.PATH}:/usr/sbin:/sbin"}

    def _program(self, name, text):
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def run(self, *words, data=None):
        return subprocess.run([str(self.bin / "docker"), *words], env={"HOME": str(self.folder), **self.variables}, input=data,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=60)

    def image(self, name, program, entrypoint):
        """An image with one program and its libraries."""
        files = io.BytesIO()
        with tarfile.open(fileobj=files, mode="w") as tar:
            for path in (program, *_libraries(program)):
                tar.add(os.path.realpath(path), arcname=str(path) if path != program else f"/bin/{entrypoint}")
        done = self.run("import", "--quiet", "--change", f'ENTRYPOINT ["/bin/{entrypoint}"]', "-", name, data=files.getvalue())
        if done.returncode != 0:
            missing.skip(f"a podman that can import an image here ({done.stderr.decode().strip().splitlines()[-1:]})")

    def need_to_run(self, image, *words):
        done = self.run("run", "--rm", "--network", "none", image, *words)
        if done.returncode != 0:
            missing.skip(f"a podman that can run a container here ({done.stderr.decode().strip().splitlines()[-1:]})")

    def stop(self):
        self.run("rm", "--all", "--force", "--time", "0")
        self.space.stop()


def _libraries(program):
    """The paths of the shared libraries, including the dynamic linker. None for a static program."""
    said = subprocess.run(["ldd", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
    return [word for line in said.splitlines() for word in line.split() if word.startswith("/")]
