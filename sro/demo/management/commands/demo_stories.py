"""Tells half of the stories of the demo's families; started by `demo_data` beside its own half."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from sro.demo.families import making


class Command(BaseCommand):
    help = "Tells half of the stories of the demo's families; demo_data starts it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("now", help="when the other half began")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented data belong into the demo only.")
        with translation.override(settings.LANGUAGE_CODE):
            making.tell_others(datetime.fromisoformat(options["now"]))
