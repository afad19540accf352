"""Keeps locale/de complete: `catalogue --update`, `--check`, `--compile`."""

import fcntl
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sro.ui import catalogue

PACKAGES = ("sro", "networks", "cases", "budgets", "reporting", "templates")
PO = settings.BASE_DIR / "locale" / "de" / "LC_MESSAGES" / "django.po"
SHOWN = 20
FRAGMENTS = settings.VAR_DIR / "po"


class Command(BaseCommand):
    help = "Updates, checks or compiles the German catalogue (locale/de)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_mutually_exclusive_group(required=True)
        actions.add_argument(
            "--update",
            action="store_true",
            help="take messages from the code and translations from var/po/*.po, then compile",
        )
        actions.add_argument(
            "--check",
            action="store_true",
            help="fail on missing, fuzzy, stale or wrongly filled entries",
        )
        actions.add_argument("--compile", action="store_true", help="write django.mo if need be")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["update"]:
            self.update(options)
        elif options["check"]:
            self.check_catalogue(options)
        else:
            self.compile()

    def update(self, options: dict[str, Any]) -> None:
        """Write the catalogue anew and say what is still to be translated."""
        messages = catalogue.extract(settings.BASE_DIR, PACKAGES)
        with _locked():
            # The last changed fragment wins, and every fragment over what was there before.
            fragments = sorted(FRAGMENTS.glob("*.po"), key=lambda path: path.stat().st_mtime)
            sources = [_read(path) for path in (PO, *fragments)]
            merged = catalogue.merge(messages, *sources)
            PO.parent.mkdir(parents=True, exist_ok=True)
            merged.save(str(PO))
            _compile(merged)
        for line in self._shown(catalogue.problems(messages, merged), options):
            self.stdout.write(line)
        self.stdout.write(f"{len(merged)} messages, {merged.percent_translated()} % translated")

    def check_catalogue(self, options: dict[str, Any]) -> None:
        """Fail with one line per problem."""
        messages = catalogue.extract(settings.BASE_DIR, PACKAGES)
        found = self._shown(catalogue.problems(messages, _read(PO)), options)
        if found:
            raise CommandError(
                "\n".join(found) + "\nThe German catalogue is not complete: `manage.py catalogue"
                " --update`, then translate in locale/de."
            )
        self.stdout.write(f"The German catalogue is complete ({len(messages)} messages).")

    @staticmethod
    def _shown(problems: Iterable[str], options: dict[str, Any]) -> list[str]:
        """Return the first problems, or all with --verbosity 2."""
        lines = list(problems)
        if options["verbosity"] > 1 or len(lines) <= SHOWN:
            return lines
        return [*lines[:SHOWN], f"… and {len(lines) - SHOWN} more (--verbosity 2 shows all)"]

    def compile(self) -> None:
        """Write django.mo where it is missing or older than django.po."""
        with _locked():
            compiled = PO.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < PO.stat().st_mtime:
                _compile(_read(PO))


def _read(path: Path) -> polib.POFile:
    """Return a catalogue; an empty one where there is no file."""
    if not path.exists():
        return polib.POFile()
    try:
        return polib.pofile(str(path), encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} is no valid catalogue: {error}") from error


def _compile(entries: polib.POFile) -> None:
    fresh = PO.with_suffix(".new")
    entries.save_as_mofile(str(fresh))
    fresh.replace(PO.with_suffix(".mo"))


@contextmanager
def _locked() -> Iterator[None]:
    """Let one process at a time write the catalogue."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "catalogue.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
