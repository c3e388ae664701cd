# SPDX-License-Identifier: Apache-2.0
"""Programs that run as another user of this machine.

That user cannot open a clone or a build below a home folder of mode 0700, such as root's on Debian. So these tests
start a copy of latchkey, and no file of the repository. tests/private_home.py checks it."""
import os
import pathlib
import shutil
import tempfile

from support import missing, programs, windows

NOBODY = 65534


def need_root():
    """Skips the test if this process cannot become another user."""
    if os.geteuid() != 0:
        missing.skip("root, to become another user")


def become_nobody():
    """For preexec_fn, and for a Terminal's `prepare`."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


class Unprivileged:
    """A user who is not root, so that file modes and the owners in /proc apply.

    If the tests run as root, this is the user nobody. Otherwise it is the user who runs the tests. The same applies
    under wine, which does not restrict users."""

    def __init__(self):
        self.uid = os.geteuid()
        self.latchkey = programs.LATCHKEY
        self.prepare = None
        self._folder = None
        if self.uid == 0 and not windows.IS:
            self.uid = NOBODY
            self.prepare = become_nobody
            self._folder = pathlib.Path(tempfile.mkdtemp(prefix="latchkey-user-"))
            self._folder.chmod(0o755)  # mkdtemp() creates it with 0700
            self.latchkey = shutil.copy(programs.LATCHKEY, self._folder)

    def own(self, *places):
        """Makes this user the owner of `places` and of everything below them."""
        for place in places if self._folder else ():
            for path in (place, *place.rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

    def remove(self):
        if self._folder:
            shutil.rmtree(self._folder)
