"""Addresses of providers, agreements and the catalogue of support types."""

from django.urls import path

from networks.views import agreements, catalogue, focus, providers, rates

provider_patterns = [
    path("", providers.provider_list, name="provider_list"),
    path("neu/", providers.provider_new, name="provider_new"),
    path("<int:pk>/", providers.provider_detail, name="provider_detail"),
    path("<int:pk>/bearbeiten/", providers.provider_edit, name="provider_edit"),
    path("<int:pk>/beenden/", providers.provider_close, name="provider_close"),
    path("<int:pk>/loeschen/", providers.provider_delete, name="provider_delete"),
    path("<int:pk>/teams/neu/", providers.team_new, name="team_new"),
    path("teams/<int:pk>/bearbeiten/", providers.team_edit, name="team_edit"),
    path("teams/<int:pk>/loeschen/", providers.team_delete, name="team_delete"),
    path("schwerpunkte/", focus.focus_list, name="focus_list"),
    path("schwerpunkte/neu/", focus.focus_new, name="focus_new"),
    path("schwerpunkte/<int:pk>/bearbeiten/", focus.focus_edit, name="focus_edit"),
    path("schwerpunkte/<int:pk>/loeschen/", focus.focus_delete, name="focus_delete"),
    path("vereinbarungen/", agreements.agreement_list, name="agreement_list"),
    path("<int:pk>/vereinbarungen/neu/", agreements.agreement_new, name="agreement_new"),
    path("vereinbarungen/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("vereinbarungen/<int:pk>/bearbeiten/", agreements.agreement_edit, name="agreement_edit"),
    path("vereinbarungen/<int:pk>/loeschen/", agreements.agreement_delete, name="agreement_delete"),
    path("vereinbarungen/<int:pk>/entgelte/neu/", rates.rate_new, name="rate_new"),
    path("entgelte/", agreements.rate_list, name="rate_list"),
    path("entgelte/<int:pk>/bearbeiten/", rates.rate_edit, name="rate_edit"),
    path("entgelte/<int:pk>/neuer-betrag/", rates.rate_follow, name="rate_follow"),
    path("entgelte/<int:pk>/loeschen/", rates.rate_delete, name="rate_delete"),
]

catalogue_patterns = [
    path("", catalogue.support_type_list, name="support_type_list"),
    path("neu/", catalogue.support_type_new, name="support_type_new"),
    path("sgb-viii/", catalogue.support_type_legal, name="support_type_legal"),
    path("<int:pk>/bearbeiten/", catalogue.support_type_edit, name="support_type_edit"),
]
