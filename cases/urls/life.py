"""The life of a case: steps, assignment, transfer, notes, reminders."""

from __future__ import annotations

from django.urls import path

from cases.views import absences, case, entrusted, life, notes, reminders, timeline, transfers

urlpatterns = [
    path("faellig/", reminders.due, name="due"),
    path("kalender/", reminders.calendar_page, name="calendar"),
    path("kalender/<str:token>.ics", reminders.calendar_feed, name="calendar_feed"),
    path("team/", absences.team, name="team"),
    path("abwesenheit/", absences.absence_list, name="absences"),
    path("abwesenheit/neu/", absences.absence_new, name="absence_new"),
    path("abwesenheit/<int:pk>/bearbeiten/", absences.absence_edit, name="absence_edit"),
    path("abwesenheit/<int:pk>/loeschen/", absences.absence_delete, name="absence_delete"),
    path("anvertraut/", entrusted.entrusted_list, name="entrusted"),
    path(
        "anvertraut/<slug:kind>/<int:entry_pk>/",
        entrusted.entrusted_entry,
        name="entrusted_entry",
    ),
    path("uebergaben/<int:transfer_pk>/", transfers.transfer_detail, name="transfer"),
    path(
        "uebergaben/<int:transfer_pk>/annehmen/",
        transfers.transfer_accept,
        name="transfer_accept",
    ),
    path(
        "uebergaben/<int:transfer_pk>/ablehnen/",
        transfers.transfer_decline,
        name="transfer_decline",
    ),
    path(
        "uebergaben/<int:transfer_pk>/zurueckziehen/",
        transfers.transfer_withdraw,
        name="transfer_withdraw",
    ),
    path("<int:pk>/schritt/<slug:action>/", life.step, name="step"),
    path("<int:pk>/zustaendigkeit/", life.assign, name="assign"),
    path("<int:pk>/sozialraum/", life.space, name="space"),
    path("<int:pk>/stellvertretung/", life.deputy, name="deputy"),
    path("<int:pk>/vertretung/", life.stand_in, name="stand_in"),
    path("<int:pk>/vertretung/<int:stand_in_pk>/beenden/", life.end_stand_in, name="stand_in_end"),
    path("<int:pk>/uebergabe/", transfers.transfer_new, name="transfer_new"),
    path("<int:pk>/aenderungen/", case.changes, name="changes"),
    path("<int:pk>/verlauf/", timeline.timeline, name="timeline"),
    path("<int:pk>/wiedervorlagen/neu/", reminders.follow_up_new, name="follow_up_new"),
    path(
        "<int:pk>/wiedervorlagen/<int:follow_up_pk>/erledigt/",
        reminders.follow_up_done,
        name="follow_up_done",
    ),
    path(
        "<int:pk>/wiedervorlagen/<int:follow_up_pk>/offen/",
        reminders.follow_up_reopen,
        name="follow_up_reopen",
    ),
    path("<int:pk>/notizen/", notes.note_list, name="notes"),
    path("<int:pk>/notizen/neu/", notes.note_new, name="note_new"),
    path("<int:pk>/notizen/<int:note_pk>/", notes.note_detail, name="note"),
    path("<int:pk>/notizen/<int:note_pk>/bearbeiten/", notes.note_edit, name="note_edit"),
    path("<int:pk>/notizen/<int:note_pk>/loeschen/", notes.note_delete, name="note_delete"),
    path(
        "<int:pk>/anvertraut/<slug:kind>/<int:entry_pk>/",
        entrusted.entrust,
        name="entrust",
    ),
    path(
        "<int:pk>/anvertraut/<slug:kind>/<int:entry_pk>/weitergeben/",
        entrusted.disclose,
        name="disclose",
    ),
]
