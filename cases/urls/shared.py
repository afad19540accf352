"""What providers see."""

from __future__ import annotations

from django.urls import path

from cases.views import shared

urlpatterns = [
    path("", shared.shared_supports, name="shared_supports"),
]
