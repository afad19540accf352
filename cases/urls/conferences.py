"""Plan conferences, team consultation, decision."""

from __future__ import annotations

from django.urls import include, path

from cases.views import conference_steps, conferences, decisions

_PARTICIPANTS = [
    path("neu/", conference_steps.participant_new, name="participant_new"),
    path(
        "<int:participant_pk>/einwilligung/",
        conference_steps.participant_consent,
        name="participant_consent",
    ),
    path(
        "<int:participant_pk>/entfernen/",
        conference_steps.participant_remove,
        name="participant_remove",
    ),
]
_CONFERENCE = [
    path("", conferences.conference_detail, name="conference"),
    path("bearbeiten/", conferences.conference_edit, name="conference_edit"),
    path("einladen/", conference_steps.conference_invite, name="conference_invite"),
    path("festhalten/", conference_steps.conference_hold, name="conference_hold"),
    path("abschliessen/", conference_steps.conference_close, name="conference_close"),
    path("naechstes/", conference_steps.conference_next, name="conference_next"),
    path("absagen/", conference_steps.conference_cancel, name="conference_cancel"),
    path("teilnehmende/", include(_PARTICIPANTS)),
]
_CONFERENCES = [
    path("", conferences.conference_list, name="conference_list"),
    path("neu/", conferences.conference_new, name="conference_new"),
    path("<int:conference_pk>/", include(_CONFERENCE)),
]
_TEAM = [
    path("neu/", decisions.team_new, name="team_new"),
    path("<int:consultation_pk>/", decisions.team_detail, name="team_consultation"),
    path("<int:consultation_pk>/bearbeiten/", decisions.team_edit, name="team_edit"),
]
_DECISIONS = [
    path("neu/", decisions.decision_new, name="decision_new"),
    path("<int:decision_pk>/", decisions.decision_detail, name="decision"),
]

urlpatterns = [
    path("<int:pk>/hilfeplangespraeche/", include(_CONFERENCES)),
    path("<int:pk>/fachteam/", include(_TEAM)),
    path("<int:pk>/entscheidungen/", include(_DECISIONS)),
]
