#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/support/certificates: every ECDSA signature has two numbers of 32 bytes, because wine misreads shorter ones."""
import base64
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

MAKE = pathlib.Path(__file__).resolve().parents[1] / "support" / "certificates"
FULL = [32, 32]

# s has 31 bytes.
SHORT = """-----BEGIN CERTIFICATE-----
MIIBdjCCAR2gAwIBAgIUSww2zzzu8HTpF6bmlSVcBMSb5UEwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFc2hvcnQwIBcNMjYxMTMwMDAxMjA5WhgPMjEyNjExMDYwMDEy
MDlaMBAxDjAMBgNVBAMMBXNob3J0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
06lMksXV52vrnKHYZOB0vU2aAklmaH9UHrqhU3PaxfiaqBVpXBSNz0SU/b7mizbt
pqwBloK+zBeoeUjNe/eVDaNTMFEwHQYDVR0OBBYEFMw1V1stX8JlXbYOKH7vRXc9
51UvMB8GA1UdIwQYMBaAFMw1V1stX8JlXbYOKH7vRXc951UvMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgA/M73Xz/QKXa7DNHFJ4+xP7muAadySRv
r0KHRU6VwSoCIAC7vH8E6DbAFlhmQEE/1sRRYF4+R9omIQVkzC91LwKR
-----END CERTIFICATE-----
"""

# Replaces the first certificate with each name by SHORT, and all of them if `always` exists.
OPENSSL = """#!/bin/sh
for word; do file=$word; done
'{openssl}' "$@" || exit
case "$1 $file" in
"req "*.pem | "x509 "*.pem)
  if [ "$file" != request.pem ] && {{ [ -e '{folder}/always' ] || ! [ -e "{folder}/$file" ]; }}; then
    touch "{folder}/$file"
    cp '{folder}/short' "$file"
  fi ;;
esac
"""


def elements(der):
    """(tag, content) of each element of a DER text."""
    while der:
        size, start = der[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(der[2:start], "big")
        yield der[0], der[start:start + size]
        der = der[start + size:]


def scalar_sizes(pem):
    """Sizes of r and s in a certificate's signature, without leading zero bytes."""
    der = base64.b64decode("".join(line for line in pem.splitlines() if "-----" not in line))
    (_, certificate), = elements(der)
    _, bits = list(elements(certificate))[-1]
    (_, signature), = elements(bits[1:])  # the first byte counts the unused bits
    return [len(number.lstrip(b"\0")) for _, number in elements(signature)]


class Certificates(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bin, self.made = pathlib.Path(folder.name) / "bin", pathlib.Path(folder.name) / "made"
        self.bin.mkdir()
        self.made.mkdir()

    def make(self):
        path = f"{self.bin}:/usr/bin:/bin"
        return subprocess.run([MAKE, self.made], env={"PATH": path}, capture_output=True, text=True, check=False)

    def replace_openssl(self):
        (self.bin / "short").write_text(SHORT, encoding="ascii")
        program = self.bin / "openssl"
        program.write_text(OPENSSL.format(openssl=shutil.which("openssl", path="/usr/bin:/bin"), folder=self.bin), encoding="ascii")
        program.chmod(0o755)

    def assert_full(self):
        for name in ("authority.pem", "other.pem", "cert.pem"):
            self.assertEqual(scalar_sizes((self.made / name).read_text(encoding="ascii")), FULL, name)
        verified = subprocess.run(["openssl", "verify", "-CAfile", "authority.pem", "cert.pem"], cwd=self.made,
                                  capture_output=True, text=True, check=False)
        self.assertEqual(verified.stdout, "cert.pem: OK\n", verified.stderr)

    def test_signatures_have_two_32_byte_numbers(self):
        done = self.make()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_full()
        self.assertEqual(os.listdir(self.made / "authorities"), ["authority.pem"])

    def test_certificate_with_a_short_number_is_signed_again(self):
        self.assertEqual(scalar_sizes(SHORT), [32, 31])
        self.replace_openssl()
        done = self.make()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({path.name for path in self.bin.glob("*.pem")}, {"authority.pem", "other.pem", "cert.pem"})
        self.assert_full()

    def test_fails_after_64_signatures(self):
        self.replace_openssl()
        (self.bin / "always").touch()
        done = self.make()
        self.assertEqual(done.returncode, 1)
        self.assertIn("no full signature in 64", done.stderr)


if __name__ == "__main__":
    unittest.main()
