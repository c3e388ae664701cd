# SPDX-License-Identifier: Apache-2.0
"""Builds the tests' Go programs with Debian's AWS SDK for Go v2: no network, no module cache."""
import pathlib
import subprocess

from support import missing, programs

GO_PATH = pathlib.Path("/usr/share/gocode")  # where Debian's golang-*-dev packages install their sources
SOURCES = programs.ROOT / "tests" / "interop" / "go"


def need_go_sdk():
    """The path of `go`; without it or the SDK's sources the test is skipped, and listed at the end of the run."""
    if not (GO_PATH / "src/github.com/aws/aws-sdk-go-v2/config").is_dir():
        missing.skip("golang-github-aws-aws-sdk-go-v2-dev")
    return programs.need("go")


def build(name, folder):
    """Builds go/NAME.go to FOLDER/NAME, a static program, and returns its path.

    It takes 11 s of CPU time, or a second with the compiler's cache in build/go, so call it before anything starts to
    expire."""
    folder = pathlib.Path(folder)
    environment = {"PATH": programs.PATH, "HOME": str(folder), "GOCACHE": str(programs.ROOT / "build" / "go"), "GO111MODULE": "off",
                   "GOPATH": f"{folder}:{GO_PATH}", "GOTMPDIR": str(folder), "CGO_ENABLED": "0"}
    done = subprocess.run([need_go_sdk(), "build", "-o", str(folder / name), str(SOURCES / f"{name}.go")], env=environment,
                          cwd=folder, check=False, timeout=300, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"go build {name}.go: {done.stderr}")
    return folder / name
