"""The needs report, below /berichte/bedarf/."""

from django.urls import URLPattern, path

from reporting.views import needs

urlpatterns: list[URLPattern] = [
    path("", needs.needs, name="needs"),
    path("mitnehmen/<slug:form>/", needs.needs_download, name="needs_download"),
]
