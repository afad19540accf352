"""Pages of the interface kit."""

from django.urls import include, path

from sro.ui.views import drafts, jobs, pages

app_name = "ui"
urlpatterns = [
    path("entwuerfe/", drafts.index, name="drafts"),
    path("entwuerfe/sichern/", drafts.keep, name="draft_keep"),
    path("entwuerfe/<int:pk>/verwerfen/", drafts.discard, name="draft_discard"),
    path("auftraege/<int:pk>/", jobs.detail, name="job"),
    path("auftraege/<int:pk>/abbrechen/", jobs.cancel, name="job_cancel"),
    path("einlesen/", include("sro.ui.imports.urls")),
    path("tastatur/", pages.keyboard, name="help"),
    path("quellen/", pages.sources, name="sources"),
]
