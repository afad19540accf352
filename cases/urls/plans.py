"""Support plans."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from cases.views import plan_parts, plans

_PLAN = "<int:pk>/hilfeplaene/<int:plan_pk>/"

urlpatterns: list[URLPattern] = [
    path("<int:pk>/hilfeplaene/neu/", plans.plan_new, name="plan_new"),
    path(_PLAN, plans.plan_detail, name="plan"),
    path(f"{_PLAN}bearbeiten/", plans.plan_edit, name="plan_edit"),
    path(f"{_PLAN}rat/", plans.plan_advice, name="plan_advice"),
    path(f"{_PLAN}sozialraum/", plan_parts.plan_space, name="plan_space"),
    path(f"{_PLAN}zustimmung/", plan_parts.plan_consents, name="plan_consents"),
    path(f"{_PLAN}perspektive/", plan_parts.plan_sections, name="plan_sections"),
    path(f"{_PLAN}vereinbaren/", plans.plan_agree, name="plan_agree"),
    path(f"{_PLAN}in-kraft/", plans.plan_in_force, name="plan_in_force"),
    path(f"{_PLAN}fortschreiben/", plans.plan_next, name="plan_next"),
    path(f"{_PLAN}verwerfen/", plans.plan_discard, name="plan_discard"),
    path(f"{_PLAN}vergleich/", plan_parts.plan_compare, name="plan_compare"),
    path(f"{_PLAN}auswertung/", plan_parts.plan_review, name="plan_review"),
    path(f"{_PLAN}schritte/<int:step_pk>/erledigt/", plan_parts.step_done, name="plan_step_done"),
]
