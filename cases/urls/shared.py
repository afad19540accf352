"""What providers see, and what the office shares with them."""

from __future__ import annotations

from django.urls import path

from cases.views import reports, shared, shared_reports

_REPORT = "<int:pk>/berichte/<int:report_pk>/"

# Under /hilfen/: the provider's side.
urlpatterns = [
    path("", shared.shared_supports, name="shared_supports"),
    path("<int:pk>/", shared.shared_support, name="shared_support"),
    path("<int:pk>/fachkraefte/neu/", shared.staff_new, name="staff_new"),
    path("<int:pk>/fachkraefte/<int:staff_pk>/ende/", shared.staff_end, name="staff_end"),
    path(_REPORT, shared_reports.shared_report, name="shared_report"),
    path(f"{_REPORT}bearbeiten/", shared_reports.shared_report_edit, name="shared_report_edit"),
    path(f"{_REPORT}abgeben/", shared_reports.shared_report_submit, name="shared_report_submit"),
]

# Under /faelle/: the office's side.
case_urlpatterns = [
    path("<int:pk>/traeger/<int:support_pk>/ziele/", reports.support_share, name="support_share"),
    path(
        "<int:pk>/traeger/<int:support_pk>/bericht-anfordern/",
        reports.report_request,
        name="report_request",
    ),
    path("<int:pk>/berichte/<int:report_pk>/", reports.report, name="report"),
    path(
        "<int:pk>/berichte/<int:report_pk>/zurueckgeben/",
        reports.report_return,
        name="report_return",
    ),
    path(
        "<int:pk>/berichte/<int:report_pk>/annehmen/", reports.report_accept, name="report_accept"
    ),
]
