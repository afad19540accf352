"""Needs, below /sozialraum/bedarfe/."""

from django.urls import path

from networks.views import need_bulk, need_counts, need_steps, needs

need_patterns = [
    path("", needs.need_board, name="need_board"),
    path("liste/", needs.need_list, name="need_list"),
    path("zahlen/", need_counts.need_counts, name="need_counts"),
    path("melden/", need_steps.need_report, name="need_report"),
    path("melden/aehnliche/", need_steps.need_similar, name="need_similar"),
    path("gemeinsam/bewerten/", need_bulk.need_bulk_assess, name="need_bulk_assess"),
    path("gemeinsam/ablehnen/", need_bulk.need_bulk_decline, name="need_bulk_decline"),
    path("zusammenfuehren/", need_bulk.need_merge, name="need_merge"),
    path("<int:pk>/", needs.need_detail, name="need_detail"),
    path("<int:pk>/bearbeiten/", need_steps.need_edit, name="need_edit"),
    path("<int:pk>/anschliessen/", need_steps.need_join, name="need_join"),
    path("<int:pk>/bewerten/", need_steps.need_assess, name="need_assess"),
    path("<int:pk>/planen/", need_steps.need_plan, name="need_plan"),
    path("<int:pk>/umsetzen/", need_steps.need_realise, name="need_realise"),
    path("<int:pk>/ablehnen/", need_steps.need_decline, name="need_decline"),
    path("<int:pk>/wieder-aufnehmen/", need_steps.need_reopen, name="need_reopen"),
    path("<int:pk>/gelesen/", need_steps.need_read, name="need_read"),
    path("<int:pk>/trennen/", need_bulk.need_split, name="need_split"),
]
