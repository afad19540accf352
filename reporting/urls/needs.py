"""The needs report, below /berichte/bedarf/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
