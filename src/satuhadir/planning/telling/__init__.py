# SPDX-License-Identifier: Apache-2.0
"""From what was calculated to what a page says: sentences, pictures, tables."""
