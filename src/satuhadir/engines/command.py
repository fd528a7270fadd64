# SPDX-License-Identifier: Apache-2.0
"""`satuhadir engine NAME < in.json > out.json`: one calculation on plain values, to check by hand.

The only module of the engines that touches streams. Formats: docs/engines.md.
"""

import json
from collections.abc import Callable, Mapping
from typing import BinaryIO, TextIO

from satuhadir.engines import dispatch, forecast, plan, search, simulate, skm, staffing
from satuhadir.engines.reading import BadInput, Node, parse, printable

Engine = Callable[[Node], dict[str, object]]

ENGINES: Mapping[str, Engine] = {
    "dispatch": dispatch.answer,
    "forecast": forecast.answer,
    "plan": plan.answer,
    "search": search.answer,
    "simulate": simulate.answer,
    "skm": skm.answer,
    "staffing": staffing.answer,
}
MOST_BYTES = 64 * 1024 * 1024
BAD_INPUT = 2


def main(name: str, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    """Answer what `stdin` asks and return the exit code: 0, or 2 for bad input.

    One object gets one answer; a list gets the list of answers, in order, each as if asked
    alone. Bad input writes exactly one line to `stderr`, beginning with the field's path
    (`[3].staffing[0]` in a list), and nothing to `stdout`.
    """
    try:
        answers = _answer(_engine(name), parse(_text(stdin)))
    except BadInput as refusal:
        stderr.write(f"{refusal}\n")
        return BAD_INPUT
    stdout.write(json.dumps(answers, allow_nan=False) + "\n")
    stdout.flush()
    return 0


def _engine(name: str) -> Engine:
    if name not in ENGINES:
        known = ", ".join(sorted(ENGINES))
        raise BadInput("engine", f"{printable(name)} is unknown; there are {known}")
    return ENGINES[name]


def _text(stdin: BinaryIO) -> str:
    try:
        read = stdin.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput("", f"can't be read ({error.strerror})") from None
    if len(read) > MOST_BYTES:
        raise BadInput("", f"is larger than {MOST_BYTES // 1024 // 1024} MiB")
    try:
        return read.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("", f"is not UTF-8 (byte {error.start})") from None


def _answer(engine: Engine, asked: object) -> object:
    if not isinstance(asked, list):
        return engine(Node(asked))
    return [_answer_at(engine, place, question) for place, question in enumerate(asked)]


def _answer_at(engine: Engine, place: int, question: object) -> dict[str, object]:
    try:
        return engine(Node(question))
    except BadInput as refusal:
        raise refusal.inside(f"[{place}]") from None
