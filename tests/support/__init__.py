# SPDX-License-Identifier: Apache-2.0
"""Common code for tests of the command line and of other programs. Standard library only."""
