"""Comparison and evaluation of areas, below /berichte/vergleich/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
