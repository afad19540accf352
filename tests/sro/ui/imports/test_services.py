"""From the upload to the report, without pages."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from networks.models import SupportType
from sro.access import Role
from sro.audit.models import Entry
from sro.ui.imports import tasks
from sro.ui.models import ImportFile, ImportJob, ImportState, JobState
from sro.ui.services import imports
from sro.ui.services.imports import (
    apply_import,
    check_import,
    confirm_import,
    discard_import,
    recheck_import,
    upload_import,
)
from sro.ui.services.jobs import JobBusy
from tests.people import person
from tests.sro.ui.imports.conftest import CHANGED, NEW, NOW, SAME, InOneGo, file_of

pytestmark = pytest.mark.django_db


def upload(actor, content: bytes, importer=None, **more) -> ImportJob:
    return upload_import(
        actor=actor,
        importer=importer or InOneGo(),
        file=SimpleUploadedFile("hilfen.csv", content),
        now=NOW,
        **more,
    )


def actions() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def test_upload_checks_at_once_and_changes_nothing(planner, existing):
    job = upload(planner, file_of(SAME[0], NEW, CHANGED))
    assert (job.state, job.new, job.changed, job.unchanged) == (ImportState.CHECKED, 1, 1, 1)
    assert job.can_apply
    assert SupportType.objects.count() == 2
    assert actions() == ["import.uploaded"]


def test_confirming_writes_and_forgets_the_file(planner, existing):
    job = confirm_import(actor=planner, import_job=upload(planner, file_of(NEW, CHANGED)), now=NOW)
    job.refresh_from_db()
    assert (job.state, job.new, job.changed, job.finished_at) == (ImportState.APPLIED, 1, 1, NOW)
    assert SupportType.objects.get(code="34").name == "Heimerziehung"
    assert not ImportFile.objects.exists()
    assert "sample" not in job.report
    assert actions() == ["import.uploaded", "import.applied"]
    assert Entry.objects.latest("pk").details["new"] == 1


def test_the_same_file_again_has_nothing_to_do(planner, existing):
    file = file_of(NEW, CHANGED)
    first = confirm_import(actor=planner, import_job=upload(planner, file), now=NOW)
    again = upload(planner, file)
    assert again.nothing_to_do
    assert imports.applied_before(again, planner) == first
    with pytest.raises(ValidationError, match=r"nothing to import|nichts einzulesen"):
        confirm_import(actor=planner, import_job=again, now=NOW)


def test_a_file_with_errors_cannot_be_confirmed(planner, existing):
    job = upload(planner, file_of(NEW, "32;=1;§ 32;ambulant"))
    assert [each.line for each in job.errors] == [3]
    with pytest.raises(ValidationError):
        confirm_import(actor=planner, import_job=job, now=NOW)
    assert SupportType.objects.count() == 2


def test_a_stale_preview_is_renewed_instead_of_written(planner, existing):
    job = upload(planner, file_of(NEW, CHANGED))
    SupportType.objects.filter(code="34").update(name="Wohngruppe")
    with pytest.raises(ValidationError, match=r"changed since|seit der Vorschau"):
        confirm_import(actor=planner, import_job=job, now=NOW)
    job.refresh_from_db()
    assert job.state == ImportState.CHECKED
    assert [row["old"] for row in job.report["sample"]] == [{}, {"Name": "Wohngruppe"}]
    assert SupportType.objects.count() == 2
    confirm_import(actor=planner, import_job=job, now=NOW)
    assert SupportType.objects.get(code="34").name == "Heimerziehung"


def test_what_the_database_refuses_is_said_with_the_constraints_words(planner, existing):
    job = upload(planner, file_of("32;Familienhilfe;§ 32;ambulant", NEW))
    with pytest.raises(ValidationError) as error:
        confirm_import(actor=planner, import_job=job, now=NOW)
    (constraint,) = SupportType._meta.constraints
    assert error.value.messages == [str(constraint.get_violation_error_message())]
    job.refresh_from_db()
    assert job.state == ImportState.CHECKED
    assert SupportType.objects.count() == 2


def test_discarding_forgets_the_file(planner, existing):
    job = discard_import(actor=planner, import_job=upload(planner, file_of(NEW)), now=NOW)
    assert job.state == ImportState.DISCARDED
    assert not ImportFile.objects.exists()
    assert actions() == ["import.uploaded", "import.discarded"]
    for service in (confirm_import, discard_import, check_import, apply_import):
        with pytest.raises(ValidationError):
            service(actor=planner, import_job=job, now=NOW)


def test_the_form_of_numbers_can_be_chosen_afterwards(planner, existing):
    header = "Kürzel;Name;Grundlage;Form;Platz"
    job = upload(planner, file_of(f"{NEW};1,000", f"{CHANGED};2.000", header=header))
    assert job.error_count
    assert job.report["unclear"] == ["Platz"]
    job = recheck_import(actor=planner, import_job=job, number_format="plain", now=NOW)
    (problem,) = job.errors  # 1,000 is a thousand and too many; 2.000 is two
    assert (problem.line, problem.value) == (2, "1,000")
    assert job.number_format == "plain"


def test_imports_of_others_are_out_of_reach(planner, existing):
    job = upload(planner, file_of(NEW))
    other, administrator = person(Role.PLANNER), person(Role.ADMINISTRATOR)
    assert list(ImportJob.objects.visible_to(planner)) == [job]
    assert not ImportJob.objects.visible_to(other).exists()
    assert list(ImportJob.objects.visible_to(administrator)) == [job]
    assert not ImportJob.objects.visible_to(person(Role.AUDITOR)).exists()
    for user in (other, administrator):
        with pytest.raises(PermissionDenied):
            confirm_import(actor=user, import_job=job, now=NOW)
        with pytest.raises(PermissionDenied):
            discard_import(actor=user, import_job=job, now=NOW)


def test_who_lost_the_right_meanwhile_cannot_confirm(planner, existing):
    job = upload(planner, file_of(NEW))
    planner.memberships.all().delete()
    planner = type(planner).objects.get(pk=planner.pk)
    with pytest.raises(PermissionDenied):
        confirm_import(actor=planner, import_job=job, now=NOW)
    assert SupportType.objects.count() == 2


def test_the_stored_file_is_packed_and_comes_back_as_it_was():
    content = b"abc;" * 3_000_000
    packed = ImportFile.pack([content[:1000], content[1000:]])
    assert len(packed) < len(content) / 100
    with ImportFile(packed=packed).unpacked() as stream:
        assert stream.read() == content
        stream.seek(0)


@pytest.fixture
def _everything_is_large(monkeypatch):
    monkeypatch.setattr(imports, "DIRECT_BYTES", 0)


@pytest.mark.usefixtures("_everything_is_large")
class TestInTheBackground:
    def test_large_files_are_checked_and_imported_by_jobs(self, planner, existing):
        job = upload(planner, file_of(NEW, CHANGED))
        assert (job.state, job.job.kind) == (ImportState.UPLOADED, imports.CHECK)
        tasks.import_check(job.job_id)
        job.refresh_from_db()
        assert (job.state, job.job.state, job.new) == (ImportState.CHECKED, JobState.DONE, 1)
        job = confirm_import(actor=planner, import_job=job, now=NOW)
        assert (job.state, job.job.kind) == (ImportState.CHECKED, imports.APPLY)
        tasks.import_apply(job.job_id)
        job.refresh_from_db()
        assert (job.state, job.job.state) == (ImportState.APPLIED, JobState.DONE)
        assert SupportType.objects.count() == 3

    def test_a_second_click_meets_the_running_job(self, planner, existing):
        job = upload(planner, file_of(NEW))
        with pytest.raises(JobBusy):
            recheck_import(actor=planner, import_job=job, number_format="", now=NOW)

    def test_a_failed_job_leaves_the_file_and_says_why(self, planner, existing):
        job = upload(planner, file_of(NEW, CHANGED))
        tasks.import_check(job.job_id)
        job.refresh_from_db()
        job = confirm_import(actor=planner, import_job=job, now=NOW)
        SupportType.objects.filter(code="34").update(name="Wohngruppe")
        tasks.import_apply(job.job_id)
        job.refresh_from_db()
        assert (job.state, job.job.state) == (ImportState.CHECKED, JobState.FAILED)
        assert job.reason == job.job.error != ""
        assert SupportType.objects.count() == 2
        assert job.can_apply

    def test_a_task_delivered_twice_does_nothing_the_second_time(self, planner, existing):
        job = upload(planner, file_of(NEW))
        tasks.import_check(job.job_id)
        ImportJob.objects.update(new=77)
        tasks.import_check(job.job_id)
        job.refresh_from_db()
        assert job.new == 77
