"""What looks wrong, below /berichte/unstimmigkeiten/."""

from django.urls import URLPattern, path

from reporting.views import plausibility

urlpatterns: list[URLPattern] = [
    path("", plausibility.finding_list, name="findings"),
    path("zahlen/", plausibility.finding_numbers, name="finding_numbers"),
    path("<slug:key>/", plausibility.finding, name="finding"),
    path("<slug:key>/wieder-oeffnen/", plausibility.finding_reopen, name="finding_reopen"),
]
