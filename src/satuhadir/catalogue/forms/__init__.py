# SPDX-License-Identifier: Apache-2.0
"""Forms of the catalogue's pages: components with rows that grow without JavaScript."""
