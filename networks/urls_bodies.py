"""Addresses of networks, their meetings, and of quality dialogues."""

from django.urls import path

from networks.views import dialogues, documents, meetings, minutes, networks

network_patterns = [
    path("", networks.network_list, name="network_list"),
    path("neu/", networks.network_new, name="network_new"),
    path("<int:pk>/", networks.network_detail, name="network_detail"),
    path("<int:pk>/bearbeiten/", networks.network_edit, name="network_edit"),
    path("<int:pk>/mitglieder/neu/", networks.member_new, name="member_new"),
    path("mitglieder/<int:pk>/bearbeiten/", networks.member_edit, name="member_edit"),
    path("mitglieder/<int:pk>/loeschen/", networks.member_remove, name="member_remove"),
    path("<int:pk>/treffen/neu/", meetings.meeting_new, name="meeting_new"),
    path("<int:pk>/treffen/reihe/", meetings.meeting_series, name="meeting_series"),
    path("treffen/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("treffen/<int:pk>/bearbeiten/", meetings.meeting_edit, name="meeting_edit"),
    path("treffen/<int:pk>/absagen/", meetings.meeting_cancel, name="meeting_cancel"),
    path("treffen/<int:pk>/einladen/", meetings.meeting_invite, name="meeting_invite"),
    path("treffen/<int:pk>/tagesordnung/", meetings.agenda_edit, name="agenda_edit"),
    path(
        "treffen/<int:pk>/tagesordnung/vorschlagen/",
        meetings.agenda_propose,
        name="agenda_propose",
    ),
    path("treffen/<int:pk>/protokoll/", minutes.minutes_edit, name="minutes_edit"),
    path("treffen/<int:pk>/protokoll/genehmigen/", minutes.minutes_approve, name="minutes_approve"),
    path("treffen/<int:pk>/protokoll/freigeben/", minutes.minutes_share, name="minutes_share"),
    path("treffen/<int:pk>/protokoll.pdf", minutes.minutes_pdf, name="minutes_pdf"),
    path("<int:pk>/dokumente/neu/", documents.document_new, name="document_new"),
    path(
        "treffen/<int:pk>/dokumente/neu/",
        documents.meeting_document_new,
        name="meeting_document_new",
    ),
    path("dokumente/<int:pk>/", documents.document_download, name="document_download"),
    path("dokumente/<int:pk>/bearbeiten/", documents.document_edit, name="document_edit"),
    path("dokumente/<int:pk>/loeschen/", documents.document_delete, name="document_delete"),
    path("aufgaben/<int:pk>/", minutes.task_follow_up, name="task_follow_up"),
]

dialogue_patterns = [
    path("", dialogues.dialogue_list, name="dialogue_list"),
    path("traeger/<int:pk>/", dialogues.provider_dialogues, name="provider_dialogues"),
    path("traeger/<int:pk>/rhythmus/", dialogues.dialogue_rhythm, name="dialogue_rhythm"),
    path("traeger/<int:pk>/neu/", dialogues.dialogue_new, name="dialogue_new"),
    path("<int:pk>/", dialogues.dialogue_detail, name="dialogue_detail"),
    path("<int:pk>/bearbeiten/", dialogues.dialogue_edit, name="dialogue_edit"),
    path("<int:pk>/ergebnisse/", dialogues.dialogue_record, name="dialogue_record"),
    path("<int:pk>/absagen/", dialogues.dialogue_cancel, name="dialogue_cancel"),
    path("<int:pk>/dokument.pdf", dialogues.dialogue_pdf, name="dialogue_pdf"),
    path("punkte/<int:pk>/", dialogues.point_follow_up, name="point_follow_up"),
]
