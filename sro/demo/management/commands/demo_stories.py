"""Tells half of the stories of the demo's families; started by `demo_data` beside its own half."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from sro.demo.families import making


class Command(BaseCommand):
    help = "Tells half of the stories of the demo's families; demo_data starts it."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented data belong into the demo only.")
        with translation.override(settings.LANGUAGE_CODE):
            making.tell_others()
