"""Addresses of projects, below /sozialraum/projekte/."""

from django.urls import path

from networks.views import project_parts, projects

project_patterns = [
    path("", projects.project_list, name="project_list"),
    path("neu/", projects.project_new, name="project_new"),
    path("<int:pk>/", projects.project_detail, name="project_detail"),
    path("<int:pk>/bearbeiten/", projects.project_edit, name="project_edit"),
    path("<int:pk>/bericht/", projects.project_paper, name="project_report"),
    path("<int:pk>/schritt/<slug:word>/", projects.project_step, name="project_step"),
    path("<int:pk>/termine/", project_parts.sessions, name="project_sessions"),
    path("<int:pk>/ergebnis/", project_parts.outcome, name="project_outcome"),
    path("<int:pk>/meilensteine/neu/", project_parts.milestone_new, name="milestone_new"),
    path("<int:pk>/einschaetzung/", project_parts.judgement_new, name="judgement_new"),
    path("meilensteine/<int:pk>/", project_parts.milestone_edit, name="milestone_edit"),
    path(
        "meilensteine/<int:pk>/loeschen/", project_parts.milestone_delete, name="milestone_delete"
    ),
    path("termine/<int:pk>/", project_parts.session_edit, name="session_edit"),
    path("termine/<int:pk>/loeschen/", project_parts.session_delete, name="session_delete"),
    path("einschaetzungen/<int:pk>/", project_parts.judgement_edit, name="judgement_edit"),
    path(
        "einschaetzungen/<int:pk>/loeschen/",
        project_parts.judgement_delete,
        name="judgement_delete",
    ),
]
