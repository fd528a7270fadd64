# SPDX-License-Identifier: Apache-2.0
"""Start the embedded PostgreSQL and the processes, and the `satuhadir` command. No Django here."""
