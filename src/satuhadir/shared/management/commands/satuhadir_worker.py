# SPDX-License-Identifier: Apache-2.0
from typing import Any

from django.core.management.base import BaseCommand

from satuhadir.shared import metrics
from satuhadir.shared.jobs import chosen_jobs, run_jobs, stop_on_signals


class Command(BaseCommand):
    help = "Run the background jobs until stopped. Several may run; one of them works."

    def handle(self, *args: Any, **options: Any) -> None:
        metrics.serve(with_rooms=True)
        run_jobs(chosen_jobs(), stop_on_signals())
