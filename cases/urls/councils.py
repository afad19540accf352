"""Family group conferences: from the case, and for those who coordinate."""

from __future__ import annotations

from django.urls import include, path

from cases.views import council_plans, council_steps, councils

_COUNCIL = [
    path("", councils.council_detail, name="council"),
    path("bearbeiten/", councils.council_edit, name="council_edit"),
    path("koordination/", councils.council_coordinator, name="council_coordinator"),
    path("koordinationsperson/", councils.council_person, name="council_person"),
    path("antwort-der-familie/<str:answer>/", council_steps.council_family, name="council_family"),
    path("vorgespraeche/neu/", council_steps.council_talk_new, name="council_talk_new"),
    path("gaeste/neu/", council_steps.council_guest_new, name="council_guest_new"),
    path(
        "gaeste/<int:guest_pk>/entfernen/",
        council_steps.council_guest_remove,
        name="council_guest_remove",
    ),
    path(
        "gaeste/<int:guest_pk>/einladung/",
        council_steps.council_invitation,
        name="council_invitation",
    ),
    path("termin/", council_steps.council_day, name="council_day"),
    path("termin.ics", council_steps.council_calendar, name="council_calendar"),
    path("einladen/", council_steps.council_invite, name="council_invite"),
    path("festhalten/", council_steps.council_hold, name="council_hold"),
    path("plan/", council_plans.council_plan, name="council_plan"),
    path("plan/pdf/", council_plans.council_pdf, name="council_pdf"),
    path("plan/antwort/", council_plans.council_answer, name="council_answer"),
    path("plan/ueberarbeiten/", council_plans.council_revise, name="council_revise"),
    path("plan/uebernehmen/", council_plans.council_take_over, name="council_take_over"),
    path(
        "plan/uebernehmen/<int:plan_pk>/zurueck/",
        council_plans.council_take_back,
        name="council_take_back",
    ),
    path("gespraech/", council_plans.talk_council, name="talk_council"),
    path("folgetreffen/neu/", council_plans.council_meeting_new, name="council_meeting_new"),
    path("beenden/", council_plans.council_end, name="council_end"),
]

# Under /familienraete/: one address for the office and for whoever coordinates.
urlpatterns = [
    path("", councils.council_list, name="council_list"),
    path("<int:pk>/", include(_COUNCIL)),
]

# Under /faelle/: where one begins.
case_urlpatterns = [path("<int:pk>/familienrat/neu/", councils.council_new, name="council_new")]
