# SPDX-License-Identifier: Apache-2.0
"""What the making of clips may refuse."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import NotFound, Refused


class SpeakerMissing(Refused):
    code = "speech.speaker_missing"
    message = _(
        "espeak-ng tidak ditemukan. Pasang dengan `sudo apt install espeak-ng` (Debian, Ubuntu), "
        "`sudo dnf install espeak-ng` (Fedora) atau `brew install espeak-ng` (macOS), lalu ulangi."
    )


class SpeakerFailed(Refused):
    code = "speech.speaker_failed"
    message = _("espeak-ng tidak dapat membacakan teks ini. Jalankan `espeak-ng -v id tes`.")


class ClipNotFound(NotFound):
    code = "speech.clip_not_found"
    message = _("Rekaman suara ini tidak ada.")
