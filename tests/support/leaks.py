# SPDX-License-Identifier: Apache-2.0
"""Searches the output of a program for planted secrets."""
import re


def _pattern(secret):
    # A code is six digits, which an account number may contain.
    return re.compile(r"(?<!\d)" + secret + r"(?!\d)") if re.fullmatch(r"\d{6}", secret) else re.compile(re.escape(secret))


def find(text, secrets):
    """The secrets in `text`."""
    if isinstance(text, bytes):
        text = text.decode(errors="replace")
    return sorted({secret for secret in secrets if secret and _pattern(secret).search(text)})
