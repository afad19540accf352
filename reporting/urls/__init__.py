"""Addresses of the reports, below /berichte/."""

from django.urls import include, path

from reporting.urls import evaluation, information, needs, places, plausibility, reports
from reporting.views import home

app_name = "reporting"

urlpatterns = [
    path("", home.home, name="home"),
    path("quartal/", include(reports.urlpatterns)),
    path("kennzahlen/", include(information.urlpatterns)),
    path("vergleich/", include(evaluation.urlpatterns)),
    path("bedarf/", include(needs.urlpatterns)),
    path("orte/", include(places.urlpatterns)),
    path("unstimmigkeiten/", include(plausibility.urlpatterns)),
]
