"""Addresses of help planning, one module for each part."""

from django.urls import include, path

from cases.urls import (
    conferences,
    conversations,
    councils,
    documents,
    entrance,
    family,
    life,
    plans,
    resource_maps,
    shared,
    statements,
    supports,
)

app_name = "cases"

urlpatterns = [
    path(
        "faelle/",
        include(
            [
                *entrance.urlpatterns,
                *life.urlpatterns,
                *family.urlpatterns,
                *statements.urlpatterns,
                *resource_maps.urlpatterns,
                *plans.urlpatterns,
                *conferences.urlpatterns,
                *supports.urlpatterns,
                *shared.case_urlpatterns,
                *documents.urlpatterns,
                *conversations.urlpatterns,
                *councils.case_urlpatterns,
            ]
        ),
    ),
    # What providers see of supports lies beside the cases.
    path("hilfen/", include(shared.urlpatterns)),
    path("familienraete/", include(councils.urlpatterns)),
    # What the administrator sets lies beside users and roles.
    path("verwaltung/", include(documents.administration)),
]
