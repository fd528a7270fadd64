# SPDX-License-Identifier: Apache-2.0
"""What if, rosters and opening hours."""
