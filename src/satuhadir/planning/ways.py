# SPDX-License-Identifier: Apache-2.0
"""Where the pages of planning stand in a manager's row."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.ways import Way

WAYS = (
    Way("planning", _("Hari biasa"), "plan_home", "planning", 10, whole=True),
    Way("what_if", _("Bagaimana jika"), "plan_what_if", "planning", 20, whole=True),
    Way("roster", _("Jadwal loket"), "plan_roster", "planning", 30),
    Way("roster_people", _("Petugas jadwal"), "plan_people", "planning", 40),
    Way("hours_advice", _("Saran jam buka"), "plan_hours", "planning", 50, whole=True),
    Way("fairness", _("Aturan giliran"), "plan_fairness", "planning", 60, whole=True),
)
