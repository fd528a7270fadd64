# SPDX-License-Identifier: Apache-2.0
"""Keeps the English translation in step with the Indonesian sources.

Gathers every marked string of Python modules and templates without a system tool, so that it runs
the same on every machine. For developers:

    python -m satuhadir.config.translations update    rewrite the .po and .mo, list what is missing
    python -m satuhadir.config.translations check     say what is missing; exit 1 if anything is
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
# A few sentences of Django itself, said better than its own Indonesian does; written by hand.
DJANGO_SAYS = PACKAGE / "locale" / "id" / "LC_MESSAGES" / "django.po"
HEADER = {
    "Project-Id-Version": "satuhadir",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
MARK = re.compile(r"^n?p?gettext(?:_lazy|_noop)?$")
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)", re.DOTALL)


class Message(NamedTuple):
    """One marked string: its context or None, the sentence, and its plural or None."""

    context: str | None
    text: str
    plural: str | None


def message_from(call: str, texts: list[str]) -> Message | None:
    """Read the strings of one gettext call by the name of the function called."""
    bare = call.removesuffix("_lazy").removesuffix("_noop")
    wants_context, wants_plural = bare in {"pgettext", "npgettext"}, bare.startswith("n")
    if len(texts) < 1 + wants_context + wants_plural:
        return None
    context = texts.pop(0) if wants_context else None
    return Message(context, texts[0], texts[1] if wants_plural else None)


def python_messages(source: str) -> Iterator[Message]:
    """Yield the marked strings of a Python module."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if MARK.match(alias.name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if isinstance(node.func, ast.Name):
            called = names.get(node.func.id, "")
        if not MARK.match(called):
            continue
        texts: list[str] = []
        for argument in node.args:
            if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                break
            texts.append(argument.value)
        message = message_from(called, texts)
        if message:
            yield message


def template_messages(source: str) -> Iterator[Message]:
    """Yield the marked strings of a Django template."""
    for call, arguments in TEMPLATE_CALL.findall(templatize(source)):
        texts = [ast.literal_eval(literal) for literal in re.findall(STRING, arguments, re.DOTALL)]
        message = message_from("gettext" if call == "_" else call, texts)
        if message:
            yield message


def gathered() -> dict[Message, list[str]]:
    """Return every marked string of the package with the files that hold it."""
    found: dict[Message, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        place = path.relative_to(PACKAGE).as_posix()
        if "/tests/" in f"/{place}" or path.suffix not in {".py", ".html", ".txt"}:
            continue
        if path.suffix != ".py" and "/templates/" not in f"/{place}":
            continue
        source = path.read_text(encoding="utf-8")
        messages = python_messages(source) if path.suffix == ".py" else template_messages(source)
        for message in messages:
            places = found.setdefault(message, [])
            if place not in places:
                places.append(place)
    return found


def message_of(entry: polib.POEntry) -> Message:
    """Return the key by which a catalogue entry and a marked string are the same."""
    return Message(entry.msgctxt or None, entry.msgid, entry.msgid_plural or None)


def is_translated(entry: polib.POEntry) -> bool:
    """Tell whether every form of the entry has a text and nobody marked it as a guess."""
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return bool(forms) and all(forms) and "fuzzy" not in entry.flags


def built_catalogue() -> polib.POFile:
    """Return the catalogue the sources ask for, with the translations known so far."""
    known: dict[Message, polib.POEntry] = {}
    if CATALOGUE.is_file():
        known = {message_of(entry): entry for entry in polib.pofile(str(CATALOGUE))}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = HEADER
    for message, places in sorted(gathered().items(), key=lambda item: (item[1][0], item[0].text)):
        old = known.get(message)
        entry = polib.POEntry(
            msgid=message.text,
            msgctxt=message.context,
            msgstr=old.msgstr if old else "",
            occurrences=[(place, "") for place in places],
            flags=["python-format"] if re.search(r"%\(\w+\)[sd]", message.text) else [],
        )
        if message.plural is not None:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = old.msgstr_plural if old else {0: "", 1: ""}
        catalogue.append(entry)
    return catalogue


def update() -> list[str]:
    """Write the .po and the .mo; return what still has no translation."""
    catalogue = built_catalogue()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    for path in (CATALOGUE, DJANGO_SAYS):
        path.with_suffix(".mo").write_bytes(polib.pofile(str(path)).to_binary())
    return [f"no translation: {entry.msgid!r}" for entry in catalogue if not is_translated(entry)]


def faults() -> list[str]:
    """Return what is wrong with the translation: missing, left over, or not compiled."""
    if not CATALOGUE.is_file():
        return [f"{CATALOGUE.name} is missing: run the update"]
    catalogue = polib.pofile(str(CATALOGUE))
    entries = {message_of(entry): entry for entry in catalogue}
    wanted = gathered()
    found = [
        f"not in the catalogue: {message.text!r} ({places[0]})"
        for message, places in wanted.items()
        if message not in entries
    ]
    found += [f"no longer in a source: {m.text!r}" for m in entries if m not in wanted]
    found += [
        f"no translation: {entry.msgid!r}"
        for message, entry in entries.items()
        if message in wanted and not is_translated(entry)
    ]
    found += [
        f"other placeholders than the source: {entry.msgid!r}"
        for entry in catalogue
        if is_translated(entry) and not placeholders_agree(entry)
    ]
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.is_file() or compiled.read_bytes() != catalogue.to_binary():
        found.append("the compiled .mo does not match the .po")
    ours = polib.pofile(str(DJANGO_SAYS))
    found += [f"other placeholders than Django: {one.msgid!r}" for one in ours
              if not placeholders_agree(one)]  # fmt: skip
    if DJANGO_SAYS.with_suffix(".mo").read_bytes() != ours.to_binary():
        found.append("the compiled .mo of Django's sentences does not match its .po")
    return found


def placeholders_agree(entry: polib.POEntry) -> bool:
    """Tell whether a translation names the same placeholders as its source (any form of it)."""
    names = re.compile(r"%\((\w+)\)|\{(\w+)\}")
    source = set(names.findall(entry.msgid)) | set(names.findall(entry.msgid_plural or ""))
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    used = set[tuple[str, str]]().union(*(names.findall(form) for form in forms))
    return used == source


def main(argv: list[str]) -> int:
    if argv not in (["update"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    found = update() if argv == ["update"] else faults()
    print("\n".join(found))
    if argv == ["check"] and found:
        print("To mend: python -m satuhadir.config.translations update, then fill in the .po.")
    return 1 if found and argv == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
