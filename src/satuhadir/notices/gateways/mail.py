# SPDX-License-Identifier: Apache-2.0
"""E-mail by SMTP. Repeated, it would be a second e-mail: what is not known is not sent again."""

import smtplib
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string
from django.utils import translation

from satuhadir.notices.ports import (
    AnswerLost,
    CannotLookUp,
    Found,
    GatewayAway,
    KeyRefused,
    Letter,
    NotTaken,
    shows_link,
)

WRONG_KEY: Final = frozenset({530, 534, 535, 538})
BUSY_SECONDS: Final = 60.0


class Mail:
    """The adapter of e-mail."""

    repeats_show_once = False

    def send(self, letter: Letter) -> str:
        """Hand one e-mail over; its number is our Message-ID, the same at every try."""
        backend = _Backend()
        try:
            backend.open()
        except (OSError, smtplib.SMTPException) as error:
            backend.leave()
            if isinstance(error, smtplib.SMTPResponseException):
                raise _said_no(error.smtp_code) from None
            raise GatewayAway(type(error).__name__) from None
        message = message_of(letter)
        try:
            backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code = next((code for code, _why in error.recipients.values()), 550)
            raise _said_no(code) from None
        except smtplib.SMTPResponseException as error:
            raise _said_no(error.smtp_code) from None
        except (OSError, smtplib.SMTPException) as error:
            lost = AnswerLost if backend.was_handed_over else GatewayAway
            raise lost(type(error).__name__) from None
        finally:
            backend.leave()
        return str(message.extra_headers["Message-ID"])

    def find(self, notice_id: UUID, reference: str) -> Found | None:
        """Raise CannotLookUp: SMTP tells nobody what it took."""
        raise CannotLookUp


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """Return an e-mail: plain text and HTML, and the way to stop where it is news."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    headers = {
        "Message-ID": f"<{letter.id}@{host}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
    }
    if letter.stop_link:
        headers["List-Unsubscribe"] = f"<{letter.stop_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    context = {
        "letter": letter,
        "paragraphs": letter.text.split("\n\n"),
        "shows_link": shows_link(letter),
    }
    with translation.override(letter.language):
        text = render_to_string("notices/mail.txt", context)
        html = render_to_string("notices/mail.html", context)
    name = "".join(one for one in letter.sender if one.isprintable() and one not in '"\\<>@,;:')
    message = EmailMultiAlternatives(
        letter.subject, text, f'"{name}" <{settings.DEFAULT_FROM_EMAIL}>', [letter.address],
        headers=headers,
    )  # fmt: skip
    message.attach_alternative(html, "text/html")
    return message


class _Watched(smtplib.SMTP):
    """Knows whether a message left this machine: up to then, nothing can have arrived."""

    handed_over = False

    def data(self, msg: Any) -> Any:
        self.handed_over = True
        return super().data(msg)


class _WatchedTls(smtplib.SMTP_SSL):
    """The same, encrypted from the first byte on."""

    handed_over = False

    def data(self, msg: Any) -> Any:
        self.handed_over = True
        return super().data(msg)


class _Backend(EmailBackend):
    """Django's way by SMTP, one connection for one message."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _WatchedTls if self.use_ssl else _Watched

    @property
    def was_handed_over(self) -> bool:
        return bool(getattr(self.connection, "handed_over", False))

    def leave(self) -> None:
        """Say good-bye; whether that is heard matters no more."""
        connection: smtplib.SMTP | None = self.connection or self._partial_connection  # type: ignore[has-type]
        self.connection = self._partial_connection = None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                pass
            finally:
                connection.close()


def _said_no(code: int) -> Exception:
    """Return what a reply means: 4xx is not now, 5xx is never; both took nothing (RFC 5321)."""
    if code in WRONG_KEY:
        return KeyRefused(str(code))
    if 400 <= code < 500 or code == -1:
        return GatewayAway(str(code), retry_after=0.0 if code == 421 else BUSY_SECONDS)
    return NotTaken(f"smtp_{code}")
