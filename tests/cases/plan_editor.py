"""Addresses of a plan's pages, and what its editor sends."""

from uuid import uuid4

from django.urls import reverse


def address(view, plan, *more):
    return reverse(f"cases:{view}", args=[plan.case_id, plan.pk, *more])


def data(plan, rows, **changes):
    """What the editor sends: `rows` are (key, depth, values)."""
    sent = {
        "_version": plan.version,
        "need": plan.need,
        "period_from": "2025-06-02",
        "period_until": "2025-12-01",
        "zeile": [key for key, _depth, _values in rows],
        **changes,
    }
    for key, depth, values in rows:
        sent[f"z-{key}-depth"] = depth
        for name, value in values.items():
            sent[f"z-{key}-{name}"] = value
    return sent


def rows(*parts):
    return [(str(uuid4()), depth, {"text": text}) for depth, text in parts]
