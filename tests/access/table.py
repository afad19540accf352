"""The access matrix: every address of the product, every role, and what it gets.

Targets name things of tests.access.world: `pk="run"` is its primary key, `own.job` belongs to the
person asking, `foreign.job` to somebody else.
"""

from __future__ import annotations

from tests.access.rows import (
    BUDGET,
    DECIDED,
    PROVIDER,
    ROLES,
    A,
    C,
    K,
    P,
    Row,
    T,
    everybody,
    row,
)

FRAME: list[Row] = [
    everybody("start"),
    everybody("ui:help"),
    everybody("ui:sources"),
    everybody("ui:drafts"),
    # The signed token in the form decides; without one nothing is kept.
    everybody("ui:draft_keep", 400, method="post", anonymous=400),
    everybody("health_live", anonymous=200),
    everybody("health_ready", 503, anonymous=503, note="no worker in this test"),
    everybody("schema", anonymous=200),
    everybody("api:api-root", anonymous=401),
    everybody("api_missing", 404, anonymous=404),
    row("ui:draft_discard", ok=ROLES, seen=(), status=302, method="post", pk="own.draft"),
    row("ui:draft_discard", seen=(), method="post", pk="foreign.draft", note="foreign"),
    row("ui:job", ok=ROLES, seen=(), pk="own.job"),
    row("ui:job", seen=(), pk="foreign.job", note="foreign"),
    row("ui:job_cancel", ok=ROLES, seen=(), status=302, method="post", pk="own.job"),
    row("ui:job_cancel", seen=(), method="post", pk="foreign.job", note="foreign"),
    row("ui:imports", ok=(K, P, A, *PROVIDER)),
    row("ui:import", ok=(K, P, A, *PROVIDER), seen=(), pk="own.imported"),
    row("ui:import", ok=(A,), seen=(), pk="foreign.imported", note="foreign"),
    *[
        each
        for view in ("import_confirm", "import_discard", "import_numbers")
        for each in (
            row(
                f"ui:{view}",
                ok=(K, P, A, *PROVIDER),
                seen=(),
                status=302,
                method="post",
                pk="own.imported",
            ),
            row(
                f"ui:{view}",
                seen=(A,),
                method="post",
                pk="foreign.imported",
                note="foreign",
            ),
        )
    ],
    row("ui:import_new", ok=(P,), key="=institutions"),
    row("ui:import_new", ok=(K,), key="=rates", note="rates"),
    row("ui:import_template", ok=(P,), key="=institutions"),
]


def _area(name: str, editors: tuple, removers: tuple) -> list[Row]:
    return [
        everybody(f"networks:{name}_list"),
        row(f"networks:{name}_new", ok=removers),
        row(f"networks:{name}_detail", ok=ROLES, seen=(), pk=name),
        row(f"networks:{name}_map", ok=ROLES, seen=(), pk=name),
        row(f"networks:{name}_edit", ok=editors, seen=ROLES, pk=name),
        row(f"networks:{name}_delete", ok=removers, seen=ROLES, pk=name),
    ]


def _entry(name: str) -> list[Row]:
    return [
        everybody(f"networks:{name}_list"),
        row(f"networks:{name}_export", ok=(P, A)),
        row(f"networks:{name}_detail", ok=ROLES, seen=(), pk=name),
        row(f"networks:{name}_edit", ok=(P,), seen=ROLES, pk=name),
        row(f"networks:{name}_delete", ok=(P,), seen=ROLES, pk=name),
        row(f"networks:{name}_verify", ok=(P,), seen=ROLES, status=302, method="post", pk=name),
    ]


