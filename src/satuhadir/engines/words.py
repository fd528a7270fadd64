# SPDX-License-Identifier: Apache-2.0
"""Words as people write them: taken apart, spelled alike, reduced to their stems.

The stem is Snowball's Indonesian one (after Tala, A Study of Stemming Effects on Information
Retrieval in Bahasa Indonesia, 2003); what it does not know, colloquial forms as *ngurus* and
*bikinin*, is undone by rules here. What no rule can know stands in `data/bahasa.yaml`:
abbreviations, equal and near meanings, English. That file is part of the program, read once.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import yaml
from snowballstemmer import stemmer

_CHUNK: Final = re.compile(r"[a-z0-9]+(?:['’.&/-][a-z0-9]+)*")
_PART: Final = re.compile(r"\d+|[a-z][a-z0-9]*")
_INNER: Final = re.compile(r"['’.&/-]")
_LONGEST_TOKEN: Final = 40
_SHORTEST_STEM: Final = 3

# Where the stemmer takes a part of the root for an affix, or the other way round.
_STEMS: Final[Mapping[str, str]] = {
    "menikah": "nikah", "kendaraan": "kendara", "keluarga": "keluarga", "kedua": "dua",
    "pensiun": "pensiun", "penduduk": "penduduk", "kependudukan": "penduduk", "berkas": "berkas",
    "pelat": "pelat", "beli": "beli", "sekolah": "sekolah", "setor": "setor", "bekas": "bekas",
    "pangan": "pangan", "kerja": "kerja", "bekerja": "kerja", "pekerja": "pekerja",
    "perusahaan": "perusahaan", "badan": "badan", "karyawan": "karyawan", "urine": "urin",
    "kelakuan": "kelakuan", "berkelakuan": "kelakuan", "keterangan": "keterangan",
    "pengadilan": "pengadilan", "keluar": "keluar", "pengantin": "pengantin",
    "pengesahan": "sah", "mengesahkan": "sah", "perumahan": "rumah", "pemakaman": "makam",
    "meninggal": "meninggal", "makanan": "makan", "mengemudi": "kemudi", "pengemudi": "kemudi",
    "pengelolaan": "kelola", "pengiriman": "kirim", "mengirim": "kirim",
    "mengirimkan": "kirim", "pengeluaran": "keluar",
    "pengumpulan": "kumpul", "pengendalian": "kendali", "pengurangan": "kurang",
    "pemilik": "milik", "pemilikan": "milik", "memiliki": "milik", "memohon": "mohon",
    "pemohon": "mohon", "meminta": "minta", "memasak": "masak", "memulai": "mulai",
    "pemula": "mula", "memasukkan": "masuk", "pemasukan": "masuk", "memuat": "muat",
    "penilaian": "nilai", "menilai": "nilai", "pelayanan": "layan", "menaikkan": "naik",
    "pertama": "pertama", "pertanian": "tani", "perikanan": "ikan", "penanaman": "tanam",
}  # fmt: skip
# *penelitian* is *teliti* with its first letter melted away; the stemmer leaves *eliti*.
_MELTED: Final = re.compile(r"(?:me|pe)(ny|ng|n|m)([aiueo][a-z]{3,})")
_AFTER: Final = re.compile(r"(?<=[a-z]{3})(?:kan|an)?(?:nya|lah|kah)?$")
_RESTORED: Final[Mapping[str, str]] = {"ny": "s", "ng": "", "n": "t", "m": "p"}
_snowball: Final = stemmer("indonesian")

# Endings and beginnings of talk, with what they stand for; longest first.
_ENDINGS: Final = ("nya", "kah", "lah", "kan", "in", "ku", "mu", "an", "s")
_BEGINNINGS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("nge", ("", "k")), ("ng", ("", "k")), ("ny", ("s", "c")), ("nd", ("d",)), ("n", ("t",)),
    ("m", ("p", "b")), ("di", ("",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the language file says, in stems.

    A *term* is a stem, or the key of a group of equal meanings (begins with `#`). `groups` leads
    from the stems of a phrase to its key, `parts` from a key to the terms of its first phrase.
    """

    fillers: frozenset[str]
    wishes: Mapping[str, tuple[str, ...]]
    spelling: Mapping[str, str]
    groups: Mapping[tuple[str, ...], str]
    parts: Mapping[str, tuple[str, ...]]
    near: Mapping[str, tuple[str, ...]]
    weak: frozenset[str]
    elsewhere: frozenset[str]
    papers: frozenset[str]
    surfaces: Mapping[str, str]
    joined: frozenset[str]
    by_first: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    def term(self, token: str) -> str:
        """Return the term of one token: the key of its meaning, or its stem."""
        root = stem(self.spelling.get(token, token))
        return self.groups.get((root,), root)

    def spelled(self, token: str) -> str:
        return self.spelling.get(token, token)

    def longest(self, stems: Sequence[str], at: int) -> tuple[str, int] | None:
        """Return the key of the longest known phrase of two words or more that begins here.

        With it goes the place after its last word. Fillers between its words don't count.
        """
        for phrase in self.by_first.get(stems[at], ()):
            end = self._walked(stems, at, phrase)
            if end:
                return self.groups[phrase], end
        return None

    def _walked(self, stems: Sequence[str], at: int, phrase: tuple[str, ...]) -> int:
        place = at
        for wanted in phrase:
            while place < len(stems) and stems[place] != wanted and stems[place] in self.fillers:
                place += 1
            if place == len(stems) or stems[place] != wanted:
                return 0
            place += 1
        return place


