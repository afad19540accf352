"""What help planning adds to start page, administration and log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases import (
    council_start,  # noqa: F401 - registers what somebody coordinates
    council_words,
    due_lines,
    life_words,
    opening_start,  # noqa: F401 - registers the way to a new case
    report_start,  # noqa: F401 - registers reports on the start page
)
from sro.accounts import administration

administration.register(
    administration.Entry(
        label=_("Papers and file references"),
        hint=_("What is printed on papers, and how files are numbered."),
        view="cases:office_settings",
        model="cases.OfficeSettings",
        order=40,
    )
)

council_words.register()
due_lines.register()
life_words.register()
