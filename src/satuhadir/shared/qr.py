# SPDX-License-Identifier: Apache-2.0
"""QR codes (ISO/IEC 18004) on paper and glass."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_of(text: str) -> SafeString:
    """Return a QR code as inline SVG that fills its box; error correction M, quiet zone 2."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="", lineclass=""
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by segno; the text is only dots in it
