"""Rows of the access matrix: quarterly reports, of the own and of another district."""

from tests.access.api_rows import api
from tests.access.rows import C, K, P, Row, T, row

SEEN = (K, P, T)
_AT = {"year": "=2017", "key": "=90", "number": "=1"}
_DRAFT = {**_AT, "quarter": "=3"}
_FROZEN = {**_AT, "quarter": "=2"}
_SIGNED = {**_AT, "quarter": "=4"}
_PUBLISHED = {**_AT, "quarter": "=1"}
_FAR_DRAFT = {**_DRAFT, "key": "=9091"}
_FAR_FROZEN = {**_FROZEN, "key": "=9091"}
_FAR_PUBLISHED = {**_PUBLISHED, "key": "=9091"}


def _step(name: str, *ok, **more) -> Row:
    return row(f"reporting:report_{name}", ok=ok, seen=SEEN, **{**_DRAFT, **more})


REPORTS: list[Row] = [
    row("reporting:reports", ok=(C, *SEEN)),
    api("report-list", ok=(C, *SEEN)),
    Row("api:report-detail", {"pk": "quarter_report"}, {200: SEEN, 404: (C,)}, 403, anonymous=401),
    row("reporting:reports_prepare", ok=(K,)),
    row("reporting:report_settings", ok=(K,)),
    row("reporting:report", ok=SEEN, seen=(), **_DRAFT),
    row("reporting:report", ok=SEEN, seen=(), note="frozen", **_FROZEN),
    row("reporting:report", ok=(C, *SEEN), seen=(), note="published", **_PUBLISHED),
    row("reporting:report", ok=(K, P), seen=(), note="other district", **_FAR_DRAFT),
    row("reporting:report", ok=(K, P), seen=(), note="other district, frozen", **_FAR_FROZEN),
    row(
        "reporting:report",
        ok=(C, *SEEN),
        seen=(),
        note="other district, published",
        **_FAR_PUBLISHED,
    ),
    row("reporting:report_public", ok=(C, *SEEN), seen=(), **_PUBLISHED),
    row("reporting:report_public", ok=SEEN, seen=(), note="frozen", **_FROZEN),
    row("reporting:report_public", ok=(K, P), seen=(), note="frozen elsewhere", **_FAR_FROZEN),
    row("reporting:report_public", seen=(), note="draft", **_DRAFT),
    row("reporting:report_figure", ok=SEEN, seen=(), code="=supports_running", **_DRAFT),
    row("reporting:report_figure", seen=(), code="=nothing", note="unknown", **_DRAFT),
    row("reporting:report_check", ok=(T, K), seen=SEEN, **_DRAFT),
    _step("section", T, K, section="=supports"),
    row(
        "reporting:report_section",
        ok=(K,),
        seen=(K, P),
        section="=supports",
        note="other district",
        **_FAR_DRAFT,
    ),
    _step("recount", T, K),
    _step("discuss", T),
    _step("sign", T),
    _step("return", K, **_SIGNED),
    _step("freeze", K, **_SIGNED),
    _step("freeze", K, note="not signed", status=302),
    _step("publish", K, **_FROZEN),
    _step("correct", K),
    _step("discard", note="no correction"),
    *[
        row(
            "reporting:report_download",
            ok=SEEN,
            seen=(C, *SEEN),
            version="=bericht",
            form=f"={form}",
            note=form,
            **_PUBLISHED,
        )
        for form in ("pdf", "xlsx", "csv", "csv-plain")
    ],
    row(
        "reporting:report_download",
        ok=(C, *SEEN),
        seen=(),
        version="=oeffentlich",
        form="=pdf",
        note="published version",
        **_PUBLISHED,
    ),
    row(
        "reporting:report_download",
        ok=SEEN,
        seen=(),
        version="=oeffentlich",
        form="=pdf",
        note="preview of the published version",
        **_FROZEN,
    ),
    row(
        "reporting:report_download",
        ok=(K, P),
        seen=(),
        version="=oeffentlich",
        form="=pdf",
        note="preview elsewhere",
        **_FAR_FROZEN,
    ),
    row(
        "reporting:report_download",
        seen=(),
        version="=oeffentlich",
        form="=pdf",
        note="published version of a draft",
        **_DRAFT,
    ),
]
