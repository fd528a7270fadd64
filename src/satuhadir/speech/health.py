# SPDX-License-Identifier: Apache-2.0
"""What those who run an installation may ask of spoken calls: see shared.oversight."""

from collections import Counter
from collections.abc import Iterator

from satuhadir.shared.oversight import Finding, Oversight
from satuhadir.speech import words
from satuhadir.speech.queries import coverage
from satuhadir.speech.recordings import own_folder

_NAME = "rekaman"


def check_clips() -> Iterator[Finding]:
    """Say whether every call can be spoken, and by whose recordings."""
    folder = own_folder()
    if folder is not None and not folder.is_dir():
        yield Finding(
            _NAME,
            "problem",
            "SATUHADIR_VOICE_DIR bukan folder yang dapat dibaca",
            "Betulkan alamatnya; sampai itu layar memakai rekaman bawaan.",
        )
    clips = [one for language in words.LANGUAGES for one in coverage(language)]
    sources = Counter(one.source for one in clips)
    if sources["missing"]:
        first = next(one.name for one in clips if one.source == "missing")
        yield Finding(
            _NAME,
            "problem",
            f"{sources['missing']} rekaman tidak ada, yang pertama {first}",
            "Pasang ulang perangkat lunak ini, atau jalankan satuhadir speech make --shipped.",
        )
    else:
        own = f", {sources['own']} di antaranya rekaman sendiri" if sources["own"] else ""
        yield Finding(_NAME, "ok", f"{len(clips)} rekaman lengkap{own}")


OVERSIGHT = Oversight(figures=dict, broken=tuple, checks=(check_clips,))
