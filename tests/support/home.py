# SPDX-License-Identifier: Apache-2.0
"""A temporary HOME with the shared config files and the two shared caches."""
import hashlib
import json
import os
import pathlib
import shutil
import stat
import tempfile

from support import programs, windows, world


def cache_key(**arguments):
    """The name of a cache entry, computed as botocore does: sha1 of the sorted JSON of the role's arguments."""
    return hashlib.sha1(json.dumps(arguments, sort_keys=True).encode()).hexdigest()


VARIABLE = "USERPROFILE" if windows.IS else "HOME"  # names the home folder


def at(folder):
    """The variables for that home folder."""
    # USERPROFILE: see scripts/wine.
    return {"HOME": str(folder), **({"LATCHKEY_TEST_HOME": windows.path(folder)} if windows.IS else {})}


def is_private(path):
    """Whether only its owner has access. Wine shows an access list as a mode in which the owner is also the group."""
    mode = stat.S_IMODE(path.stat().st_mode)
    return mode & 0o707 == 0o700 if windows.IS else mode == (0o700 if path.is_dir() else 0o600)


OPS_KEY = cache_key(RoleArn=world.OPS, SerialNumber=world.DEVICE)


class Home:
    def __init__(self, config=world.CONFIG_FILE, credentials=world.CREDENTIALS_FILE):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="latchkey-home-"))
        self.aws = self.path / ".aws"
        self.boto = self.aws / "boto" / "cache"
        self.cli = self.aws / "cli" / "cache"
        self.aws.mkdir(mode=0o755)
        if config is not None:
            self.write(".aws/config", config)
        if credentials is not None:
            self.write(".aws/credentials", credentials, mode=0o600)

    def remove(self):
        def passes(_function, _path, why):  # exec's overlay removes itself, maybe right now
            if not issubclass(why[0], FileNotFoundError):
                raise why[1]
        for folder, _, _ in os.walk(self.path):
            try:
                os.chmod(folder, 0o700)
            except FileNotFoundError:
                continue
        shutil.rmtree(self.path, onerror=passes)

    def write(self, name, text, mode=0o644):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        path.chmod(mode)
        return path

    def both(self, key=OPS_KEY):
        """The two paths of an entry: SAM CLI's and AWS CLI's."""
        return [folder / (key + ".json") for folder in (self.boto, self.cli)]

    def entry(self, path):
        """A cache entry's Credentials, parsed as strictly as by other tools."""
        return json.loads(path.read_text(encoding="utf-8"))["Credentials"]

    def cached(self):
        """Every file of the two caches, with its bytes: for checks of changes and leftovers."""
        return self._contents(path for folder in (self.boto, self.cli) if os.access(folder, os.R_OK | os.X_OK)
                              for path in sorted(folder.iterdir()))

    def state(self):
        """Every file of latchkey's own folder, with its bytes, except exec's overlays, which remove themselves."""
        return self._contents(path for folder in (self.aws / "latchkey").glob("*") if folder.name != "overlays"
                              for path in sorted(folder.rglob("*")))

    def _contents(self, paths):
        found = {}
        for path in paths:
            try:
                if path.is_file():
                    found[str(path.relative_to(self.aws))] = path.read_bytes()
            except FileNotFoundError:  # a running latchkey has replaced or removed it
                pass
        return found

    def session_files(self):
        """The stored MFA sessions, as bytes."""
        return {name: data for name, data in self.state().items() if "/sessions/" in name}

    def sessions(self):
        """The stored MFA sessions: the JSON below each file's first line."""
        return [json.loads(data.split(b"\n", 1)[1]) for data in self.session_files().values()]

    def empty_caches(self):
        """Removes everything that a sign-in leaves."""
        for folder in (self.boto, self.cli, self.aws / "latchkey"):
            shutil.rmtree(folder, ignore_errors=True)

    def shown(self, path):
        """A path, or a text with one, as messages have it."""
        return str(path).replace(f"{self.path}/", "~/")

    def environment(self, **more):
        """All that a program sees: nothing of the environment that the tests themselves run in."""
        environment = {**at(self.path), "PATH": programs.PATH, "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "xterm",
                "NO_COLOR": "1",  # screens are compared; the tests of colours unset it
                "LATCHKEY_ANSWER": "off",  # tests have terminals, and others of the machine's
                "LATCHKEY_NOTIFY": "off",  # the same
                "LATCHKEY_SIGN_IN": "off",  # a test may run on a desktop
                "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true", "PYTHONDONTWRITEBYTECODE": "1",
                **more}
        return {name: value for name, value in environment.items() if value is not None}
