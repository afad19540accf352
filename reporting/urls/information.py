"""The family information system, below /berichte/kennzahlen/.

An indicator's code has no hyphen, so that no indicator can hide one of the other pages.
"""

from django.urls import URLPattern, path

from reporting.views import information, information_compare, information_selections

urlpatterns: list[URLPattern] = [
    path("", information.indicator_list, name="information"),
    path("im-vergleich/", information_compare.compare, name="information_compare"),
    path("meine-auswahlen/", information_selections.selection_list, name="selections"),
    path("meine-auswahlen/neu/", information_selections.selection_add, name="selection_add"),
    path("meine-auswahlen/<int:pk>/", information_selections.selection, name="selection"),
    path(
        "meine-auswahlen/<int:pk>/aendern/",
        information_selections.selection_edit,
        name="selection_edit",
    ),
    path(
        "meine-auswahlen/<int:pk>/loeschen/",
        information_selections.selection_delete,
        name="selection_delete",
    ),
    path("<slug:code>/", information.indicator, name="information_indicator"),
]
