# SPDX-License-Identifier: Apache-2.0
"""The citizen's pages: book, my booking, the waiting list."""
