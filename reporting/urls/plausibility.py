"""What is missing or contradictory, below /berichte/unstimmigkeiten/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
