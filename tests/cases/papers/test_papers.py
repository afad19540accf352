"""Papers of a case: tagged, complete, German, calm with much text and with none."""

import io
import re
from dataclasses import replace
from itertools import pairwise

import pypdf
import pytest
from django.utils import translation

from cases.papers import (
    Recipient,
    decision_letter,
    family_plan,
    invitation,
    offers_handed_over,
    render_paper,
    support_plan,
)
from sro.ui.pdf import PdfError
from tests.cases.papers import specimens as given

PAPERS = {
    "support plan": (support_plan, given.PLAN, "Hilfeplan"),
    "empty plan": (support_plan, given.EMPTY_PLAN, "Hilfeplan"),
    "long plan": (support_plan, given.FORTY_GOALS, "Hilfeplan"),
    "family plan": (family_plan, given.FAMILY, "Was wir vorhaben"),
    "invitation": (invitation, given.INVITATION, "Einladung zum Hilfeplangespräch: Ada Beispiel"),
    "decision": (decision_letter, given.DECISION, "Bescheid über Ihre Hilfe: Ada Beispiel"),
    "offers": (offers_handed_over, given.OFFERS, "Angebote in Ihrer Nähe"),
}


def made(build, facts, **more):
    return pypdf.PdfReader(io.BytesIO(build(facts, sender=given.SENDER, now=given.NOW, **more)))


