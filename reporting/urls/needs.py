"""The needs report, below /berichte/bedarf/."""

from django.urls import URLPattern, path

from reporting.views import need_intake, needs

urlpatterns: list[URLPattern] = [
    path("", needs.needs, name="needs"),
    path("uebernehmen/", need_intake.intake, name="need_intake"),
    path("mitnehmen/<slug:form>/", needs.needs_download, name="needs_download"),
]
