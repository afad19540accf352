"""`python manage.py demo_data`: fill an empty office with Berlin's figures and invented people."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from sro.access import Role
from sro.accounts.models import User
from sro.demo import budget, people, providers, registry


class Command(BaseCommand):
    help = "Create the demo's data with the product's services. May be repeated and interrupted."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        with translation.override("de"):
            self._say("Menschen …")
            people.create_office(now)
            self._say("Bezirke, Sozialräume und ihre Grenzen …")
            registry.create_areas(now, self._person(Role.ADMINISTRATOR))
            self._say("Einrichtungen …")
            planner, controller = self._person(Role.PLANNER), self._person(Role.CONTROLLER)
            registry.create_institutions(now, planner)
            self._say("Träger …")
            providers.create(now, planner, controller)
            people.create(now)
            self._say("Haushalt …")
            budget.create(now)
        self._say("Die Daten sind da.")

    def _person(self, role: Role) -> User:
        return User.objects.filter(memberships__role=role, is_active=True).order_by("pk")[0]

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