REGISTRY: list[Row] = [
    everybody("networks:home"),
    everybody("networks:map"),
    everybody("networks:search"),
    everybody("networks:search_suggestions"),
    row("networks:municipality_edit", ok=(A,)),
    *_area("district", (P, A), (A,)),
    *_area("space", (P, A), (P, A)),
    row("networks:boundary_import", ok=(P, A)),
    row("networks:boundary_check", ok=(P, A), status=302, token="=x"),
    row("networks:boundary_delete", ok=(P, A), seen=ROLES, pk="boundary"),
    everybody("networks:category_list"),
    row("networks:category_new", ok=(P, A)),
    row("networks:category_edit", ok=(P, A), seen=ROLES, pk="category"),
    row("networks:category_delete", ok=(P, A), seen=ROLES, pk="category"),
    *_entry("institution"),
    row("networks:institution_new", ok=(P,)),
    *_entry("offer"),
    row("networks:offer_new", ok=(P,), pk="institution"),
    # Proposals: planning sees and decides all of them, who proposed sees the own.
    row("networks:proposal_list", ok=(C, T, P)),
    row("networks:proposal_read", ok=(C,), seen=(P,), status=302, method="post", pk="proposal"),
    row(
        "networks:proposal_read",
        ok=(),
        seen=(P,),
        method="post",
        pk="foreign_proposal",
        note="foreign",
    ),
    row("networks:proposal_detail", ok=(C, P), seen=(), pk="proposal"),
    row("networks:proposal_detail", ok=(P,), seen=(), pk="foreign_proposal", note="foreign"),
    *[
        each
        for view, more in (
            ("proposal_take_over", {}),
            ("proposal_decline", {}),
            ("proposal_link", {"institution_pk": "institution"}),
        )
        for each in (
            row(f"networks:{view}", ok=(P,), seen=(C,), pk="proposal", **more),
            row(
                f"networks:{view}", ok=(P,), seen=(), pk="foreign_proposal", note="foreign", **more
            ),
        )
    ],
    row("networks:provider_list", ok=ROLES),
    row("networks:provider_new", ok=(P,)),
    row("networks:provider_detail", ok=ROLES, seen=(), pk="provider"),
    row("networks:provider_edit", ok=(K, P), seen=ROLES, pk="provider"),
    row("networks:provider_close", ok=(K, P), seen=ROLES, pk="provider"),
    row("networks:provider_delete", ok=(P,), seen=ROLES, pk="provider"),
    row("networks:team_new", ok=(P,), seen=ROLES, pk="provider"),
    row("networks:team_edit", ok=(P,), seen=ROLES, pk="team"),
    row("networks:team_delete", ok=(P,), seen=ROLES, pk="team"),
    row("networks:focus_list", ok=ROLES),
    row("networks:focus_new", ok=(P,)),
    row("networks:focus_edit", ok=(P,), seen=ROLES, pk="focus"),
    row("networks:focus_delete", ok=(P,), seen=ROLES, pk="focus"),
    row("networks:support_type_list", ok=ROLES),
    row("networks:support_type_new", ok=(A,)),
    row("networks:support_type_legal", ok=(A,), status=302, method="post"),
    row("networks:support_type_edit", ok=(A,), seen=ROLES, pk="support_type"),
    row("networks:agreement_list", ok=(K, P, *PROVIDER)),
    row("networks:agreement_new", ok=(K,), seen=ROLES, pk="provider"),
    row("networks:rate_list", ok=(K, P, *PROVIDER)),
    # Agreements and rates: own provider, foreign provider.
    row("networks:agreement_detail", ok=(K, P, *PROVIDER), seen=(), pk="agreement"),
    row("networks:agreement_detail", ok=(K, P), seen=(), pk="foreign_agreement", note="foreign"),
    *[
        each
        for view, thing in (
            ("agreement_edit", "agreement"),
            ("agreement_delete", "agreement"),
            ("rate_new", "agreement"),
            ("rate_edit", "rate"),
            ("rate_follow", "rate"),
            ("rate_delete", "rate"),
        )
        for each in (
            row(f"networks:{view}", ok=(K,), seen=(P, *PROVIDER), pk=thing),
            row(f"networks:{view}", ok=(K,), seen=(P,), pk=f"foreign_{thing}", note="foreign"),
        )
    ],
]

_FUND = {"year": "=2018", "slug": "=fall"}
_MILIEU = {"year": "=2018", "slug": "=milieu"}


