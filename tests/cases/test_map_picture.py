"""The drawn map: everything is there, readable, safe, and said in words too."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cases.pictures import resource_map_signs as signs
from cases.pictures.resource_map import NARROW, TIES, WIDE, Entry, ResourceMapPicture, Words
from cases.rules.mapping import AROUND, READING, RINGS, Spot

WORDS = Words(
    fields=dict.fromkeys(AROUND, "Feld") | {"social": "Menschen"},
    hints=dict.fromkeys(AROUND, "Frage"),
    rings={1: "nah", 2: "mittel", 3: "weiter weg"},
    ties={"strong": "stark", "weak": "schwach", "strained": "belastet", "": "unklar"},
    nothing="Noch leer.",
)
SVG = "{http://www.w3.org/2000/svg}"


def draw(*entries, form=WIDE, person="Ada", moving=False):
    picture = ResourceMapPicture(person, entries, WORDS, "Karte von Ada", moving, form)
    return picture, ET.fromstring(picture.svg("karte"))


def oma(**changes):
    values = {"key": "1", "name": "Oma Erna", "spot": Spot("social", 1), "tie": "strong"}
    return Entry(**values | changes)


def texts(root):
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("form", [WIDE, NARROW])
def test_a_map_shows_person_fields_rings_ties_and_resources(form):
    _picture, root = draw(oma(), form=form)
    shown = texts(root)
    for word in ("Ada", "Menschen", "nah", "mittel", "weiter weg", "stark", "belastet"):
        assert word in shown
    assert "Oma Erna" in shown
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "karte-title karte-desc"


def test_the_description_says_all_that_is_drawn():
    picture, root = draw(
        oma(), oma(key="2", name="Jobcenter", spot=Spot("infrastructure", 3), tie="strained")
    )
    assert picture.description == (
        "Menschen: Oma Erna (nah, stark). Feld: Jobcenter (weiter weg, belastet)."
    )
    assert root.find(f"{SVG}desc").text == picture.description
    assert draw()[0].description == "Noch leer."


def test_every_tie_has_a_line_of_its_own():
    styles = set()
    for tie in TIES:
        _picture, root = draw(oma(tie=tie))
        line = root.find(f".//{SVG}path[@data-tie='1']")
        styles.add((line.get("stroke-width"), line.get("stroke-dasharray"), "L" in line.get("d")))
        corners = line.get("d").count("L")
        assert (corners > 2) == (tie == "strained")
    assert len(styles) == len(TIES)


def test_every_field_has_a_colour_and_a_sign_of_its_own():
    assert len({signs.colour(field) for field in READING}) == 4
    assert len({signs.sign(field, 0, 0).split("<path")[1] for field in READING}) == 4
    grounds = {signs.tint(field, ring) for field in READING for ring in RINGS}
    assert len(grounds) == 12


def test_in_the_editor_resources_are_buttons_with_their_whole_name():
    long = "Familienzentrum am Park mit Elterncafé, Sprechstunde und Kleiderkammer im Hof"
    _picture, root = draw(oma(name=long), moving=True)
    assert root.get("role") == "group"
    thing = root.find(f".//{SVG}g[@role='button']")
    assert thing.get("aria-label") == f"{long} (nah, stark)"
    assert thing.get("tabindex") == "0"
    assert thing.get("data-key") == "1"
    assert 0 <= int(thing.get("data-angle")) < 90


def test_looking_alone_offers_no_buttons_but_the_whole_name():
    _picture, root = draw(oma())
    assert root.find(f".//{SVG}g[@role='button']") is None
    assert root.find(f".//{SVG}g[@class='map-thing']/{SVG}title").text == "Oma Erna (nah, stark)"


@example("/", WIDE)
@example("- / -", NARROW)
@settings(max_examples=40)
@given(st.text(max_size=120), st.sampled_from([WIDE, NARROW]))
def test_whatever_is_typed_is_drawn_as_text(name, form):
    _picture, root = draw(oma(name=name, key='"><script>'), form=form, person=name)
    known = {"svg", "g", "path", "rect", "circle", "ellipse", "text", "tspan", "title", "desc"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= known
    assert not any("style" in element.attrib for element in root.iter())


def test_where_words_find_no_room_numbers_stand_and_are_explained():
    crowd = [oma(key=str(n), name=f"Nachbarin Nummer {n} von nebenan") for n in range(30)]
    picture, root = draw(*crowd)
    numbers = [number for number, _entry in picture.numbered]
    assert numbers == list(range(1, 31))
    assert set(map(str, numbers)) <= set(texts(root))
    assert draw(oma())[0].numbered == []


def test_a_long_name_of_the_person_fits_its_circle():
    _picture, root = draw(person="Bartholomäus-Maximilian Freiherr von Musterhausen")
    text = next(t for t in root.iter(f"{SVG}text") if "Bartho" in "".join(t.itertext()))
    assert float(text.get("font-size")) < WIDE.radius * 0.34
