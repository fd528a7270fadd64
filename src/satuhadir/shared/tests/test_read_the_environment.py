# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from satuhadir.shared.env import Env


def test_flags_take_usual_words_and_nothing_else() -> None:
    for word in ("1", "true", "YES", " on ", "ya"):
        assert Env({"X": word}).flag("X")
    for word in ("0", "false", "No", "off", "tidak", ""):
        assert not Env({"X": word}).flag("X", default=True)
    assert Env({}).flag("X", default=True)
    with pytest.raises(ImproperlyConfigured, match="X must be 1 or 0"):
        Env({"X": "maybe"}).flag("X")


@pytest.mark.parametrize("value", ["-1", "1.5", "x", "501", "١"])
def test_numbers_are_whole_and_within_bounds(value: str) -> None:
    assert Env({"N": "500"}).number("N", 20, most=500) == 500
    assert Env({}).number("N", 20) == 20
    with pytest.raises(ImproperlyConfigured, match="N must be a whole number"):
        Env({"N": value}).number("N", 20, most=500)


def test_words_and_choices() -> None:
    assert Env({"W": " a, b ,,c "}).words("W") == ["a", "b", "c"]
    assert Env({}).choice("C", ("app", "owner")) == "app"
    with pytest.raises(ImproperlyConfigured, match="one of app, owner"):
        Env({"C": "root"}).choice("C", ("app", "owner"))


def test_a_secret_comes_from_one_place_and_is_long(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("r" * 40 + "\n")
    assert Env({"S_FILE": str(path)}).secret("S") == "r" * 40
    assert Env({}).secret("S") == ""
    for values in (
        {"S": "r" * 40, "S_FILE": str(path)},
        {"S": "short"},
        {"S_FILE": str(tmp_path / "none")},
    ):
        with pytest.raises(ImproperlyConfigured) as refusal:
            Env(values).secret("S")
        assert "r" * 40 not in str(refusal.value)


def test_an_address_of_a_database_is_read() -> None:
    found = Env({"D": "postgresql://sri:p%40ss@db.test:6543/satuhadir?sslmode=require"}).database(
        "D"
    )
    assert found is not None
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("sri", "p@ss", "db.test")
    assert (found["PORT"], found["NAME"]) == ("6543", "satuhadir")
    assert found["OPTIONS"] == {"sslmode": "require"}
    by_socket = Env({"D": "postgresql://app@/satuhadir?host=/run/pg&port=5433"}).database("D")
    assert by_socket is not None
    assert (by_socket["HOST"], by_socket["PORT"]) == ("/run/pg", "5433")
    assert Env({}).database("D") is None


@pytest.mark.parametrize(
    "url",
    [
        "mysql://sri:rahasia@db/x",
        "postgresql://sri:rahasia@db:port/x",
        "postgresql://sri:rahasia@db/",
        "postgresql://sri:rahasia@db/x?sslmod=require",
        "postgresql://sri:rahasia@db/x?sslmode=a&sslmode=b",
        "postgresql://sri:rahasia@[db/x",
        "satuhadir",
    ],
)
def test_a_wrong_address_stops_the_start_and_keeps_the_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        Env({"D": url}).database("D")
    assert str(refusal.value).startswith("D ")
    assert "\n" not in str(refusal.value)
    assert "rahasia" not in str(refusal.value)
