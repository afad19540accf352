"""The district's quarterly report, below /berichte/quartal/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
