"""Addresses for keeping the registry true: rounds, and what institutions have answered."""

from django.urls import path

from networks.views import rounds, suggestions

entry_patterns = [
    path("pruefrunden/", rounds.round_list, name="round_list"),
    path("pruefrunden/neu/", rounds.round_new, name="round_new"),
    path("pruefrunden/neu/starten/", rounds.round_start, name="round_start"),
    path("pruefrunden/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("pruefrunden/<int:pk>/senden/", rounds.round_send, name="round_send"),
    path("pruefrunden/<int:pk>/beenden/", rounds.round_close, name="round_close"),
    path("korrekturen/", suggestions.suggestion_list, name="suggestion_list"),
    path("korrekturen/<int:pk>/", suggestions.suggestion_detail, name="suggestion_detail"),
    path(
        "korrekturen/<int:pk>/zuruecknehmen/",
        suggestions.suggestion_take_back,
        name="suggestion_take_back",
    ),
]
