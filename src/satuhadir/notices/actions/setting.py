# SPDX-License-Identifier: Apache-2.0
"""What a manager sets about messages."""

from typing import Any

from satuhadir.malls.models import Mall
from satuhadir.notices.kinds import all_kinds
from satuhadir.notices.models import NoticePolicy, NoticeText
from satuhadir.notices.wording import check_text


def save_policy(*, mall: Mall, **fields: Any) -> NoticePolicy:
    """Set channels and how long addresses are kept."""
    found, _made = NoticePolicy.objects.update_or_create(mall=mall, defaults=fields)
    return found


def save_text(
    *, mall: Mall, kind: str, language: str, subject: str, text: str, template: str = ""
) -> NoticeText:
    """Set a mall's own words of one kind in one language.

    Raises:
        TextInvalid: an unknown placeholder, or one left out that must be there.
    """
    check_text(all_kinds()[kind], subject=subject, text=text)
    found, _made = NoticeText.objects.update_or_create(
        mall=mall, kind=kind, language=language,
        defaults={"subject": subject, "text": text, "template": template},
    )  # fmt: skip
    return found


def use_default_text(*, mall: Mall, kind: str, language: str) -> None:
    """Go back to the words the product comes with."""
    NoticeText.objects.filter(mall=mall, kind=kind, language=language).delete()
