"""The interface kit: each pattern once."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "sro.ui"
    label = "ui"
    verbose_name = _("Interface")

    def ready(self) -> None:
        # shared_task binds to the application that exists when a task module is imported.
        from sro import celery  # noqa: F401

        # Every app may register start-page sections and kinds of jobs in `start.py` and `jobs.py`.
        autodiscover_modules("start", "jobs")
        from sro.ui.imports import tasks  # noqa: F401 - registers its kinds of jobs
