"""Comparison and evaluation of areas, below /berichte/vergleich/."""

from django.urls import URLPattern, path

from reporting.views import area_groups, avoided, evaluation

urlpatterns: list[URLPattern] = [
    path("", evaluation.comparison, name="comparison"),
    path("verlauf/", evaluation.course, name="comparison_course"),
    path("streuung/", evaluation.funnel, name="comparison_funnel"),
    path("entbehrlich/", avoided.avoided, name="avoided_supports"),
    path("gruppen/", area_groups.group_list, name="area_groups"),
    path("gruppen/neu/", area_groups.group_add, name="area_group_add"),
    path("gruppen/<int:pk>/", area_groups.group_detail, name="area_group"),
    path("gruppen/<int:pk>/aendern/", area_groups.group_edit, name="area_group_edit"),
    path("gruppen/<int:pk>/entfernen/", area_groups.group_delete, name="area_group_delete"),
    path("gruppen/<int:pk>/auswertung/", evaluation.evaluation, name="evaluation"),
    path("gruppen/<int:pk>/gebiete/neu/", area_groups.member_add, name="area_group_member_add"),
    path(
        "gruppen/<int:pk>/gebiete/<int:member_pk>/",
        area_groups.member_edit,
        name="area_group_member",
    ),
    path(
        "gruppen/<int:pk>/gebiete/<int:member_pk>/entfernen/",
        area_groups.member_delete,
        name="area_group_member_delete",
    ),
]
