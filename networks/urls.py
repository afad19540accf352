"""Addresses of the registry under /sozialraum/."""

from django.urls import include, path

from networks.urls_bodies import dialogue_patterns, network_patterns
from networks.urls_entries import entry_patterns
from networks.urls_needs import need_patterns
from networks.urls_places import place_patterns
from networks.urls_projects import project_patterns
from networks.urls_providers import catalogue_patterns, provider_patterns
from networks.views import (
    boundaries,
    categories,
    districts,
    home,
    institutions,
    maps,
    offers,
    proposals,
    search,
    spaces,
)

app_name = "networks"
urlpatterns = [
    path("", home.home, name="home"),
    path("kommune/", home.municipality_edit, name="municipality_edit"),
    path("karte/", maps.overview, name="map"),
    # --- districts and social spaces ----------------------------------------------------------
    path("bezirke/", districts.district_list, name="district_list"),
    path("bezirke/neu/", districts.district_new, name="district_new"),
    path("bezirke/<int:pk>/", districts.district_detail, name="district_detail"),
    path("bezirke/<int:pk>/karte/", maps.district_map, name="district_map"),
    path("bezirke/<int:pk>/bearbeiten/", districts.district_edit, name="district_edit"),
    path("bezirke/<int:pk>/loeschen/", districts.district_delete, name="district_delete"),
    path("sozialraeume/", spaces.space_list, name="space_list"),
    path("sozialraeume/neu/", spaces.space_new, name="space_new"),
    path("sozialraeume/<int:pk>/", spaces.space_detail, name="space_detail"),
    path("sozialraeume/<int:pk>/karte/", maps.space_map, name="space_map"),
    path("sozialraeume/<int:pk>/bearbeiten/", spaces.space_edit, name="space_edit"),
    path("sozialraeume/<int:pk>/loeschen/", spaces.space_delete, name="space_delete"),
    path("", include(place_patterns)),
    path("grenzen/import/", boundaries.boundary_import, name="boundary_import"),
    path("grenzen/import/<str:token>/", boundaries.boundary_check, name="boundary_check"),
    path("grenzen/<int:pk>/loeschen/", boundaries.boundary_delete, name="boundary_delete"),
    # --- institutions and offers --------------------------------------------------------------
    path("einrichtungsarten/", categories.category_list, name="category_list"),
    path("einrichtungsarten/neu/", categories.category_new, name="category_new"),
    path("einrichtungsarten/<int:pk>/bearbeiten/", categories.category_edit, name="category_edit"),
    path(
        "einrichtungsarten/<int:pk>/loeschen/", categories.category_delete, name="category_delete"
    ),
    path("einrichtungen/", institutions.institution_list, name="institution_list"),
    path("einrichtungen/neu/", institutions.institution_new, name="institution_new"),
    path("einrichtungen/export/", institutions.institution_export, name="institution_export"),
    path("einrichtungen/<int:pk>/", institutions.institution_detail, name="institution_detail"),
    path(
        "einrichtungen/<int:pk>/bearbeiten/",
        institutions.institution_edit,
        name="institution_edit",
    ),
    path(
        "einrichtungen/<int:pk>/loeschen/",
        institutions.institution_delete,
        name="institution_delete",
    ),
    path(
        "einrichtungen/<int:pk>/pruefen/",
        institutions.institution_verify,
        name="institution_verify",
    ),
    path("einrichtungen/<int:pk>/angebote/neu/", offers.offer_new, name="offer_new"),
    path("angebote/", offers.offer_list, name="offer_list"),
    path("angebote/export/", offers.offer_export, name="offer_export"),
    path("angebote/<int:pk>/", offers.offer_detail, name="offer_detail"),
    path("angebote/<int:pk>/bearbeiten/", offers.offer_edit, name="offer_edit"),
    path("angebote/<int:pk>/loeschen/", offers.offer_delete, name="offer_delete"),
    path("angebote/<int:pk>/pruefen/", offers.offer_verify, name="offer_verify"),
    # --- what was found in a case and may help others --------------------------------------------
    path("vorschlaege/", proposals.proposal_list, name="proposal_list"),
    path("vorschlaege/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path(
        "vorschlaege/<int:pk>/uebernehmen/",
        proposals.proposal_take_over,
        name="proposal_take_over",
    ),
    path("vorschlaege/<int:pk>/gelesen/", proposals.proposal_read, name="proposal_read"),
    path("vorschlaege/<int:pk>/ablehnen/", proposals.proposal_decline, name="proposal_decline"),
    path(
        "vorschlaege/<int:pk>/verknuepfen/<int:institution_pk>/",
        proposals.proposal_link,
        name="proposal_link",
    ),
    # --- providers, agreements, rates, support types ------------------------------------------
    path("bedarfe/", include(need_patterns)),
    *entry_patterns,
    path("traeger/", include(provider_patterns)),
    path("hilfearten/", include(catalogue_patterns)),
    # --- networks, meetings, quality dialogues ------------------------------------------------
    path("netzwerke/", include(network_patterns)),
    path("qualitaetsdialoge/", include(dialogue_patterns)),
    path("projekte/", include(project_patterns)),
    # --- search over everything ---------------------------------------------------------------
    path("suche/", search.search, name="search"),
    path("suche/vorschlaege/", search.suggestions, name="search_suggestions"),
]
