# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import polib
import pytest
from django import forms
from django.utils.translation import override

from satuhadir.config import translations
from satuhadir.config.translations import Message

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
from other import gettext as elsewhere

A = _("Antrean {line} " "sedang tutup.")
B = ngettext("%(n)s orang", "%(n)s orang", n)
C = pgettext("bulan", "Mei")
D = elsewhere("bukan kami")
E = _(name)
"""
TEMPLATE = """{% load i18n %}
<h1>{% translate "Ambil nomor" %}</h1>
{% blocktranslate trimmed count n=ahead with line=line.name %}
  {{ n }} orang di antrean {{ line }}
{% plural %}
  {{ n }} orang di antrean {{ line }}
{% endblocktranslate %}
<a title="{% translate 'Mei' context 'bulan' %}">{{ _("Layar") }}</a>
{# {% translate "dalam komentar" %} #}
"""


def test_python_strings_are_found_under_any_name_they_were_imported_by() -> None:
    assert list(translations.python_messages(PYTHON)) == [
        Message(None, "Antrean {line} sedang tutup.", None),
        Message(None, "%(n)s orang", "%(n)s orang"),
        Message("bulan", "Mei", None),
    ]


def test_template_strings_are_found_as_django_looks_them_up() -> None:
    line = "%(n)s orang di antrean %(line)s"
    assert set(translations.template_messages(TEMPLATE)) == {
        Message(None, "Ambil nomor", None),
        Message(None, line, line),
        Message("bulan", "Mei", None),
        Message(None, "Layar", None),
    }


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one template and one module, and no translation yet."""
    folder = tmp_path / "queue" / "templates"
    folder.mkdir(parents=True)
    folder.joinpath("a.html").write_text("{% load i18n %}{% translate 'Ambil nomor' %}")
    tmp_path.joinpath("queue", "b.py").write_text(PYTHON)
    monkeypatch.setattr(translations, "PACKAGE", tmp_path)
    monkeypatch.setattr(translations, "CATALOGUE", tmp_path / "locale" / "django.po")
    ours = tmp_path / "locale" / "id.po"
    ours.parent.mkdir()
    ours.write_bytes(translations.DJANGO_SAYS.read_bytes())
    monkeypatch.setattr(translations, "DJANGO_SAYS", ours)
    return tmp_path


def fill_in(house: Path) -> None:
    catalogue = polib.pofile(str(house / "locale" / "django.po"))
    for entry in catalogue:
        entry.msgstr = "" if entry.msgid_plural else entry.msgid
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    catalogue.save()


def test_an_update_asks_for_what_is_missing_and_keeps_what_was_written(house: Path) -> None:
    assert len(translations.update()) == 4
    assert translations.faults()
    fill_in(house)
    assert translations.update() == []
    assert translations.faults() == []


def test_a_new_sentence_an_old_one_and_a_stale_file_are_faults(house: Path) -> None:
    translations.update()
    fill_in(house)
    translations.update()
    house.joinpath("queue", "templates", "a.html").write_text(
        "{% load i18n %}{% translate 'Ambil' %}"
    )
    house.joinpath("locale", "django.mo").write_bytes(b"")
    assert translations.faults() == [
        "not in the catalogue: 'Ambil' (queue/templates/a.html)",
        "no longer in a source: 'Ambil nomor'",
        "the compiled .mo does not match the .po",
    ]


def test_a_translation_must_keep_the_placeholders(house: Path) -> None:
    translations.update()
    fill_in(house)
    catalogue = polib.pofile(str(house / "locale" / "django.po"))
    catalogue.find("Antrean {line} sedang tutup.").msgstr = "Closed."
    catalogue.save()
    translations.update()
    assert translations.faults() == [
        "other placeholders than the source: 'Antrean {line} sedang tutup.'"
    ]


def test_a_number_that_is_none_is_told_in_plain_indonesian() -> None:
    class Form(forms.Form):
        menit = forms.IntegerField(min_value=5, max_value=60)

    def told(said: str) -> list[str]:
        return [str(one) for one in Form({"menit": said}).errors["menit"]]

    with override("id"):
        assert told("") == ["Isi bagian ini."]
        assert told("lima") == ["Tulis bilangan bulat, seperti 15."]
        assert told("1") == ["Paling sedikit 5."]
        assert told("99") == ["Paling banyak 60."]
    with override("en"):
        assert told("lima") == ["Enter a whole number."]
