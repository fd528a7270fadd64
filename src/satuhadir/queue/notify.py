# SPDX-License-Identifier: Apache-2.0
"""Tell the live streams that a mall's log grew."""


def poke(mall_id: int) -> None:
    """Wake whoever streams this mall; nearly free, called after commit."""
