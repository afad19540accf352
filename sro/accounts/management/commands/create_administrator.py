"""python manage.py create_administrator EMAIL NAME ADDRESS: an installation's first account."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sro.accounts.services.administrators import create_first_administrator
from sro.accounts.services.invitations import password_link


class Command(BaseCommand):
    help = "Creates the first administrator and prints the link that sets the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read who it is and where the installation answers."""
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("address", help="such as https://sro.example")

    def handle(self, *args, email: str, name: str, address: str, **options) -> None:
        """Create the account; it has no password until the link was used."""
        try:
            user = create_first_administrator(email=email, display_name=name, now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write("Open this address to set the password:")
        self.stdout.write(password_link(user, base_url=address))
