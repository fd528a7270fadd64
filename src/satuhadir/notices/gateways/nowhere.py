# SPDX-License-Identifier: Apache-2.0
"""In the demonstration: takes every message and sends none; its manager's page shows them."""

from uuid import UUID

from satuhadir.notices.ports import Found, Letter


class Nowhere:
    """The adapter of every channel that is not connected."""

    repeats_show_once = True

    def send(self, letter: Letter) -> str:
        """Take it."""
        return f"demo-{letter.id.hex[:8]}"

    def find(self, notice_id: UUID, reference: str) -> Found | None:
        """Know each as delivered."""
        return Found(reference or f"demo-{notice_id.hex[:8]}", "delivered")
