# SPDX-License-Identifier: Apache-2.0
"""A citizen's pages: which mall, what it serves, taking a number, following it. For a phone with
JavaScript off; with it, the ticket and the waits are live.
"""
