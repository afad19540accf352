"""Finding and opening cases, consultation, offers handed over."""

from __future__ import annotations

from django.urls import path

from cases.views import case, consultations, lists, offers, opening

urlpatterns = [
    path("", lists.case_list, name="list"),
    path("neu/", opening.case_new, name="new"),
    path("neu/uebernehmen/", opening.case_new_for, name="new_for"),
    path("<int:pk>/", case.case_detail, name="case"),
    path("<int:pk>/beratungen/", consultations.consultations, name="consultations"),
    path("<int:pk>/beratungen/neu/", consultations.consultation_new, name="consultation_new"),
    path(
        "<int:pk>/beratungen/<int:consultation_pk>/bearbeiten/",
        consultations.consultation_edit,
        name="consultation_edit",
    ),
    path(
        "<int:pk>/beratungen/<int:consultation_pk>/loeschen/",
        consultations.consultation_delete,
        name="consultation_delete",
    ),
    path("<int:pk>/angebote/", offers.offers_handed, name="offers_handed"),
    path("<int:pk>/angebote/waehlen/", offers.offers, name="offers"),
    path("<int:pk>/angebote/uebergeben/", offers.offers_hand_over, name="offers_hand_over"),
    path(
        "<int:pk>/angebote/<int:handover_pk>/drucken/",
        offers.offers_print,
        name="offers_print",
    ),
    path(
        "<int:pk>/angebote/<int:handover_pk>/entfernen/",
        offers.offer_take_back,
        name="offer_take_back",
    ),
]
