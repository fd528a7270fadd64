# SPDX-License-Identifier: Apache-2.0
"""Tables of messages to people."""

from satuhadir.notices.models.notices import Notice
from satuhadir.notices.models.setting import NoticePolicy, NoticeText
from satuhadir.notices.models.subscriptions import Subscription

__all__ = ["Notice", "NoticePolicy", "NoticeText", "Subscription"]
