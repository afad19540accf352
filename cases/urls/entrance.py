"""Finding and opening cases, consultation, offers handed over."""

from __future__ import annotations

from django.urls import path

from cases.views import case, lists

urlpatterns = [
    path("", lists.case_list, name="list"),
    path("<int:pk>/", case.case_detail, name="case"),
]
