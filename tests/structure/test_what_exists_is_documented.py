# SPDX-License-Identifier: Apache-2.0
import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterator

from django.apps import apps
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

from satuhadir.shared.errors import DomainError
from satuhadir.shared.http import CODES, STATUS
from tests.structure import tree

DOCS = tree.ROOT / "docs"
VARIABLE = re.compile(r"(?:SATUHADIR|DATABASE)_[A-Z_]+\Z")
OTHER_WORDS = {"idempotency"}  # first words of codes that name no room; clients know them so


def rows(document: str) -> list[list[str]]:
    """Return the cells of every table row of a document, without the marks of code."""
    lines = (DOCS / document).read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]


def read_variables() -> set[str]:
    """Return the names of every environment variable the product reads."""
    return {
        node.value
        for path in tree.modules()
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and VARIABLE.match(node.value)
    }


def test_every_setting_is_documented() -> None:
    written = (DOCS / "settings.md").read_text(encoding="utf-8")
    missing = [name for name in sorted(read_variables()) if f"`{name}`" not in written]
    assert not missing


def test_no_document_names_a_setting_that_is_gone() -> None:
    written = (DOCS / "settings.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:SATUHADIR|DATABASE)_[A-Z_]+)`", written))
    read = read_variables()
    assert not sorted(name for name in named if not {name, name.removesuffix("_FILE")} & read)


def refusals(base: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Yield every domain error of the product, the families too."""
    for error in base.__subclasses__():
        if error.__module__.startswith("satuhadir.") and ".tests" not in error.__module__:
            yield error
        yield from refusals(error)


def all_refusals() -> list[type[DomainError]]:
    """Return every domain error once, wherever in the rooms it is written."""
    for path in tree.modules():
        if "DomainError" in tree.text(path) or "satuhadir.shared.errors" in tree.text(path):
            dotted = path.relative_to(tree.ROOT / "src").with_suffix("").parts
            importlib.import_module(".".join(part for part in dotted if part != "__init__"))
    return sorted(set(refusals()), key=lambda error: error.code)


def status_of(error: type[DomainError]) -> int:
    """Return the HTTP status of the family an error belongs to."""
    return next(status for family, status in STATUS.items() if issubclass(error, family))


def test_each_refusal_has_a_code_of_its_own() -> None:
    twice = [code for code, n in Counter(error.code for error in all_refusals()).items() if n > 1]
    assert not twice
    assert not [error.__name__ for error in all_refusals() if "code" not in vars(error)]


def test_a_code_names_its_room_and_the_reason() -> None:
    wrong = [
        f"{error.__name__}: {error.code}"
        for error in all_refusals()
        if not re.fullmatch(r"\w+\.[a-z]+(_[a-z]+)*", error.code)
        or error.code.split(".")[0] not in {error.__module__.split(".")[1], *OTHER_WORDS}
    ]
    assert not wrong


def test_every_refusal_is_documented_with_its_status() -> None:
    listed = {row[0]: row[1] for row in rows("errors.md") if len(row) > 2}
    wrong = [
        f"{error.code}: {status_of(error)}, the page says {listed.get(error.code)}"
        for error in all_refusals()
        if listed.get(error.code) != str(status_of(error))
    ]
    assert not wrong


def test_no_document_names_a_code_that_is_gone() -> None:
    known = {error.code for error in all_refusals()} | set(CODES.values())
    listed = {row[0] for row in rows("errors.md") if "." in row[0]}
    assert not listed ^ known


def test_refusals_live_in_the_errors_module_of_their_room() -> None:
    elsewhere = [
        f"{e.__module__}.{e.__name__}" for e in all_refusals() if ".errors" not in e.__module__
    ]
    assert not elsewhere


def migrated_sql() -> set[str]:
    """Return every text of SQL that a migration runs."""
    loader = MigrationLoader(None)
    return {
        str(operation.sql)
        for migration in loader.disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, RunSQL)
    }


def test_every_sql_file_is_installed_by_a_migration() -> None:
    installed = migrated_sql()
    loose = [tree.shown(p) for p in tree.files(".sql") if tree.text(p) not in installed]
    assert tree.files(".sql")
    assert not loose


def test_every_sql_function_is_documented() -> None:
    locking = (DOCS / "locking.md").read_text(encoding="utf-8")
    silent = [
        tree.shown(path)
        for path in tree.files(".sql")
        if not re.search(rf"\b{path.stem}\b", locking)
        and not re.search(rf"\b{path.stem.removesuffix('_v1')}\b", locking)
    ]
    assert not silent


def test_every_model_stands_in_the_glossary() -> None:
    listed = {row[1] for row in rows("glossary.md") if len(row) > 4}
    models = [m for m in apps.get_models() if m.__module__.startswith("satuhadir.")]
    missing = [m.__name__ for m in models if m.__name__ not in listed]
    assert models
    assert not missing


def test_every_document_of_the_folder_is_in_its_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    missing = [
        path.relative_to(DOCS).as_posix()
        for path in DOCS.rglob("*.md")
        if path.name != "README.md" and f"({path.relative_to(DOCS).as_posix()})" not in index
    ]
    assert not missing


def test_who_starts_reading_is_led_to_the_newest_sql() -> None:
    newest: dict[str, int] = {}
    for path in tree.PACKAGE.rglob("sql/*_v*.sql"):
        verb, version = path.stem.rsplit("_v", 1)
        newest[verb] = max(int(version), newest.get(verb, 0))
    stale = []
    for document in ("start.md", "house.md"):
        text = (DOCS / document).read_text(encoding="utf-8")
        for verb, version in re.findall(r"(?:queue_|/|`)([a-z_]+)_v(\d+)(?:\.sql|`| )", text):
            if verb in newest and int(version) < newest[verb]:
                stale.append(f"{document}: {verb}_v{version}, now v{newest[verb]}")
    assert newest
    assert not stale
