# SPDX-License-Identifier: Apache-2.0
"""A file somebody sends with a complaint, made harmless before anything keeps it.

Its kind is read from its content; the name and the kind a browser declares are never looked at
and never kept. A picture is drawn anew from its pixels, see `pictures`. A PDF is kept as it came,
for it can't be drawn anew here, see `papers`.
"""

from satuhadir.feedback.attachments.checking import check_attachment, check_attachments
from satuhadir.feedback.attachments.values import (
    ACCEPTED,
    MOST_BYTES,
    MOST_FILES,
    CheckedAttachment,
    Upload,
)

__all__ = [
    "ACCEPTED",
    "MOST_BYTES",
    "MOST_FILES",
    "CheckedAttachment",
    "Upload",
    "check_attachment",
    "check_attachments",
]
