"""The family information system, below /berichte/kennzahlen/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
