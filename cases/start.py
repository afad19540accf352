"""What help planning adds to start page, administration and log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases import (
    life_words,  # noqa: F401 - registers its sentences of the log
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
