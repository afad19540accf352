"""Addresses of the import pages, below those of the interface kit (namespace `ui`)."""

from django.urls import path

from sro.ui.imports import views

urlpatterns = [
    path("", views.index, name="imports"),
    path("<int:pk>/", views.detail, name="import"),
    path("<int:pk>/uebernehmen/", views.confirm, name="import_confirm"),
    path("<int:pk>/verwerfen/", views.discard, name="import_discard"),
    path("<int:pk>/zahlen/", views.numbers, name="import_numbers"),
    path("<slug:key>/neu/", views.new, name="import_new"),
    path("<slug:key>/vorlage.csv", views.template, name="import_template"),
]
