"""Codes become sentences; nothing a colleague logs stays without words."""

import ast

import pytest
from django.conf import settings
from django.utils import translation

from sro import access
from sro.audit import words
from sro.audit.detail_words import DETAILS
from sro.audit.models import Entry, Kind


def entry(kind=Kind.ACTION, action="", object_type="", object_id="", **details) -> Entry:
    return Entry(
        kind=kind, action=action, object_type=object_type, object_id=object_id, details=details
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            entry(Kind.ACTION, "membership.approved", "accounts.Membership", "12"),
            "hat Zugehörigkeit 12 freigegeben",
        ),
        (entry(Kind.ACTION, "user.created", "accounts.User", "3"), "hat Person 3 angelegt"),
        (
            entry(Kind.ACTION, "user.closed", "accounts.User", "3"),
            "hat das Konto geschlossen: Person 3",
        ),
        (entry(Kind.ACTION, "updated", "accounts.User", "3"), "hat Person 3 geändert"),
        (entry(Kind.ACTION, "etwas.getan"), "hat „etwas.getan“ ausgeführt: –"),
        (entry(Kind.ACTION, "weg.deleted", "weg.Gone", "1"), "hat weg.Gone 1 gelöscht"),
        (entry(Kind.READ, "view", "accounts.User", "3"), "hat Person 3 angesehen"),
        (entry(Kind.EXPORT, "export.benutzer", model="accounts.User"), "hat ausgeleitet: Person"),
        (entry(Kind.EXPORT, "export.x"), "hat ausgeleitet: export.x"),
        (entry(Kind.DENIAL, "add", "accounts.User"), "wurde abgewiesen beim Anlegen: Person"),
        (entry(Kind.DENIAL, "export"), "wurde abgewiesen beim Mitnehmen"),
        (entry(Kind.DENIAL, "etwas"), "wurde abgewiesen: etwas"),
        (entry(Kind.LOGIN, "login"), "hat sich angemeldet"),
        (entry(Kind.LOGIN_FAILED, "login"), "hat vergeblich versucht, sich anzumelden"),
        (entry(Kind.SECURITY, "password.changed"), "hat das eigene Passwort geändert"),
    ],
)
def test_a_line_is_a_sentence(line, sentence):
    with translation.override("de"):
        assert words.sentence(line) == sentence


def test_every_action_of_the_access_table_can_be_refused_in_words():
    actions = {
        action for rules in access.TABLE.values() for rule in rules for action in rule.actions
    }
    # What accounts refuse to people about themselves stands outside the table.
    for action in actions | {"deactivate", "reactivate", "end_sessions", "change_profile"}:
        with translation.override("de"):
            said = words.sentence(entry(Kind.DENIAL, action, "accounts.User"))
        assert said.startswith("wurde abgewiesen beim "), action
        assert action not in said.split()


def logged_codes() -> set[str]:
    """Return every action code that is written out in a call of the trail."""
    codes = set()
    for package in ("sro", "networks", "budgets", "cases", "reporting"):
        for path in (settings.BASE_DIR / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                    "trail.record",
                    "trail.record_read",
                }:
                    values = [*node.args, *(k.value for k in node.keywords if k.arg == "action")]
                    codes |= {
                        value.value
                        for value in values
                        if isinstance(value, ast.Constant) and "." in str(value.value)
                    }
    return codes


def test_every_code_that_is_logged_has_a_sentence():
    with translation.override("de"):
        mute = {code for code in logged_codes() if "„" in words.sentence(entry(action=code))}
    assert logged_codes()
    assert not mute, "register a sentence with sro.audit.words.register"


def logged_particulars() -> set[str]:
    """Return the name of every particular that is written out in a call of the trail."""
    names = set()
    for package in ("sro", "networks", "budgets", "cases", "reporting"):
        for path in (settings.BASE_DIR / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in LOGGING:
                    names |= {each.arg for each in node.keywords if each.arg}
    return names - {"now", "today", "request", "kind", "actor", "action", "verb"}


LOGGING = {"trail.record", "trail.record_read", "trail.record_export", "record_export"}


def test_every_particular_that_is_logged_has_a_word():
    assert logged_particulars() > {"case", "rows", "fields"}
    assert logged_particulars() - set(DETAILS) == set()


def test_fields_are_named_as_in_forms():
    line = entry(object_type="networks.Project", fields=["title", "starts_on", "weg"])
    with translation.override("de"):
        [(_name, fields)] = words.detail_rows(line)
    assert fields == "Titel, beginnt am, weg"


def test_an_app_may_bring_its_own_words(monkeypatch):
    monkeypatch.setattr(words, "_SENTENCES", dict(words._SENTENCES))
    words.register("tea.brewed", "brewed tea for %(object)s")
    line = entry(action="tea.brewed", object_type="accounts.User", object_id="3")
    with translation.override("en"):
        assert words.sentence(line) == "brewed tea for User 3"


def test_particulars_are_words_too():
    line = entry(role="planner", model="accounts.User", fields=["a", "b"], seltsam="x", until="")
    with translation.override("de"):
        assert words.detail_rows(line) == [
            ("Rolle", "Jugendhilfeplanung"),
            ("Liste", "Person"),
            ("Felder", "a, b"),
            ("seltsam", "x"),
            ("Gilt nicht mehr ab", "–"),
        ]


def test_a_line_names_its_person_or_says_why_not():
    with translation.override("de"):
        assert words.who(Entry(actor_name="Ada")) == "Ada"
        assert words.who(Entry(kind=Kind.LOGIN_FAILED)) == "unbekannt"
        assert words.who(Entry(kind=Kind.ACTION)) == "automatisch"
        assert words.role_words(Entry(roles="auditor planner")) == (
            "Datenschutzprüfung, Jugendhilfeplanung"
        )
