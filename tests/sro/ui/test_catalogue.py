"""Messages are found as GNU gettext finds them, and every fault of a translation is named."""

import os
import subprocess
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation.template import templatize

from sro.ui import catalogue
from sro.ui.catalogue import Message
from sro.ui.management.commands import catalogue as command

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy
a = _("plain")
b = gettext_lazy("joined " "text")
c = ngettext("%(n)s case", "%(n)s cases", 3)
d = pgettext_lazy("month", "May")
e = _(variable)
f = _("May (not the month)")
"""
TEMPLATE = """
{% load i18n %}{% translate "Title" %} {% translate "May" context "month" %}
{% blocktranslate count n=rows|length trimmed %}
    {{ n }} row
{% plural %}
    {{ n }} rows
{% endblocktranslate %}
{{ value|default:_("none (yet)") }} {# Translators: no message #}
{% comment %}{% translate "hidden" %}{% endcomment %}
"""


def test_messages_of_python():
    assert set(catalogue.in_python(PYTHON)) == {
        Message("plain"),
        Message("joined text"),
        Message("%(n)s case", plural="%(n)s cases"),
        Message("May", context="month"),
        Message("May (not the month)"),
    }


def test_messages_of_a_template():
    assert set(catalogue.in_template(TEMPLATE)) == {
        Message("Title"),
        Message("May", context="month"),
        Message("%(n)s row", plural="%(n)s rows"),
        Message("none (yet)"),
    }


@pytest.mark.needs_program("xgettext")
def test_gnu_gettext_finds_the_same_in_the_whole_project(tmp_path):
    root = settings.BASE_DIR
    files = []
    for number, path in enumerate(catalogue.source_files(root, command.PACKAGES)):
        text = path.read_text(encoding="utf-8")
        copy = tmp_path / f"{number}.py"
        copy.write_text(text if path.suffix == ".py" else templatize(text), encoding="utf-8")
        files.append(copy.name)
    keywords = ["gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2"]
    keywords += ["npgettext:1c,2,3", "pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3"]
    subprocess.run(
        [
            *("xgettext", "--language=Python", "--from-code=UTF-8", "--output=all.pot"),
            *(f"--keyword={keyword}" for keyword in keywords),
            *files,
        ],
        cwd=tmp_path,
        check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    theirs = {catalogue.message_of(e) for e in polib.pofile(str(tmp_path / "all.pot"))}
    assert set(catalogue.extract(root, command.PACKAGES)) == theirs


def test_a_plural_serves_its_singular(tmp_path: Path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a.py").write_text('_("row")\nngettext("row", "rows", 2)\n')
    assert catalogue.extract(tmp_path, ["app"]) == {Message("row", plural="rows"): ["app/a.py"]}


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Hi %(who)s", msgstr="Hallo %(who)s"), None),
        (polib.POEntry(msgid="Hi %(who)s", msgstr=""), "not translated"),
        (polib.POEntry(msgid="Hi %(who)s", msgstr="Hallo"), "placeholders"),
        (polib.POEntry(msgid="Hi %(who)s", msgstr="Hallo %(who)s", flags=["fuzzy"]), "fuzzy"),
        (polib.POEntry(msgid="Bye", msgstr="Tschüs"), "stale"),
        (polib.POEntry(msgid="Bye", msgstr="Tschüs"), "missing"),
    ],
)
def test_faults_are_named(entry, fault):
    found = list(catalogue.problems({Message("Hi %(who)s"): ["a.html"]}, [entry]))
    assert any(fault in line for line in found) if fault else found == []


def test_a_later_translation_wins_and_old_messages_go():
    first = [polib.POEntry(msgid="a", msgstr="alt"), polib.POEntry(msgid="gone", msgstr="weg")]
    second = [polib.POEntry(msgid="a", msgstr="neu"), polib.POEntry(msgid="b", msgstr="")]
    merged = catalogue.merge({Message("a"): ["x.py"], Message("b"): ["x.py"]}, first, second)
    assert {entry.msgid: entry.msgstr for entry in merged} == {"a": "neu", "b": ""}


def test_the_command_updates_checks_and_compiles(tmp_path, monkeypatch, capsys):
    source = tmp_path / "app"
    source.mkdir()
    (source / "a.py").write_text('_("Good day")')
    fragments = tmp_path / "fragments"
    fragments.mkdir()
    monkeypatch.setattr(command, "PACKAGES", ("app",))
    monkeypatch.setattr(command, "PO", tmp_path / "locale" / "django.po")
    monkeypatch.setattr(command, "FRAGMENTS", fragments)
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)

    call_command("catalogue", "--update")
    assert "app/a.py: not translated: 'Good day'" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Good day"):
        call_command("catalogue", "--check")

    (fragments / "a.po").write_text('msgid "Good day"\nmsgstr "Guten Tag"\n')
    call_command("catalogue", "--update")
    call_command("catalogue", "--check")
    (tmp_path / "locale" / "django.mo").unlink()
    call_command("catalogue", "--compile")
    compiled = polib.mofile(str(tmp_path / "locale" / "django.mo"))
    assert [(entry.msgid, entry.msgstr) for entry in compiled] == [("Good day", "Guten Tag")]
