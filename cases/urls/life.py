"""The life of a case: steps, assignment, transfer, notes, reminders."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
