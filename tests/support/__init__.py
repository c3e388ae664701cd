# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command line and of other programs stand on. Standard library only."""
