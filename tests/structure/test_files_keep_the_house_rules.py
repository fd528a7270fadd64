# SPDX-License-Identifier: Apache-2.0
import ast
import re
from pathlib import Path

from tests.structure import tree

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60

# The names of docs/house.md, "Inside a room".
NAMES = {
    "__init__", "actions", "admin", "api", "apps", "data", "datasets", "errors", "forms", "health",
    "hotpath", "http", "jobs", "kinds", "management", "migrations", "models", "ports", "queries",
    "sql", "static", "stream", "templates", "tests", "urls", "values", "views", "ways",
}  # fmt: skip
# A name of its own, and why the room needs it.
NAMES_OF_ROOMS: dict[str, dict[str, str]] = {
    "accounts": {
        "callers": "who asks, as plain values other rooms pass on",
        "ceilings": "what a role may give and take, as plain values",
        "changes": "kept changes of the set-up in words",
        "sign_in": "how allauth is set up here",
    },
    "catalogue": {
        "checking": "what a row of a catalogue file must be",
        "copying": "what a new draft takes over from the version before it",
        "coverage": "which usual services are not in a mall yet",
        "finding": "what a question finds: the engine's answer as services, marked",
        "entries": "what a catalogue file says, as plain values",
        "exporting": "from a mall to entries, and from those to a file",
        "importing": "from a file to entries",
        "linked": "the catalogue as linked data: CPSV-AP, DCAT-AP, schema.org",
        "marked": "values that remember their line in the file",
        "parts": "the components of a standard, read and checked for files and forms",
        "publishing": "what a draft lacks before it may be published",
        "sheets": "a catalogue as a workbook and back",
    },
    "agent": {
        "command": "the words of `satuhadir hall-agent`",
        "configuration": "what stands in the agent's file",
        "delivery": "one paper out of one printer, and what became of it",
        "escpos": "what printers say about themselves",
        "finding": "which printers are plugged in here",
        "journal": "the papers that were begun here, on disk",
        "links": "ways to a printer: network, serial, USB, file",
        "running": "the loop: fetch, print, report",
        "server": "the calls to SatuHadir",
    },
    "devices": {"codes": "the short code, the secret behind it, the key that comes of it"},
    "feedback": {
        "attachments": "files sent along, made harmless",
        "citizen": "the views of the pages for whoever says something",
        "hints": "numbers and names in free text that tell who somebody is",
        "open311": "complaints for other programs, as GeoReport v2 has it",
        "sp4n": "the way to SP4N-LAPOR!: what is sent, how, and a simulator of it",
        "staff": "the views of the manager's and the agencies' pages",
        "tracks": "the citizen's key to a complaint, and its public number",
    },
    "insights": {
        "accuracy": "how right what people were told was, as everybody may read it",
        "ends": "how right the promised ends of visits were, as everybody may read it",
        "counting": "from a day that was read to its figures, pure",
        "datasets": "what is published as data",
        "pictures": "the charts of a page",
        "publishing": "what everybody may read of a month",
        "qualities": "the five promised qualities as indicators",
        "reading": "a day read from its log, pure",
        "sight": "what one page of figures looks at",
        "suppressing": "which counts are too small to publish, pure",
        "tables": "one description of a table for page, CSV and spreadsheet",
        "telling": "the key figures as sentences",
        "wording": "figures and periods in words",
    },
    "malls": {"calendars": "opening hours as plain values, without a database"},
    "notices": {
        "gateways": "the ways out, each an adapter, and simulators of them",
        "wording": "from a message in the outbox to the letter that leaves",
    },
    "planning": {
        "advising": "which opening hours and rules of turn would be better, pure",
        "carrying_out": "from what a run asks to its result",
        "comparing": "a usual day lived through as it is and as it could be, pure",
        "measuring": "what one day of the log tells about planning, pure",
        "rostering": "counters, shifts and names of a week, pure",
        "scenes": "from a usual day to one the simulator lives through, pure",
        "telling": "results as sentences, pictures and tables",
        "wording": "figures of planning in words",
    },
    "printing": {
        "addresses": "where a network printer may stand",
        "slip": "from a slip to the bytes of a receipt printer",
    },
    "queue": {
        "alarms": "when the floor calls its manager, as plain rules",
        "closings": "what the hall and each holder are told of a line that closes",
        "directory": "what a mall's queue is made of, kept for seconds",
        "citizen": "the views of the citizen's pages",
        "glass": "the views of kiosk and hall display",
        "notify": "waking the live streams after a commit",
        "pasts": "what was forecast and what came true, read from a day's log, pure",
        "rebuild": "a day computed again from its log alone",
        "staff": "the views of the officer's counter and the manager's page",
        "tracks": "the citizen's key, made from a ticket's id",
        "waits": "from lines and hours to what the forecast engine takes",
        "wording": "times and waits in words",
    },
    "satisfaction": {
        "drawing": "whom chance invites",
        "questions": "the nine elements as they are asked",
        "reporting": "a month as the official report and workbook",
        "showing": "a month's figures in words and bars",
        "suppressing": "which groups are too small to publish, pure",
        "wording": "what people write, cleaned",
    },
    "speech": {
        "audio": "samples cut, levelled and written; the gong",
        "espeak": "the program that reads a text into samples",
        "health": "what the doctor asks of the clips",
        "reading": "a text of a page into sound, by the program the machine has",
        "recordings": "clips as files: shipped, and the region's own",
        "templatetags": "what a page says aloud about its parts",
        "words": "from a number and a counter's name to the clips that say them",
    },
    "visits": {
        "calendars": "a visit as iCalendar",
        "capacity": "seats from hours, counters and service time, pure",
        "citizen": "the views of the citizen's pages",
        "passes": "the signed text of a visit's QR code",
        "promises": "the end of a visit as a range, composed and corrected, pure",
        "telling": "what people with a booking are told",
        "tracks": "the keys and codes of visits",
    },
}
# These rooms are no domain rooms: each has a plan of its own.
FREE_ROOMS = {"config", "demo", "engines", "launch", "shared"}
BANNED_NAMES = {"common", "helpers", "managers", "services", "signals", "util", "utils"}

