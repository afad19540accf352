"""The pages of an import, from the empty form to the report."""

import io
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from networks.models import SupportType
from sro.access import Role
from sro.ui.imports import tasks
from sro.ui.models import ImportFile, ImportJob, ImportState
from sro.ui.services import imports
from tests.people import person
from tests.sro.ui.imports.conftest import CHANGED, NEW, SAME, file_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(planner, existing) -> Client:
    client = Client()
    client.force_login(planner)
    return client


def upload(client: Client, content: bytes, key: str = "support-types", **more):
    return client.post(
        reverse("ui:import_new", args=[key]),
        {"file": SimpleUploadedFile("hilfen.csv", content), "number_format": "", **more},
        follow=True,
    )


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_form_names_the_columns_and_offers_a_template(client):
    page = text(client.get(reverse("ui:import_new", args=["support-types"])))
    assert "Einlesen: Hilfearten" in page
    assert "Grundlage" in page
    assert "Paragraf" in page
    response = client.get(reverse("ui:import_template", args=["support-types"]))
    assert b"".join(response.streaming_content).decode("utf-8-sig") == (
        "Kürzel;Name;Grundlage;Form;Platz\r\n34;Heimerziehung;;;\r\n"
    )


def test_the_whole_way_of_a_file(client, planner):
    response = upload(client, file_of(SAME[0], NEW, CHANGED))
    job = ImportJob.objects.get()
    assert response.redirect_chain == [(reverse("ui:import", args=[job.pk]), 302)]
    page = text(response)
    for words in (
        "Noch wurde nichts geändert. Das würde geschehen:",
        "1 neue Zeile",
        "1 geänderte Zeile",
        "1 Zeile, die bleibt, wie sie ist",
        "bisher: Heim",
        "Jetzt einlesen",
        "Semikolon",
    ):
        assert words in page
    assert SupportType.objects.count() == 2

    response = client.post(reverse("ui:import_confirm", args=[job.pk]), follow=True)
    page = text(response)
    assert "2 Zeilen wurden vollständig eingelesen." in page
    assert "Die Datei ist vollständig eingelesen." in page
    assert "Jetzt einlesen" not in page
    assert SupportType.objects.get(code="34").name == "Heimerziehung"

    again = upload(client, file_of(SAME[0], NEW, CHANGED))
    assert "Diese Datei ist bereits eingelesen; es ändert sich nichts." in text(again)
    assert "Jetzt einlesen" not in text(again)
    listed = text(client.get(reverse("ui:imports")))
    assert "Hilfearten" in listed
    assert "hilfen.csv" in listed


def test_errors_are_shown_with_their_place_and_nothing_can_be_confirmed(client):
    page = text(upload(client, file_of(NEW, "32;<b>Gruppe</b>;;teils")))
    assert "2 Stellen müssen zuerst berichtigt werden. Es wurde nichts geändert." in page
    assert "Dieser Wert fehlt noch." in page
    assert "Dieser Wert ist hier nicht bekannt. Möglich sind: ambulant, stationär." in page
    assert "<b>Gruppe</b>" not in page
    assert "Jetzt einlesen" not in page
    job = ImportJob.objects.get()
    client.post(reverse("ui:import_confirm", args=[job.pk]))
    assert SupportType.objects.count() == 2


def test_more_errors_than_are_shown_are_counted(client):
    page = text(upload(client, file_of(*(["1;;;"] * 300))))
    assert "Die ersten 200 von 900 werden gezeigt." in page
    assert "900 Stellen müssen zuerst berichtigt werden." in page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04", "Diese Datei ist nicht CSV, sondern ZIP"),
        (b"Name;Wert\n1;2\n", "Es fehlen Spalten: Kürzel, Grundlage, Form."),
        (
            file_of("1;M") + b"\xfcller;x;ambulant\n",
            "Zeile 3 enthält Zeichen, die sich nicht lesen",
        ),
    ],
)
def test_files_that_cannot_be_used_say_why(client, content, says):
    assert says in text(upload(client, content))


def test_an_empty_file_returns_to_the_form(client):
    response = upload(client, b"")
    assert response.status_code == 422
    assert "Die Datei ist leer." in text(response)
    assert not ImportJob.objects.exists()


def test_a_form_without_a_file_returns_to_the_form(client):
    response = client.post(reverse("ui:import_new", args=["support-types"]), {})
    assert response.status_code == 422
    assert "Bitte wählen Sie eine Datei." in text(response)


def test_discarding_removes_the_file(client):
    upload(client, file_of(NEW))
    job = ImportJob.objects.get()
    page = text(client.post(reverse("ui:import_discard", args=[job.pk]), follow=True))
    assert "Diese Datei wurde verworfen. Es wurde nichts geändert." in page
    assert not ImportFile.objects.exists()
    page = text(client.post(reverse("ui:import_confirm", args=[job.pk]), follow=True))
    assert "schon eingelesen oder verworfen" in page


def test_unclear_numbers_are_asked_about(client, monkeypatch):
    header = "Kürzel;Name;Grundlage;Form;Platz"
    rows = ("31;Eins;§ 31;ambulant;1,000", "32;Zwei;§ 32;ambulant;2.000")
    page = text(upload(client, file_of(*rows, header=header)))
    assert "Bei „Platz“ lässt sich nicht erkennen" in page
    job = ImportJob.objects.get()
    client.post(reverse("ui:import_numbers", args=[job.pk]), {"number_format": "german"})
    job.refresh_from_db()
    assert job.number_format == "german"
    assert [(each.line, each.value) for each in job.errors] == [(3, "2.000")]


