"""Supports."""

from __future__ import annotations

from django.urls import include, path

from cases.views import support_steps, supports

_SUPPORT = [
    path("", supports.support_detail, name="support"),
    path("bearbeiten/", supports.support_edit, name="support_edit"),
    path("zurueckziehen/", support_steps.support_withdraw, name="support_withdraw"),
    path("beginnen/", support_steps.support_begin, name="support_begin"),
    path("verlaengern/", support_steps.support_prolong, name="support_prolong"),
    path("beenden/", support_steps.support_end, name="support_end"),
]

urlpatterns = [
    path("<int:pk>/hilfen/", supports.support_list, name="support_list"),
    path("<int:pk>/hilfen/neu/", supports.support_new, name="support_new"),
    path("<int:pk>/hilfen/<int:support_pk>/", include(_SUPPORT)),
]