def tokens(text: str, joined: frozenset[str] = frozenset()) -> list[str]:
    """Return the words of a text: lower case, no accents, no punctuation.

    `e-KTP` stays one word when `joined` knows it so, otherwise it falls into its parts; `anak-anak`
    is `anak`; a number before letters stands alone (`5thn`).
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    found: list[str] = []
    for chunk in _CHUNK.findall(plain):
        found += _taken_apart(chunk, joined)
    return [one[:_LONGEST_TOKEN] for one in found]


def _taken_apart(chunk: str, joined: frozenset[str]) -> Iterator[str]:
    pieces = _INNER.split(chunk)
    whole = "".join(pieces)
    if whole in joined:
        yield whole
        return
    for place, piece in enumerate(pieces):
        if place and piece == pieces[place - 1]:
            continue
        yield from (piece,) if piece in joined else _PART.findall(piece)


@lru_cache(maxsize=50_000)
def stem(token: str) -> str:
    """Return the stem of one Indonesian word; short ones and numbers as they are."""
    if token in _STEMS:
        return _STEMS[token]
    if len(token) <= _SHORTEST_STEM or not token.isalpha():
        return token
    melted = _MELTED.fullmatch(token)
    if melted:
        return _RESTORED[melted[1]] + _AFTER.sub("", melted[2])
    root: str = _snowball.stemWord(token)
    return root if len(root) >= _SHORTEST_STEM else token


def talked(token: str) -> Iterator[str]:
    """Yield what a colloquial form may stand for: `ngurusin` gives `urus` among others."""
    bare = [token]
    bare += (
        token.removesuffix(ending)
        for ending in _ENDINGS
        if token.endswith(ending) and len(token) - len(ending) >= _SHORTEST_STEM
    )
    yield from bare[1:]
    for form in bare:
        for beginning, roots in _BEGINNINGS:
            rest = form.removeprefix(beginning)
            if rest != form and len(rest) >= _SHORTEST_STEM:
                yield from (root + rest for root in roots)


@cache
def lexicon() -> Lexicon:
    """Return the language file, read and put into stems; once for each process."""
    text = files("satuhadir.engines").joinpath("data/bahasa.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first where libyaml is
    raw = yaml.load(text, loader)  # noqa: S506 - both are safe
    spelling = {
        other: right
        for lines in (raw["regional"], raw["spelling"])
        for right, others in lines.items()
        for other in others.split()
    }
    papers = [line.split(" = ") for line in raw["papers"]]
    same = [*papers, *(line.split(" = ") for line in raw["same"])]
    joined = frozenset(phrase for group in same for phrase in group if " " not in phrase)
    groups, parts = _groups(same, spelling)
    return Lexicon(
        fillers=frozenset(stem(one) for one in raw["fillers"].split()) | {"buat", "urus"},
        wishes=_leading({k: v.split(",") for k, v in raw["wishes"].items()}, spelling, groups),
        spelling=spelling,
        groups=groups,
        parts=parts,
        near=_leading({k: v.split(",") for k, v in raw["near"].items()}, spelling, groups),
        weak=frozenset(_key(one, spelling, groups) for one in raw["weak"].split()),
        elsewhere=frozenset(raw["elsewhere"].split()),
        papers=frozenset(groups[_stems(group[0], spelling)] for group in papers),
        surfaces=_surfaces(same, raw["near"], spelling),
        joined=joined,
        by_first=_by_first(groups),
    )


def _stems(phrase: str, spelling: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(stem(spelling.get(one, one)) for one in tokens(phrase, frozenset({phrase})))


def _groups(
    same: Iterable[Sequence[str]], spelling: Mapping[str, str]
) -> tuple[dict[tuple[str, ...], str], dict[str, tuple[str, ...]]]:
    """Return phrase → key and key → stems of its first phrase; the first group keeps a phrase."""
    groups: dict[tuple[str, ...], str] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for group in same:
        first = _stems(group[0], spelling)
        key = "#" + " ".join(first)
        parts[key] = first
        for phrase in group:
            groups.setdefault(_stems(phrase, spelling), key)
    single = {key: tuple(groups.get((one,), one) for one in part) for key, part in parts.items()}
    return groups, single


def _key(phrase: str, spelling: Mapping[str, str], groups: Mapping[tuple[str, ...], str]) -> str:
    stems = _stems(phrase, spelling)
    return groups.get(stems, stems[0] if len(stems) == 1 else " ".join(stems))


def _leading(
    lines: Mapping[str, Sequence[str]],
    spelling: Mapping[str, str],
    groups: Mapping[tuple[str, ...], str],
) -> dict[str, tuple[str, ...]]:
    """Return term → terms; a word said twice (in two spellings) keeps both its lists."""
    led: dict[str, tuple[str, ...]] = {}
    for phrase, others in lines.items():
        key = _key(phrase, spelling, groups)
        named = tuple(_key(one.strip(), spelling, groups) for one in others if one.strip())
        led[key] = tuple(dict.fromkeys((*led.get(key, ()), *(one for one in named if one != key))))
    return led


def _surfaces(
    same: Iterable[Sequence[str]], near: Iterable[str], spelling: Mapping[str, str]
) -> dict[str, str]:
    """Return every word of the groups and of `near` as it is written → its stem."""
    words = {word for group in same for phrase in group for word in phrase.split()}
    words |= {word for phrase in near for word in phrase.split()}
    words |= set(spelling)
    return {word: stem(spelling.get(word, word)) for word in words}


def _by_first(
    groups: Mapping[tuple[str, ...], str],
) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in groups:
        if len(phrase) > 1:
            found.setdefault(phrase[0], []).append(phrase)
    return {
        first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()
    }