def test_a_stale_preview_is_shown_anew(client):
    upload(client, file_of(CHANGED))
    job = ImportJob.objects.get()
    SupportType.objects.filter(code="34").update(name="Wohngruppe")
    page = text(client.post(reverse("ui:import_confirm", args=[job.pk]), follow=True))
    assert "Die Daten haben sich seit der Vorschau geändert" in page
    assert "bisher: Wohngruppe" in page


def test_large_files_go_through_the_page_of_the_job(client, monkeypatch):
    monkeypatch.setattr(imports, "DIRECT_BYTES", 0)
    response = upload(client, file_of(NEW))
    job = ImportJob.objects.get()
    job_page = reverse("ui:job", args=[job.job_id])
    assert response.redirect_chain == [(job_page, 302)]
    detail = reverse("ui:import", args=[job.pk])
    assert client.get(detail).url == job_page
    tasks.import_check(job.job_id)
    assert "1 neue Zeile" in text(client.get(detail))
    response = client.post(reverse("ui:import_confirm", args=[job.pk]))
    job.refresh_from_db()
    assert response.url == reverse("ui:job", args=[job.job_id])
    tasks.import_apply(job.job_id)
    assert "Die Datei ist vollständig eingelesen." in text(client.get(detail))


def test_an_unchecked_file_can_be_checked_again(client, monkeypatch):
    monkeypatch.setattr(imports, "DIRECT_BYTES", 0)
    upload(client, file_of(NEW))
    ImportJob.objects.update(job=None, reason="Die Arbeit wurde unterbrochen.")
    job = ImportJob.objects.get()
    page = text(client.get(reverse("ui:import", args=[job.pk])))
    assert "Die Arbeit wurde unterbrochen." in page
    assert "Diese Datei ist noch nicht geprüft." in page
    monkeypatch.undo()
    job.refresh_from_db()


class TestRights:
    def test_pages_need_the_right(self, client, planner):
        upload(client, file_of(NEW))
        job = ImportJob.objects.get()
        stranger = Client()
        stranger.force_login(person(Role.PLANNER))
        for name in ("import", "import_confirm", "import_discard", "import_numbers"):
            address = reverse(f"ui:{name}", args=[job.pk])
            method = stranger.get if name == "import" else stranger.post
            assert method(address).status_code == 404
        auditor = Client()
        auditor.force_login(person(Role.AUDITOR))
        assert auditor.get(reverse("ui:imports")).status_code == 403
        for name in ("import_new", "import_template"):
            address = reverse(f"ui:{name}", args=["support-types"])
            assert auditor.get(address).status_code == 403
            assert client.get(reverse(f"ui:{name}", args=["no-such"])).status_code == 404

    def test_an_administrator_looks_and_does_not_touch(self, client):
        upload(client, file_of(NEW))
        job = ImportJob.objects.get()
        administrator = Client()
        administrator.force_login(person(Role.ADMINISTRATOR))
        page = text(administrator.get(reverse("ui:import", args=[job.pk])))
        assert "1 neue Zeile" in page
        assert "Jetzt einlesen" not in page
        for name in ("import_confirm", "import_discard", "import_numbers"):
            response = administrator.post(reverse(f"ui:{name}", args=[job.pk]))
            assert response.status_code == 403
        job.refresh_from_db()
        assert job.state == ImportState.CHECKED

    @pytest.mark.parametrize("name", ["import_confirm", "import_discard", "import_numbers"])
    def test_steps_are_not_taken_by_looking(self, client, name):
        upload(client, file_of(NEW))
        job = ImportJob.objects.get()
        assert client.get(reverse(f"ui:{name}", args=[job.pk])).status_code == 405


class Body(io.RawIOBase):
    """The body of an upload of a given size, made up while it is read."""

    def __init__(self, start: bytes, size: int) -> None:
        self._start, self._left, self.taken = start, size, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = self._left if size < 0 else min(size, self._left)
        part = (self._start + b"1;2\n" * (size // 4 + 1))[:size]
        self._start = self._start[size:]
        self._left -= size
        self.taken += size
        return part


def post_body(client: Client, size: int) -> tuple:
    start = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        b"Content-Type: text/csv\r\n\r\n"
    )
    body = Body(start, size)
    response = client.generic(
        "POST",
        reverse("ui:import_new", args=["support-types"]),
        **{
            "wsgi.input": body,
            "CONTENT_LENGTH": str(size),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
        },
    )
    return response, body


def test_a_file_of_200_megabytes_is_refused_without_being_kept(client):
    # The body is first touched where the token of the form is looked for.
    client.handler.enforce_csrf_checks = True
    client.cookies["csrftoken"] = "a" * 32
    post_body(client, 10**12)  # loads addresses and templates, which take memory of their own
    tracemalloc.start()
    response, body = post_body(client, 200 * 1024 * 1024)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert response.status_code == 413
    assert "Die Datei ist zu groß" in text(response)
    assert "bis zu 50 MB" in text(response)
    assert body.taken == 200 * 1024 * 1024  # a browser shows the page only when it could send all
    assert most < 20 * 1024 * 1024
    assert not ImportJob.objects.exists()


def test_an_absurd_size_is_refused_without_reading(client):
    response, body = post_body(client, 10**12)
    assert response.status_code == 413
    assert body.taken == 0


def test_a_file_just_above_the_limit_is_refused_by_the_form(client, settings):
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    response = upload(client, b"x" * (1024 * 1024 + 1))
    assert response.status_code == 422
    assert "größer als 1 MB" in text(response)
