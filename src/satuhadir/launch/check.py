# SPDX-License-Identifier: Apache-2.0
"""`./satuhadir check`: everything a machine can say about the tree without running the tests.

One line per step with its result and time; what a step printed is shown only when it failed.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

from satuhadir.launch import links
from satuhadir.launch.errors import LaunchError
from satuhadir.launch.postgres import throwaway_cluster

ROOT = Path(__file__).resolve().parents[3]
LIMIT_SECONDS = 600


class Outcome(NamedTuple):
    """What one step found: whether all is well, and what to print when it is not."""

    fine: bool
    output: str


class Step(NamedTuple):
    """One thing to check, by the name it can be asked for alone."""

    name: str
    says: str
    run: Callable[[], Outcome]


def environment() -> dict[str, str]:
    """Return the surroundings of a check: those of production, with no database to reach.

    Port 1 answers nobody, so a step that needs a database shows itself at once.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SATUHADIR_", "DATABASE_"))}
    return kept | {
        "DATABASE_URL": "postgresql://check@127.0.0.1:1/check",
        "DJANGO_SETTINGS_MODULE": "satuhadir.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONWARNINGS": "error::DeprecationWarning:satuhadir",
        "SATUHADIR_ALLOWED_HOSTS": "mpp.example.go.id",
        "SATUHADIR_SECRET": "only-for-checks-" + "0123456789abcdef" * 4,
    }


def command(*words: str, **more: str) -> Callable[[], Outcome]:
    """Return a step that runs a module of this Python; it is fine when it ends with 0.

    `more` is added to its environment.
    """

    def run() -> Outcome:
        try:
            done = subprocess.run(
                [sys.executable, *words],
                cwd=ROOT,
                env=environment() | more,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=LIMIT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(False, f"no answer within {LIMIT_SECONDS} seconds")
        return Outcome(done.returncode == 0, done.stdout)

    return run


def check_links() -> Outcome:
    """Follow every link of the documents."""
    found = links.faults(ROOT)
    return Outcome(not found, "\n".join(found))


def check_migrations() -> Outcome:
    """Look for models without their migration, and for migrations that stop who still serves."""
    words = ("-m", "django", "makemigrations", "--check", "--dry-run")
    complete = command(*words)()
    try:
        with throwaway_cluster() as (owner_url, _app_url):
            safe = command("-m", "satuhadir.config.linting", DATABASE_URL=owner_url)()
    except LaunchError as error:
        safe = Outcome(False, str(error))
    wrong = [outcome.output for outcome in (complete, safe) if not outcome.fine]
    return Outcome(not wrong, "\n".join(wrong))


# The slowest first, so that two workers end together.
STEPS = [
    Step("types", "mypy, strict", command("-m", "mypy")),
    Step("sql", "sqlfluff", command("-m", "sqlfluff", "lint", "--disable-progress-bar", "src")),
    Step(
        "walls",
        "import contracts",
        command("-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"),
    ),
    Step(
        "deploy",
        "Django's checks, as in production",
        command("-m", "django", "check", "--deploy", "--fail-level", "WARNING"),
    ),
    Step(
        "migrations",
        "none missing, none that stops the old version",
        check_migrations,
    ),
    Step(
        "translations",
        "every sentence in English too",
        command("-m", "satuhadir.config.translations", "check"),
    ),
    Step(
        "lint", "ruff", command("-m", "ruff", "check", "--quiet", "--output-format", "concise", ".")
    ),
    Step("format", "ruff format", command("-m", "ruff", "format", "--quiet", "--check", ".")),
    Step("links", "links of the documents", check_links),
]


def timed(step: Step) -> tuple[Outcome, float]:
    """Run one step and say how many seconds it took."""
    began = time.perf_counter()
    outcome = step.run()
    return outcome, time.perf_counter() - began


def chosen(names: list[str]) -> list[Step]:
    """Return the steps asked for; all of them when none is named."""
    return [step for step in STEPS if not names or step.name in names]


def main(argv: list[str]) -> int:
    """Run the checks named in `argv`, or all; return 0 when nothing is wrong."""
    parser = argparse.ArgumentParser(prog="satuhadir check", description="Check the source tree.")
    parser.add_argument("names", nargs="*", metavar="STEP", help=", ".join(s.name for s in STEPS))
    names: list[str] = parser.parse_args(argv).names
    unknown = set(names) - {step.name for step in STEPS}
    if unknown:
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    if not ROOT.joinpath("pyproject.toml").is_file():
        print("`check` needs the source tree: run ./satuhadir check in a clone.", file=sys.stderr)
        return 2
    began = time.perf_counter()
    failed: list[tuple[Step, Outcome]] = []
    steps = chosen(names)
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 2, len(steps))) as workers:
        running = {workers.submit(timed, step): step for step in steps}
        for done in as_completed(running):
            step, (outcome, seconds) = running[done], done.result()
            word = "ok    " if outcome.fine else "FAILED"
            print(f"{word} {step.name:<13}{seconds:6.1f} s  {step.says}", flush=True)
            if not outcome.fine:
                failed.append((step, outcome))
    for step, outcome in failed:
        print(f"\n--- {step.name} ---\n{outcome.output.strip()}")
    verdict = f"{len(failed)} of {len(steps)} failed" if failed else f"{len(steps)} steps, all well"
    print(f"\n{verdict}, {time.perf_counter() - began:.1f} s")
    return 1 if failed else 0