def text_of(document):
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def tags(document):
    """All structure elements in reading order, as tags."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict) and "/S" in node:
            found.append(node["/S"].removeprefix("/"))
            walk(node.get("/K", pypdf.generic.ArrayObject()))

    walk(document.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def bookmarks(document):
    found = []

    def walk(entries):
        for entry in entries:
            walk(entry) if isinstance(entry, list) else found.append(entry.title)

    walk(document.outline)
    return found


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_can_be_read_aloud(name):
    build, facts, title = PAPERS[name]
    document = made(build, facts)
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata.title == title
    assert document.metadata.author == "Beispielstadt"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    levels = [int(tag[1]) for tag in tags(document) if re.fullmatch("H[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))
    assert title in bookmarks(document)


@pytest.mark.parametrize("name", PAPERS)
def test_every_page_says_which_it_is(name):
    build, facts, _title = PAPERS[name]
    document = made(build, facts)
    count = len(document.pages)
    for number, page in enumerate(document.pages, 1):
        assert f"Seite {number} von {count}" in page.extract_text()


@pytest.mark.parametrize("name", PAPERS)
def test_a_draft_says_so_on_every_page(name):
    build, facts, _title = PAPERS[name]
    document = made(build, facts, draft=True)
    assert "noch nicht ausgestellt" in text_of(document)
    assert all("ENTWURF" in page.extract_text() for page in document.pages)
    assert "ENTWURF" not in text_of(made(build, facts))


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_facts_give_the_same_bytes_in_german(name):
    build, facts, _title = PAPERS[name]
    first = build(facts, sender=given.SENDER, now=given.NOW)
    with translation.override("en"):
        assert build(facts, sender=given.SENDER, now=given.NOW) == first


class TestSupportPlan:
    def test_says_everything_about_a_goal(self):
        text = text_of(made(support_plan, given.PLAN))
        for expected in (
            "Richtungsziel 1 Ada geht jeden Tag zur Schule",
            "Handlungsziel 1.2 Die Mutter weckt Ada",
            "Ziel von: Ada Beispiel · bis 31.05.2027",
            "Wecker kaufen Dana Beispiel 27.11.2026",
            "Im Klassenbuch stehen",
            "Großmutter Irma (bringt sie montags)",
            "Емил Пример (Vater): nicht einverstanden",
            "„Ich finde, eine andere Schule wäre besser.“",
            "Ein Frühstück in der Schule.",
            "Das wird geklärt.",
            "1. Fortschreibung, vereinbart",
        ):
            assert expected in text

    def test_goals_are_bookmarks_in_their_order(self):
        found = bookmarks(made(support_plan, given.PLAN))
        goals = [each for each in found if each.startswith(("Richtungsziel", "Handlungsziel"))]
        assert [each.split()[1] for each in goals] == ["1", "1.1", "1.2", "2", "2.1", "2.2"]

    def test_steps_are_a_table_with_a_head(self):
        found = tags(made(support_plan, given.PLAN))
        assert found.count("TH") >= 4
        assert "THead" in found

    def test_everyone_has_a_line_to_sign_on(self):
        document = made(support_plan, given.PLAN)
        text = text_of(document)
        assert text.count("Ort, Datum, Unterschrift") == len(given.SIGNERS)
        assert "Jo Vorbild, Träger Ährenfeld (erfunden) e. V." in text
        assert text_of(made(support_plan, given.EMPTY_PLAN)).count("Ort, Datum") == 4

    def test_letters_of_other_scripts_are_drawn(self):
        text = text_of(made(support_plan, given.PLAN))
        assert "Емил Пример" in text
        assert "□" not in text

    def test_what_is_missing_is_said(self):
        text = text_of(made(support_plan, given.EMPTY_PLAN))
        assert "Ziele Dazu ist noch nichts aufgeschrieben." in text
        assert "Hilfen" not in text

    def test_text_stays_text(self):
        markup = '#panic("x") *fett* $x^2$ <b> \\ = Titel'
        text = text_of(made(support_plan, replace(given.PLAN, need=markup)))
        assert markup in text


class TestFamilyPlan:
    def test_an_ordinary_plan_fits_on_one_page(self):
        document = made(family_plan, given.FAMILY)
        assert len(document.pages) == 1
        text = text_of(document)
        assert "Ada: stellt sich abends den Wecker. – bis 4. Dezember 2026" in text
        assert "Emil ist nicht einverstanden. Er möchte eine andere Schule." in text

    def test_a_long_plan_takes_another_page_instead_of_losing_something(self):
        goals = tuple(replace(given.FAMILY.goals[0], text=f"Ziel {n}") for n in range(20))
        document = made(family_plan, replace(given.FAMILY, goals=goals))
        assert len(document.pages) > 1
        assert all(f"Ziel {n} " in text_of(document) for n in range(20))

    def test_says_when_there_are_no_goals_yet(self):
        text = text_of(made(family_plan, replace(given.FAMILY, goals=())))
        assert "Wir haben noch keine Ziele vereinbart." in text


class TestLetters:
    def test_the_address_stands_in_the_window(self):
        document = made(invitation, given.INVITATION)
        places = {}

        def seen(text, place, _matrix, _font, _size):
            if text.strip():
                places.setdefault(text.strip(), (place[4], place[5]))

        document.pages[0].extract_text(visitor_text=seen)
        millimetre = 72 / 25.4
        # The window of an envelope shows 20–105 mm from the left and 45–90 mm from the top.
        for line in (given.SENDER.return_line, *given.RECIPIENT.lines):
            x, y = places[line]
            assert 20 < x / millimetre < 105
            assert 45 < 297 - y / millimetre < 90

    @pytest.mark.parametrize(
        ("build", "facts"), [(invitation, given.INVITATION), (decision_letter, given.DECISION)]
    )
    def test_a_protected_address_is_never_printed(self, build, facts):
        hidden = Recipient(lines=given.RECIPIENT.lines, by_hand=True)
        text = text_of(made(build, replace(facts, recipient=hidden)))
        assert "Wird persönlich übergeben Dana Beispiel" in text
        assert "Lindenweg" not in text

    def test_an_invitation_asks_for_consent(self):
        text = text_of(made(invitation, given.INVITATION))
        assert "Dürfen diese Personen dazukommen?" in text
        assert "Frau Lehr" in text
        nobody = replace(given.INVITATION, consent_needed=())
        assert "Dürfen diese Personen" not in text_of(made(invitation, nobody))

    def test_a_decision_needs_the_right_to_object(self):
        assert "Ihr Recht auf Widerspruch Gegen diesen" in text_of(
            made(decision_letter, given.DECISION)
        )
        with pytest.raises(ValueError, match="right to object"):
            made(decision_letter, replace(given.DECISION, remedy="  "))


def test_offers_say_how_to_get_there_and_name_nobody():
    text = text_of(made(offers_handed_over, given.OFFERS))
    for expected in ("Bus 12 bis Markt", "0123 4567", "Donnerstag auch", "Marktplatz 3"):
        assert expected in text
    assert "Beispiel " not in text


def test_an_unknown_template_is_refused():
    with pytest.raises(PdfError, match="no template"):
        render_paper("nothing.typ", {}, title="x", sender=given.SENDER, now=given.NOW)