UNFINISHED = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b|NotImplemented[E]rror")
MACHINE = re.compile(r"/wor[k]/|/roo[t]/|/hom[e]/\w|index-ur[l][= ]\S*://|pypi\.or[g]|npmjs\.or[g]")
SPDX = "SPDX-License-Identifier: Apache-2.0"


def written_files() -> list[Path]:
    """Return every file somebody wrote by hand, wherever it lies in the repository."""
    suffixes = (".py", ".html", ".css", ".js", ".sql", ".md", ".toml", ".yaml", ".txt", ".sh", "")
    found = [path for path in tree.ROOT.iterdir() if path.is_file() and path.suffix in suffixes]
    for folder in ("src", "tests", "bench", "docs", "requirements", ".ci"):
        found += tree.files(*suffixes, below=tree.ROOT / folder)
    return found


def test_no_module_is_longer_than_400_lines() -> None:
    long = [
        f"{tree.shown(path)}: {len(tree.text(path).splitlines())} lines"
        for path in [*tree.modules(), *tree.files(".js", ".css")]
        if len(tree.text(path).splitlines()) > MOST_LINES
    ]
    assert not long


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{tree.shown(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in tree.modules()
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert not long


def test_a_room_has_only_the_usual_names() -> None:
    odd = [
        tree.shown(path)
        for room in tree.ROOMS
        if room not in FREE_ROOMS
        for path in (tree.PACKAGE / room).iterdir()
        if path.name != "__pycache__"
        and path.stem not in NAMES | NAMES_OF_ROOMS.get(room, {}).keys()
    ]
    assert not odd


def test_no_file_is_named_for_nothing() -> None:
    named = [tree.shown(path) for path in tree.files(".py") if path.stem in BANNED_NAMES]
    assert not named


def test_nothing_says_it_is_unfinished() -> None:
    found = [tree.shown(path) for path in written_files() if UNFINISHED.search(tree.text(path))]
    assert not found


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    found = [tree.shown(path) for path in written_files() if MACHINE.search(tree.text(path))]
    assert not found


def test_every_source_file_names_its_licence() -> None:
    suffixes = (".py", ".sql", ".css", ".js")
    sources = tree.files(*suffixes) + tree.files(*suffixes, below=tree.ROOT / "tests")
    sources.append(tree.ROOT / ".ci" / "run")
    silent = [
        tree.shown(path)
        for path in sources
        if tree.text(path).strip() and SPDX not in "\n".join(tree.text(path).splitlines()[:3])
    ]
    assert not silent


def is_public_face(path: Path) -> bool:
    """Tell whether other rooms read this module: there, docstrings are owed."""
    return room_parts(path)[1] in {"actions", "queries", "ports"} or tree.room_of(path) == "engines"


def room_parts(path: Path) -> tuple[str, str]:
    """Return the room and the name inside it a module stands under."""
    room, *rest = path.relative_to(tree.PACKAGE).parts
    return room, Path(rest[0]).stem if rest else ""


def test_the_public_face_of_a_room_is_explained() -> None:
    silent = [
        f"{tree.shown(path)}:{node.lineno} {node.name}"
        for path in tree.modules()
        if is_public_face(path)
        for node in tree.parsed(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_every_model_is_explained() -> None:
    silent = [
        f"{tree.shown(path)}:{node.lineno} {node.name}"
        for path in tree.modules()
        if room_parts(path)[1] == "models"
        for node in tree.parsed(path).body
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).endswith(("Model", "AbstractUser")) for base in node.bases)
        and not ast.get_docstring(node)
    ]
    assert not silent
