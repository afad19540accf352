"""Papers of a case, and what is printed on all of them."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from cases.views import documents, exports, office

urlpatterns: list[URLPattern] = [
    path("<int:pk>/dokumente/", documents.document_list, name="document_list"),
    path(
        "<int:pk>/dokumente/neu/<slug:kind>/<int:subject_pk>/",
        documents.document_new,
        name="document_new",
    ),
    path(
        "<int:pk>/dokumente/vorschau/<slug:kind>/<int:subject_pk>/",
        documents.document_preview,
        name="document_preview",
    ),
    path(
        "<int:pk>/dokumente/<int:document_pk>/",
        documents.document_download,
        name="document_download",
    ),
    path("<int:pk>/auskunft/", exports.case_export, name="case_export"),
]

# Under /verwaltung/: what the administrator sets.
administration: list[URLPattern] = [
    path("dokumente/", office.office_settings, name="office_settings"),
    path("dokumente/muster/", office.office_sample, name="office_sample"),
    path("dokumente/aktenzeichen/", office.reference_example, name="reference_example"),
]
