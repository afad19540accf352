"""What the reports say of places, below /berichte/orte/."""

from django.urls import URLPattern, re_path

from reporting.place_tables import READINGS
from reporting.views import places

urlpatterns: list[URLPattern] = [
    re_path(
        rf"^(?P<what>{'|'.join(READINGS)})/(?P<kind>bezirk|sozialraum)/(?P<pk>[0-9]{{1,18}})/$",
        places.of_place,
        name="place",
    ),
]