BUDGET_ROWS: list[Row] = [
    row("budgets:home", ok=(C, *BUDGET)),
    row("budgets:year_add", ok=(K, A)),
    row("budgets:year", ok=BUDGET, seen=(), year="=2018"),
    row("budgets:year_adopt", ok=(K,), seen=BUDGET, year="=2018"),
    *[
        row(f"budgets:{view}", ok=(K,), seen=BUDGET, year="=2018")
        for view in (
            "closing",
            "closing_propose",
            "closing_confirm",
            "closing_refuse",
            "closing_take_back",
        )
    ],
    # What a year was closed with is no secret to those who see lines.
    row("budgets:closing", ok=(K, P, T), seen=BUDGET, year="closed_year", note="closed"),
    row("budgets:closing_download", ok=(K, P, T), seen=BUDGET, year="closed_year", form="=xlsx"),
    row("budgets:fund_add", ok=(K, A), seen=BUDGET, year="=2018"),
    row("budgets:cover_group_add", ok=(K, A), seen=BUDGET, year="=2018"),
    row("budgets:cover_group_edit", ok=(K, A), seen=BUDGET, year="=2018", pk="group"),
    row("budgets:cover_group_delete", ok=(K, A), seen=BUDGET, year="=2018", pk="group"),
    row("budgets:fund", ok=BUDGET, seen=(), **_FUND),
    row("budgets:fund_edit", ok=(K, A), seen=BUDGET, **_FUND),
    row("budgets:fund_delete", ok=(K, A), seen=BUDGET, **_FUND),
    row("budgets:compare", ok=BUDGET, seen=(), status=302, **_FUND),
    row("budgets:run_add", ok=(K,), seen=BUDGET, **_FUND),
    row("budgets:run", ok=(K,), seen=(), pk="run", **_FUND),
    row("budgets:run", ok=(K, *DECIDED), seen=(), pk="approved", note="approved", **_FUND),
    row("budgets:run_district", ok=(K,), seen=(), pk="run", key="=90", **_FUND),
    row(
        "budgets:run_district",
        ok=(K, *DECIDED),
        seen=(),
        pk="approved",
        key="=90",
        note="approved",
        **_FUND,
    ),
    # Inside a district: team leads see what was decided for their own.
    row("budgets:fund", ok=BUDGET, seen=(), note="divided", **_MILIEU),
    row("budgets:run_add_inside", ok=(K,), seen=BUDGET, key="=90", **_MILIEU),
    row("budgets:run", ok=(K,), seen=(), pk="inside", note="inside", **_MILIEU),
    row("budgets:run_edit", ok=(K,), seen=(), pk="inside", note="inside", **_MILIEU),
    *[
        each
        for view, more in (
            ("run", {}),
            ("run_check", {}),
            ("run_space", {"key": "space_key"}),
            ("run_download", {"form": "=csv"}),
        )
        for each in (
            row(
                f"budgets:{view}",
                ok=(K, *DECIDED),
                seen=(),
                pk="inside_approved",
                note="inside approved",
                **more,
                **_MILIEU,
            ),
            row(
                f"budgets:{view}",
                ok=(K, P),
                seen=(),
                pk="inside_foreign",
                note="inside foreign",
                **{**more, **({"key": "foreign_space_key"} if "key" in more else {})},
                **_MILIEU,
            ),
        )
    ],
    row("budgets:run_download", ok=(K,), seen=(), pk="run", form="=csv", **_FUND),
    row(
        "budgets:run_download",
        ok=(K, *DECIDED),
        seen=(),
        pk="approved",
        form="=csv",
        note="approved",
        **_FUND,
    ),
    row("budgets:run_check", ok=(K, *DECIDED), seen=(), pk="approved", **_FUND),
    *[
        each
        for view, status, method in (
            ("run_edit", 200, "get"),
            ("run_copy", 200, "get"),
            ("run_delete", 200, "get"),
            ("run_start", 302, "post"),
            ("run_propose", 200, "get"),
            ("run_withdraw", 200, "get"),
            ("run_approve", 200, "get"),
            ("run_reject", 200, "get"),
        )
        for each in (
            row(
                f"budgets:{view}", ok=(K,), seen=(), status=status, method=method, pk="run", **_FUND
            ),
            row(
                f"budgets:{view}",
                ok=(K,),
                seen=DECIDED,
                status=status,
                method=method,
                pk="approved",
                note="approved",
                **_FUND,
            ),
        )
    ],
    row("budgets:transition_add", ok=(K,), seen=BUDGET, **_FUND),
    row("budgets:transition", ok=(K,), seen=(), pk="path", **_FUND),
    row("budgets:transition_edit", ok=(K,), seen=(), pk="path", **_FUND),
    row("budgets:transition_delete", ok=(K,), seen=(), pk="path", **_FUND),
    row(
        "budgets:transition_step",
        ok=(K,),
        seen=(),
        status=302,
        method="post",
        pk="path",
        position="=1",
        **_FUND,
    ),
]
