"""Documents of networks: what is filed, who reads it, what stays when it is deleted."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from networks.models import NetworkDocument
from networks.rules.documents import MAX_BYTES
from networks.services import documents
from sro.access import Role
from sro.audit.models import Entry, Kind
from sro.audit.words import sentence
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.networks.factories import NOW, make_district
from tests.networks.factories_bodies import (
    make_document,
    make_held,
    make_invitation,
    make_member,
    make_network,
)
from tests.networks.factories_providers import make_provider
from tests.networks.pages import url
from tests.people import person

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 erfunden"


def filed(network=None, **values):
    given = {"actor": person(Role.PLANNER), "file_name": "Plan.pdf", "content": PDF, "now": NOW}
    return documents.file_document(network=network or make_network(), **{**given, **values})


# --- filing -------------------------------------------------------------------------------------


def test_what_a_file_is_is_read_from_its_bytes():
    document = filed(file_name="C:\\tmp\\harmlos.txt")
    assert document.content_type == "application/pdf"
    assert document.file_name == "harmlos.txt.pdf"
    assert document.title == "harmlos.txt"
    assert document.size == len(PDF)
    assert len(document.sha256) == 64
    assert not document.shared
    entry = Entry.objects.get(action="networkdocument.created")
    assert "networkdocument" not in sentence(entry)


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00", b"x" * (MAX_BYTES + 1)], ids=["empty", "program", "large"]
)
def test_what_is_refused(content):
    with pytest.raises(ValidationError) as raised:
        filed(content=content)
    assert "file" in raised.value.message_dict
    assert not NetworkDocument.objects.exists()


def test_the_largest_file_is_taken():
    assert filed(content=b"x" * MAX_BYTES).size == MAX_BYTES


def test_a_district_files_with_its_own_networks_only():
    network = make_network()
    lead = person(Role.TEAM_LEAD, district=network.district)
    assert filed(network, actor=lead).uploaded_by == lead
    for stranger in (
        person(Role.TEAM_LEAD, district=make_district()),
        person(Role.CONTROLLER),
        person(Role.PROVIDER_LEAD, provider=make_provider()),
    ):
        with pytest.raises(PermissionDenied):
            filed(network, actor=stranger)


def test_a_meeting_of_another_network_is_refused():
    with pytest.raises(ValueError, match="another network"):
        filed(meeting=make_held())


# --- who reads it -------------------------------------------------------------------------------


def reads(user, document):
    return NetworkDocument.objects.visible_to(user).filter(pk=document.pk).exists()


def test_documents_of_a_meeting_are_read_like_its_minutes():
    meeting = make_held()
    network = meeting.network
    inside, guest, provider = person(Role.CONTROLLER), person(Role.CONTROLLER), make_provider()
    of_provider = person(Role.PROVIDER_STAFF, provider=provider)
    make_member(network, user=inside)
    for member in (
        make_member(network, user=guest, role="guest"),
        make_member(network, provider=provider),
    ):
        make_invitation(meeting, member)
    not_invited = person(Role.PROVIDER_STAFF, provider=make_member(network).provider)
    stranger = person(Role.CONTROLLER)
    document = make_document(network, meeting=meeting)
    everybody = (inside, guest, of_provider, not_invited, stranger)
    assert [reads(user, document) for user in everybody] == [True, False, False, False, False]
    NetworkDocument.objects.update(shared=True)
    assert [reads(user, document) for user in everybody] == [True, True, True, False, False]


def test_documents_of_a_network_are_read_by_who_works_there_or_once_shared_by_who_sees_it():
    network = make_network()
    inside, guest, stranger = (person(Role.CONTROLLER) for _each in range(3))
    make_member(network, user=inside)
    make_member(network, user=guest, role="guest")
    of_provider = person(Role.PROVIDER_STAFF, provider=make_member(network).provider)
    foreign = person(Role.PROVIDER_STAFF, provider=make_provider())
    document = make_document(network)
    everybody = (inside, guest, stranger, of_provider, foreign)
    assert [reads(user, document) for user in everybody] == [True, False, False, False, False]
    NetworkDocument.objects.update(shared=True)
    assert [reads(user, document) for user in everybody] == [True, True, True, True, False]


# --- changing and deleting ----------------------------------------------------------------------


def changed(document, **changes):
    return documents.update_document(
        actor=person(Role.PLANNER),
        document=document,
        changes=changes,
        version=document.version,
        now=NOW,
    )


def test_title_and_readers_change_without_loading_the_content():
    document = make_document(make_network())
    with CaptureQueriesContext(connection) as queries:
        saved = changed(document, title="Neu", shared=True)
    assert (saved.title, saved.shared) == ("Neu", True)
    assert not any('"content"' in query["sql"] for query in queries)
    with pytest.raises(StaleRecord):
        changed(document, title="Zu spät")
    with pytest.raises(TypeError):
        changed(saved, content=b"anders")


def test_the_database_keeps_what_was_filed():
    make_document(make_network())
    for change in ({"content": b"x"}, {"sha256": "x"}, {"file_name": "x"}):
        with pytest.raises(InternalError), transaction.atomic():
            NetworkDocument.objects.update(**change)


def test_the_history_keeps_that_it_existed_and_not_what_it_said():
    document = filed(title="Raumplan")
    number = document.pk
    documents.remove_document(
        actor=person(Role.PLANNER), document=document, version=document.version, now=NOW
    )
    assert not NetworkDocument.objects.exists()
    events = NetworkDocument.pgh_event_model.objects.filter(pgh_obj_id=number)
    assert set(events.values_list("pgh_label", "title")) == {
        ("insert", "Raumplan"),
        ("delete", "Raumplan"),
    }
    assert "content" not in {field.name for field in events.model._meta.get_fields()}
    assert Entry.objects.filter(action="networkdocument.deleted", object_id=number).exists()


# --- handing out --------------------------------------------------------------------------------


def test_what_is_damaged_is_not_handed_out():
    document = make_document(make_network(), sha256="0" * 64)
    with pytest.raises(NotPossible):
        documents.taken_out(actor=person(Role.PLANNER), document=document, now=NOW)
    entry = Entry.objects.get(action="document.found_damaged")
    assert entry.kind == Kind.READ


def test_a_download_is_an_attachment_that_nothing_keeps_or_guesses(client, planner):
    html = b"<!doctype html><script>alert(1)</script>"
    document = filed(file_name='Grüße"\r\nX: y.html', content=html, actor=planner)
    answer = client.get(url("document_download", document.pk))
    assert answer.content == html
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe_%20X_%20y.html.txt"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    entry = Entry.objects.get(kind=Kind.EXPORT)
    assert (entry.object_id, entry.details) == (str(document.pk), {"format": "text"})


def test_a_damaged_document_is_told_on_the_page(client, planner):
    document = make_document(make_network(), sha256="0" * 64)
    answer = client.get(url("document_download", document.pk), follow=True)
    assert answer.redirect_chain[0][0].endswith("#dokumente")
    assert not Entry.objects.filter(kind=Kind.EXPORT).exists()


# --- pages --------------------------------------------------------------------------------------


def upload(name="Raumplan.pdf", content=PDF, **values):
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return {"file": file, "title": "", "_version": "0", **values}


def test_a_document_is_filed_listed_shared_and_deleted(client, planner):
    network = make_network()
    answer = client.post(url("document_new", network.pk), upload(), follow=True)
    document = NetworkDocument.objects.get()
    text = answer.content.decode()
    assert url("document_download", document.pk) in text
    assert "17\xa0Bytes" in text
    assert str(planner) in text
    form = {"title": "Plan der Räume", "shared": "on", "_version": document.version}
    client.post(url("document_edit", document.pk), form)
    document.refresh_from_db()
    assert (document.title, document.shared) == ("Plan der Räume", True)
    assert client.post(url("document_edit", document.pk), form | {"title": "X"}).status_code == 409
    text = client.get(url("document_delete", document.pk)).content.decode()
    assert "Plan der Räume" in text
    answer = client.post(
        url("document_delete", document.pk), {"_version": document.version}, follow=True
    )
    assert not NetworkDocument.objects.exists()
    assert url("document_download", document.pk) not in answer.content.decode()


def test_a_document_of_a_meeting_stands_with_the_meeting(client, planner):
    meeting = make_held()
    answer = client.post(url("meeting_document_new", meeting.pk), upload(), follow=True)
    document = NetworkDocument.objects.get()
    assert (document.meeting, document.network) == (meeting, meeting.network)
    assert answer.redirect_chain[0][0] == f"{url('meeting_detail', meeting.pk)}#dokumente"
    address = url("document_download", document.pk)
    assert address in answer.content.decode()
    assert address not in client.get(url("network_detail", meeting.network_id)).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        upload(content=b""),
        upload(content=b"MZ\x90\x00"),
        upload(content=b"x" * (MAX_BYTES + 1)),
        {"title": "Ohne Datei", "_version": "0"},
    ],
    ids=["empty", "program", "large", "none"],
)
def test_a_refused_file_is_told_at_the_field(client, planner, sent):
    answer = client.post(url("document_new", make_network().pk), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert not NetworkDocument.objects.exists()


def test_lists_never_load_contents(client, planner):
    meeting = make_held()
    make_document(meeting.network)
    make_document(meeting.network, meeting=meeting)
    for name, number in (("network_detail", meeting.network_id), ("meeting_detail", meeting.pk)):
        with CaptureQueriesContext(connection) as queries:
            client.get(url(name, number))
        assert not any('"content"' in query["sql"] for query in queries)


def test_what_was_deleted_costs_the_page_no_further_question(client):
    network = make_network()
    client.force_login(person(Role.TEAM_LEAD, district=network.district))
    client.get("/")
    asked = []
    for _step in range(2):
        for _more in range(3):
            make_document(network).delete()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url("network_detail", network.pk)).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_who_reads_only_sees_no_buttons(client):
    network = make_network()
    document = make_document(network, shared=True)
    hidden = make_document(network)
    client.force_login(person(Role.CONTROLLER))
    text = client.get(url("network_detail", network.pk)).content.decode()
    assert url("document_download", document.pk) in text
    assert url("document_download", hidden.pk) not in text
    assert url("document_edit", document.pk) not in text
    assert url("document_new", network.pk) not in text
